"""Markdown and plain text as paragraphs, by line."""

import re
from collections.abc import Iterator

import yaml

from gen.sources.document import Document, Paragraph

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)


def read_text(text: str) -> Document:
    """Plain text: paragraphs are parted by empty lines. Its title is nobody's to guess."""
    return Document(tuple(_paragraphs(text.split("\n"), 1, None)))


def read_markdown(text: str) -> Document:
    """Markdown: the same, and headings; `title` and `url` of the front matter, else the first heading."""
    said, first = _front_matter(text)
    lines = text.split("\n")[first - 1 :]
    headings: list[str] = []
    paragraphs = tuple(_paragraphs(lines, first, headings))
    title = said.get("title") or next(iter(headings), "")
    return Document(paragraphs, title, said.get("url", ""))


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Its texts, and the line that the body begins at. What cannot be read as YAML is part of the body."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, 1
    try:
        said = yaml.safe_load(match[1])
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, 1
    if not isinstance(said, dict):
        return {}, 1
    texts = {name: " ".join(value.split()) for name, value in said.items() if isinstance(value, str)}
    return texts, text.count("\n", 0, match.end()) + 1


def _name(line: str) -> str:
    return line.strip().strip("#").strip() if _HEADING.match(line) else ""


def _paragraphs(lines: list[str], first: int, headings: list[str] | None) -> Iterator[Paragraph]:
    """The paragraphs of these lines, of which the first has this number; Markdown's headings are added to a list."""
    block: list[str] = []
    heading, fenced, start = "", False, first
    for number, line in enumerate([*lines, ""], first):
        fenced ^= headings is not None and _FENCE.match(line) is not None
        marked = headings is not None and not fenced
        name = _name(line) if marked else ""
        if marked and len(block) == 1 and _UNDERLINE.match(line):
            name, block = block[0], []
        if line.strip() and not name:
            start = start if block else number
            block.append(line.strip())
            continue
        if block:
            yield Paragraph("\n".join(block), start, 0, heading)
            block = []
        if name and headings is not None:
            headings.append(name)
            heading = name
