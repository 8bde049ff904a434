"""What the site takes from outside of `docs/`: the README is its front page, and links lead to places in it."""

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
TAKEN = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "prompts/README.md": "prompt-files.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what stands elsewhere in the repository."""
    for name, place in TAKEN.items():
        files.append(File.generated(config, place, content=(ROOT / name).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Turn links between `docs/` and the rest of the repository to where they lead in the site."""
    for name, place in TAKEN.items():
        markdown = re.sub(rf"\]\((?:\.\./)*{re.escape(name)}(?=[#)])", f"]({place}", markdown)
    return re.sub(r"\]\((?:\.\./)*docs/", "](", markdown)
