"""Where in a page's file some words of one of its fields stand."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from gen.page.answers import decode
from gen.page.front_matter import parse
from gen.page.nodes import ListNode, MappingNode, Node, ScalarNode
from gen.page.page import Page
from gen.site.layout import LayoutKey
from gen.site.profile import SiteProfile

Place = tuple[int, int, int, int]

_DEFAULT = SiteProfile()
# Quoted and plain scalars: a fold, an escape, or characters that stand for themselves.
_FLOW = {
    "": re.compile(r"(?P<fold>[ \t]*\n[ \t\n]*)|(?:[^ \t\n]|[ \t]+(?![ \t\n]))++"),
    "'": re.compile(r"(?P<fold>[ \t]*\n[ \t\n]*)|(?P<one>'')|(?:[^ \t\n']|[ \t]+(?![ \t\n]))++"),
    '"': re.compile(
        r"(?P<fold>[ \t]*\n[ \t\n]*)|(?P<none>\\\n[ \t]*)"
        r"|(?P<one>\\(?:x..|u.{4}|U.{8}|.))|(?:[^ \t\n\\]|[ \t]+(?![ \t\n]))++"
    ),
}
_LINE_END = re.compile("\n")
_ESCAPED_BREAK = re.compile(r"\\n")
_BLOCK_HEADER = re.compile(r"[|>]([-+1-9]*)[^\n]*\n")


class _Run(NamedTuple):
    """Characters of a value that stand in one piece of the file; of the same length, they stand there as they are."""

    value: int
    length: int
    source: int
    source_length: int


class Source(NamedTuple):
    """Where characters of a field stand in a file.

    Attributes:
        span: the file's characters, the end exclusive.
        node: the field's value in the front matter; None where it stands in the body, or nowhere.
        exact: whether the span is that of the characters asked for, and not of the value as a whole.
        escaped: whether line breaks stand as backslash + n there.
    """

    span: tuple[int, int]
    node: Node | None
    exact: bool
    escaped: bool = False


def locate(text: str, page: Page, field: str, start: int, end: int, profile: SiteProfile = _DEFAULT) -> Place:
    """Line, column, end line and end column (from 1, the end exclusive) of some characters of a field.

    Exact for every style a YAML text can stand in. Where the field is no text or the file is not this page's, the
    place is that of the field's value as a whole; where the file does not write the field, the file's first character.

    Args:
        text: the page's file.
        page: what it was read as.
        field: one of `Page`'s, `""` for the page as a whole.
        start, end: characters of the field's value; of the answer, characters of the Markdown.
        profile: of the site.

    Raises:
        PageError: the text is no page.
    """
    return _place(text, *source_of(text, page, field, start, end, profile).span)


def source_of(text: str, page: Page, field: str, start: int, end: int, profile: SiteProfile = _DEFAULT) -> Source:
    """The same place as `locate` gives, in characters of the file, and how the field stands there.

    Raises:
        PageError: the text is no page.
    """
    tree, rest = parse(text)
    if field == "answer" and profile.layout.answer_is_body:
        place = _answer_in(rest, page.answer)
        at = len(text) - len(rest) + max(place, 0)
        return Source((at + start, at + end), None, exact=place >= 0)
    found = _find(profile.layout.keys, tree, field)
    if found is None:
        return Source((0, 0), None, exact=False)
    item, node = found
    runs = _runs(text, node, profile.keyword_separator)
    if item.escaped and isinstance(node, ScalarNode) and _is_escaped(node.text, page.answer):
        start, end = _escaped_offset(node.text, start), _escaped_offset(node.text, end)
    elif not _covers(runs, getattr(page, field)):
        return Source(_whole(text, node), node, exact=False)
    if not runs:
        return Source(_whole(text, node), node, exact=False)
    return Source(_source(runs, start, end), node, exact=True, escaped=item.escaped)


def locate_key(text: str, keys: Iterable[int | str]) -> Place:
    """Line, column, end line and end column of a value in the front matter, as near to it as the keys lead.

    Args:
        text: the page's file.
        keys: the way to it: names of keys, and numbers of list items from 0.

    Raises:
        PageError: the text is no page.
    """
    return _place(text, *_whole(text, _led(parse(text)[0], keys)))


def locate_keys(text: str, ways: Iterable[Iterable[int | str]]) -> list[Place]:
    """The same of many values, for the price of a few.

    Raises:
        PageError: the text is no page.
    """
    tree = parse(text)[0]
    breaks = [match.start() for match in _LINE_END.finditer(text)]
    starts = [-1, *breaks]

    def point(at: int) -> tuple[int, int]:
        line = bisect_left(breaks, at)
        return line + 1, at - starts[line]

    spans = (_whole(text, _led(tree, keys)) for keys in ways)
    return [(*point(start), *point(end)) for start, end in spans]


def _led(node: Node, keys: Iterable[int | str]) -> Node:
    for step in keys:
        below = _below(node, step)
        if below is None:
            break
        node = below
    return node


def _below(node: Node, step: int | str) -> Node | None:
    if isinstance(node, MappingNode):
        return node.items.get(str(step))
    if isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _find(keys: tuple[LayoutKey, ...], tree: MappingNode, field: str) -> tuple[LayoutKey, Node] | None:
    for item in keys:
        node = tree.items.get(item.key.replace("{n}", "1"))
        if node is not None and item.field == field:
            return item, node
        if item.field is None and isinstance(node, MappingNode):
            inner = _find(item.keys, node, field)
            if inner is not None:
                return inner
    return None


# One page has many findings, and many changes: what reads all of it is kept for the next one.
@lru_cache(maxsize=2)
def _answer_in(body: str, answer: str) -> int:
    """Where the answer begins in a page's body; -1 for nowhere."""
    return body.find(answer)


