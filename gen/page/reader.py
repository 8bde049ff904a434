"""Reads a page file, loss-free or not at all."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gen.errors import PageError
from gen.page.answers import decode
from gen.page.front_matter import parse
from gen.page.nodes import ListNode, MappingNode, Node, ScalarNode, value_of
from gen.page.page import DERIVED, FIELDS, Page, Related, derived
from gen.page.values import Value
from gen.site.layout import SILENT, Layout, LayoutKey
from gen.site.profile import SiteProfile

_DEFAULT = SiteProfile()


def load_page(text: str, profile: SiteProfile = _DEFAULT) -> Page:
    """The page of a file's text.

    Args:
        text: the whole file.
        profile: of the site that the file is of.

    Raises:
        PageError: the text is no page of this site, YAML readers would disagree on it, or writing the page would not
            give the same values again. Carries the line.
    """
    tree, rest = parse(text)
    reading = _Reading(profile)
    other = reading.keys(profile.layout.keys, tree)
    found = reading.found
    if profile.layout.answer_is_body:
        found["answer"], found["body"] = answer_of(rest, profile.layout)
    elif rest != profile.layout.body:
        found["body"] = rest
    if not found.keys() >= DERIVED:
        found = derived(str(found["question"]), str(found["subject"]), profile) | found
    return Page(**found, related=tuple(reading.related), other=other)


def read_page(path: Path, profile: SiteProfile = _DEFAULT) -> Page:
    """The page of a file.

    Raises:
        PageError: as `load_page`, or the file cannot be read as UTF-8; its `where` is `file:line`.
    """
    text = read_text(path)
    try:
        return load_page(text, profile)
    except PageError as error:
        raise error.in_file(path) from None


def read_text(path: Path) -> str:
    """The text of a page's file, line ends as they are.

    Raises:
        PageError: it cannot be read as UTF-8.
    """
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise PageError(f"the file is not UTF-8 at byte {error.start}", where=str(path)) from None
    except OSError as error:
        raise PageError(f"the file cannot be read: {error.strerror}", where=str(path)) from None


def answer_of(rest: str, layout: Layout) -> tuple[str, str | None]:
    """The answer in a body, and the body where the layout would write it differently."""
    before, _, after = layout.body.partition("{answer}")
    if rest.startswith(before) and rest.endswith(after) and len(rest) >= len(before) + len(after):
        answer = rest[len(before) : len(rest) - len(after)]
        if answer == answer.strip():
            return answer, None
    if before.strip() or after.strip():
        raise PageError("the body is not what the profile says stands around an answer", field="answer")
    return rest.strip(), rest


class _Reading:
    """What has been read of one page so far."""

    def __init__(self, profile: SiteProfile) -> None:
        self.separator = profile.keyword_separator
        self.found: dict[str, Any] = {}
        self.related: list[Related] = []

    def keys(self, keys: tuple[LayoutKey, ...], tree: MappingNode) -> dict[str, Value]:
        """Reads the keys of a layout; gives what stands there beyond them."""
        other: dict[str, Value] = {}
        left = dict(tree.items)
        for item in keys:
            if item.numbered:
                self._numbered(item, left, other)
            elif item.key in left:
                self._key(item, left.pop(item.key), other)
            else:
                self._absent(item, tree)
        for key, node in left.items():
            other[key] = value_of(node)
        return other

    def _key(self, item: LayoutKey, node: Node, other: dict[str, Value]) -> None:
        if item.field == "related":
            self._list_of_related(item, node, other)
        elif item.field is not None:
            self._field(item, node, other)
        elif item.keys:
            inner = self.keys(item.keys, _mapping(node, item.key))
            if inner:
                other[item.key] = inner
        else:
            value = value_of(node)
            if value != item.value or type(value) is not type(item.value):
                other[item.key] = value

    def _absent(self, item: LayoutKey, tree: MappingNode) -> None:
        if not item.optional:
            hint = "Every page of this site has it."
            raise PageError(f"there is no key {item.key!r}", field=item.field or "", line=tree.line, hint=hint)
        if item.field in SILENT:
            self.found[item.field] = SILENT[item.field]

    def _field(self, item: LayoutKey, node: Node, other: dict[str, Value]) -> None:
        name = str(item.field)
        if name in SILENT and isinstance(node, ScalarNode):
            said = node.value()
            if said is None or (item.optional and said == SILENT[name]):
                other[item.key], self.found[name] = said, SILENT[name]
                return
        if item.style == "list":
            self.found[name] = self._joined(name, node)
            return
        value = self.found[name] = _TYPES.get(name, _text)(node, name)
        if item.escaped:
            self.found[name] = decode(str(value))
            if "\n" in str(value):
                other[item.key] = value

    def _joined(self, name: str, node: Node) -> str:
        if not isinstance(node, ListNode):
            raise PageError(f"{name} is not a list", field=name, line=node.line)
        items = [_text(item, name) for item in node.items]
        joined = self.separator.join(items) if name == "keywords" else "".join(items)
        if items != split_list(name, joined, self.separator):
            raise PageError(f"{name} is not a list that one text can hold", field=name, line=node.line)
        return joined

    def _numbered(self, item: LayoutKey, left: dict[str, Node], other: dict[str, Value]) -> None:
        there = [name for name in item.names if name in left]
        if there != item.names[: len(there)]:
            gap = next(name for name in item.names if name not in left)
            raise PageError(f"{there[-1]} without {gap}", field="related", line=left[there[-1]].line)
        for name in there:
            inner = self._one_related(item, left.pop(name), name)
            if inner:
                other[name] = inner

    def _list_of_related(self, item: LayoutKey, node: Node, other: dict[str, Value]) -> None:
        if not isinstance(node, ListNode) or len(node.items) > item.limit:
            message = f"{item.key} is not a list of at most {item.limit} related articles"
            raise PageError(message, field="related", line=node.line)
        for entry in node.items:
            if self._one_related(item, entry, item.key):
                raise PageError(f"{item.key} has keys the profile does not know", field="related", line=entry.line)
        if not node.items and item.optional:
            other[item.key] = []

    def _one_related(self, item: LayoutKey, node: Node, name: str) -> dict[str, Value]:
        """Reads one related article, gives the keys it has beyond the profile's."""
        left = dict(_mapping(node, name).items)
        values: dict[str, Any] = {}
        for inner in item.keys:
            if inner.key not in left:
                raise PageError(f"{name} has no {inner.key!r}", field="related", line=node.line)
            values[str(inner.field)] = _TYPES.get(str(inner.field), _text)(left.pop(inner.key), f"{name}.{inner.key}")
        self.related.append(Related(**values))
        return {key: value_of(entry) for key, entry in left.items()}


