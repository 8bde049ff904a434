"""Changes values in a page's file and leaves every other character of it as it is."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace

from gen.errors import PageError
from gen.page.answers import encode
from gen.page.changes import Change, apply, changes
from gen.page.front_matter import parse
from gen.page.nodes import ScalarNode
from gen.page.page import Page, Related
from gen.page.reader import load_page
from gen.page.scalars import folded, plain, quoted, scalar
from gen.page.spans import source_of
from gen.page.writer import dump_page
from gen.site.layout import LayoutKey
from gen.site.profile import SiteProfile

_DEFAULT = SiteProfile()
_BLOCK_HEADER = re.compile(r">[^\n]*\n( +)")


def patch_page(text: str, before: Page, after: Page, profile: SiteProfile = _DEFAULT) -> str:
    """The file of `after`, made of the file of `before`: what did not change stands as it stood, in whatever style.

    Args:
        text: the file, as `load_page` read `before` from it.
        before, after: the page as it is, and as it is to be. Texts and numbers may differ, and related articles may be
            fewer.
        profile: of the site.

    Raises:
        PageError: it cannot be said there, or not without writing all of the file anew.
    """
    patched = _patched(text, before, after, profile)
    if patched is not None and _reads_as(patched, after, profile):
        return patched
    if dump_page(before, profile) == text:
        return dump_page(after, profile)
    hint = "Change it by hand, or save the page in the house style first."
    raise PageError("the file stands in a style in which this cannot be changed alone", hint=hint)


def _reads_as(text: str, page: Page, profile: SiteProfile) -> bool:
    try:
        read = load_page(text, profile)
    except PageError:
        return False
    # A body that is the answer changes with it.
    return read == (replace(page, body=read.body) if profile.layout.answer_is_body else page)


def _patched(text: str, before: Page, after: Page, profile: SiteProfile) -> str | None:
    """The file with the changes made, unproven; None where one of them has no place."""
    parts: list[Change] = []
    for item in fields(Page):
        if item.name == "body" and profile.layout.answer_is_body:
            continue
        old, new = getattr(before, item.name), getattr(after, item.name)
        if old == new:
            continue
        found = _related(text, old, new, profile) if item.name == "related" else None
        if isinstance(new, str) and isinstance(old, str):
            found = _of_text(text, before, item.name, new, profile)
        elif isinstance(new, int | float):
            found = _of_number(text, before, item.name, new, profile)
        if found is None:
            return None
        parts += found
    return apply(text, sorted(parts))


def _of_number(text: str, page: Page, name: str, value: float, profile: SiteProfile) -> list[Change] | None:
    source = source_of(text, page, name, 0, 0, profile)
    return [Change(*source.span, scalar(value))] if isinstance(source.node, ScalarNode) else None


def _of_text(text: str, page: Page, name: str, new: str, profile: SiteProfile) -> list[Change] | None:
    """Word by word where the file's style takes the words as they are, else the whole value."""
    parts: list[Change] = []
    old: str = getattr(page, name)
    for change in changes(old, new):
        source = source_of(text, page, name, change.start, change.end, profile)
        if not source.exact:
            return None
        words = encode(change.words) if source.escaped else change.words
        style = source.node.style if isinstance(source.node, ScalarNode) else ""
        parts.append(Change(*source.span, _in_style(words, style)))
    # White space at an edge is read alike by all only in quotes.
    bare = new == new.strip() and _says(apply(text, parts), name, new, profile)
    return parts if bare else _anew(text, page, name, new, profile)


def _in_style(words: str, style: str) -> str:
    """Words as they stand inside of a scalar; what a style does not take after all shows when the page is read."""
    if style == '"':
        return json.dumps(words, ensure_ascii=False)[1:-1]
    return words.replace("'", "''") if style == "'" else words


def _says(text: str, name: str, value: str, profile: SiteProfile) -> bool:
    try:
        return bool(getattr(load_page(text, profile), name) == value)
    except PageError:
        return False


def _anew(text: str, page: Page, name: str, value: str, profile: SiteProfile) -> list[Change] | None:
    """The whole value."""
    source = source_of(text, page, name, 0, 0, profile)
    if not isinstance(source.node, ScalarNode):
        return None
    return [_scalar(text, source.node, encode(value) if source.escaped else value)]


def _scalar(text: str, node: ScalarNode, value: str) -> Change:
    """Another value in a scalar's place: folded on one line where it was folded, plain where it was, else quoted."""
    stood = text[node.start : node.end]
    said = plain(value) if not node.style else quoted(value)
    if node.style == ">" and (header := _BLOCK_HEADER.match(stood)):
        said = folded(value, len(header[1]))
    return Change(node.start, node.start + len(stood.rstrip("\n")), said)


def _related(
    text: str, old: tuple[Related, ...], new: tuple[Related, ...], profile: SiteProfile
) -> list[Change] | None:
    """The keys of articles that are gone, taken out, and the others counted anew."""
    item = next((key for key in profile.layout.keys if key.field == "related" and key.numbered), None)
    kept = _places(old, new)
    if item is None or kept is None:
        return None
    blocks = list(_blocks(text, item, len(old)))
    if len(blocks) < len(old):
        return None
    parts = []
    for index, (start, end) in enumerate(blocks):
        if index not in kept:
            parts.append(Change(start, end, ""))
        elif kept.index(index) != index:
            parts.append(Change(start, start + len(item.names[index]), item.names[kept.index(index)]))
    if not kept and item.blank:
        parts[-1] = parts[-1]._replace(words="\n")
    return parts


def _places(old: tuple[Related, ...], new: tuple[Related, ...]) -> list[int] | None:
    """Where the new articles stand among the old, each at its first place; None where they are not some of them."""
    kept: list[int] = []
    for article in new:
        at = next((i for i in range(kept[-1] + 1 if kept else 0, len(old)) if old[i] == article), None)
        if at is None:
            return None
        kept.append(at)
    return kept


def _blocks(text: str, item: LayoutKey, count: int) -> Iterator[tuple[int, int]]:
    """From the line of each article's key to the next line that is not indented."""
    tree = parse(text)[0]
    for name in item.names[:count]:
        node = tree.items[name]
        line = text.rfind(f"\n{name}:", 0, node.start) + 1
        following = re.compile(r"^\S", re.MULTILINE).search(text, node.start)
        if not line or not following:
            return
        yield line, following.start()