@lru_cache(maxsize=2)
def _is_escaped(raw: str, answer: str) -> bool:
    """Whether text of the file is an answer in its escaped form."""
    return decode(raw) == answer


def _escaped_offset(raw: str, offset: int) -> int:
    """Where the answer's character `offset` stands in its escaped form."""
    return min(offset + bisect_left(_escaped_breaks(raw), offset), len(raw))


@lru_cache(maxsize=2)
def _escaped_breaks(raw: str) -> list[int]:
    """The answer's line breaks, of its escaped form."""
    return [match.start() - number for number, match in enumerate(_ESCAPED_BREAK.finditer(raw))]


def _covers(runs: list[_Run], value: object) -> bool:
    return isinstance(value, str) and bool(runs) and runs[-1].value + runs[-1].length == len(value)


def _runs(text: str, node: Node, separator: str) -> list[_Run]:
    """The runs of a scalar's text, or of a list's items joined; none where they cannot be told."""
    if isinstance(node, ScalarNode):
        return _scalar_runs(text, node)
    runs: list[_Run] = []
    for item in node.items if isinstance(node, ListNode) else ():
        inner = _runs(text, item, separator)
        if not inner:
            return []
        at = runs[-1].value + runs[-1].length if runs else 0
        if runs:
            before = runs[-1].source + runs[-1].source_length
            runs.append(_Run(at, len(separator), before, inner[0].source - before))
            at += len(separator)
        runs += [run._replace(value=run.value + at) for run in inner]
    return runs


@lru_cache(maxsize=8)  # one field has many findings
def _scalar_runs(text: str, node: ScalarNode) -> list[_Run]:
    found = list(_block_runs(text, node) if node.style in {"|", ">"} else _flow_runs(text, node))
    return found if _spells(text, found, node.text) else []


def _flow_runs(text: str, node: ScalarNode) -> Iterator[_Run]:
    """Of a plain or quoted scalar."""
    quotes = len(node.style)
    at = 0
    for piece in _FLOW[node.style].finditer(text, node.start + quotes, node.end - quotes):
        length = len(piece[0])
        if piece.lastgroup == "fold":
            length = max(piece[0].count("\n") - 1, 1)
        elif piece.lastgroup is not None:
            length = 1 if piece.lastgroup == "one" else 0
        yield _Run(at, length, piece.start(), len(piece[0]))
        at += length


def _block_runs(text: str, node: ScalarNode) -> Iterator[_Run]:
    """Of a literal or folded scalar: each line of the file is looked for where the one before it ended."""
    header = _BLOCK_HEADER.match(text, node.start)
    if header is None:
        return
    indent = _indent(text, header)
    at, source, line_start = 0, header.end(), header.end()
    for line in text[header.end() : node.end].split("\n"):
        content = line[indent:]
        if content:
            here = at
            while not node.text.startswith(content, here) and node.text[here : here + 1] in {" ", "\n"}:
                here += 1
            if here > at:
                yield _Run(at, here - at, source, line_start + indent - source)
            at, source = here + len(content), line_start + len(line)
            yield _Run(here, len(content), line_start + indent, len(content))
        line_start += len(line) + 1
    if at < len(node.text):
        yield _Run(at, len(node.text) - at, source, node.end - source)


def _indent(text: str, header: re.Match[str]) -> int:
    """How far a block scalar's lines are indented: as its header says, or as its first line that is not blank."""
    digit = next((int(character) for character in header[1] if character.isdigit()), 0)
    if digit:
        line = text[text.rfind("\n", 0, header.start()) + 1 : header.start()]
        return len(line) - len(line.lstrip(" ")) + digit
    first = re.compile(r"(?:[ \t]*\n)*( *)").match(text, header.end())
    return len(first[1]) if first else 0


def _spells(text: str, runs: list[_Run], value: str) -> bool:
    """Whether the runs are all of the value, and those that stand as they are do."""
    at = 0
    for run in runs:
        same = text[run.source : run.source + run.length] == value[run.value : run.value + run.length]
        if run.value != at or (run.length == run.source_length > 1 and not same):
            return False
        at += run.length
    return at == len(value)


def _source(runs: list[_Run], start: int, end: int) -> tuple[int, int]:
    """The file's characters for those of a value."""
    first = runs[_index(runs, start)]
    straight = first.length == first.source_length
    begin = first.source + min(start - first.value if straight else 0, first.source_length)
    if start >= first.value + first.length:
        begin = first.source + first.source_length
    if end <= start:
        return begin, begin
    last = runs[_index(runs, end - 1)]
    straight = last.length == last.source_length
    return begin, last.source + (min(end - last.value, last.length) if straight else last.source_length)


def _index(runs: list[_Run], offset: int) -> int:
    return max(bisect_right(runs, offset, key=lambda run: run.value) - 1, 0)


def _whole(text: str, node: Node) -> tuple[int, int]:
    if not isinstance(node, ScalarNode):
        return node.start, node.start
    return node.start, node.start + len(text[node.start : node.end].rstrip("\n"))


def _place(text: str, start: int, end: int) -> Place:
    line, column = _point(text, start)
    return (line, column, *_point(text, max(start, end)))


def _point(text: str, at: int) -> tuple[int, int]:
    at = min(at, len(text))
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