def split_list(name: str, text: str, separator: str) -> list[str]:
    """The items of a field that stands as a list: the keywords' string is cut, another field is one item."""
    if name != "keywords":
        return [text]
    return text.split(separator) if text else []


def _mapping(node: Node, name: str) -> MappingNode:
    if isinstance(node, MappingNode):
        return node
    raise PageError(f"{name} is not a mapping of keys", line=node.line)


def _text(node: Node, name: str) -> str:
    value = value_of(node)
    if isinstance(value, str):
        return value
    raise _wrong(node, name, "a text", "Put it in quotes.")


def _integer(node: Node, name: str) -> int:
    value = value_of(node)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _wrong(node, name, "a whole number", "Write its digits, without quotes.")


def _date(node: Node, name: str) -> datetime.date:
    value = value_of(node)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    raise _wrong(node, name, "a date", "Write it as YYYY-MM-DD, without quotes.")


def _number(node: Node, name: str) -> float:
    value = value_of(node)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise _wrong(node, name, "a number", "Write it without quotes.")


def _boolean(node: Node, name: str) -> bool:
    value = value_of(node)
    if isinstance(value, bool):
        return value
    raise _wrong(node, name, "true or false", "Write true or false, without quotes.")


def _wrong(node: Node, name: str, wanted: str, hint: str) -> PageError:
    field = name if name in FIELDS else "related"
    return PageError(f"{name} is not {wanted}", field=field, line=node.line, hint=hint)


_TYPES: dict[str, Callable[[Node, str], Value]] = {
    "id": _integer,
    "date": _date,
    "score": _number,
    "no_index": _boolean,
}
