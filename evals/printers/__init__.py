"""Ways to print findings, one file a format."""
