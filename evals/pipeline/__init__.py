"""What the site will show: its own Markdown pipeline, bundled into one file and run inside Python."""
