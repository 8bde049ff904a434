"""The front matter of a page as a tree that knows where everything stands.

Only the part of YAML that front matter needs: no tags, anchors, aliases, merge keys or second documents. So nothing in
a page can build objects, and nothing can grow when it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from gen.errors import PageError
from gen.scalars import DISPUTED, FORBIDDEN, AmbiguousScalar, Scalar, read_plain

_OPENING = "---\n"
_CLOSING = "\n---"
_DEEPEST = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A scalar.

    Attributes:
        text: decoded, not yet resolved.
        style: `""` plain, `'`, `"`, `|` or `>`.
        line: 1-based line of the page file where it starts.
        start, end: its place in the page's text, quotes or block header included.
    """

    text: str
    style: str
    line: int
    start: int
    end: int

    def value(self) -> Scalar:
        """The value that every YAML reader gives.

        Raises:
            PageError: they do not agree.
        """
        if self.style:
            return self.text
        try:
            return read_plain(self.text)
        except AmbiguousScalar as error:
            raise PageError(str(error), line=self.line, hint="Put it in quotes.") from None


@dataclass(frozen=True, slots=True)
class ListNode:
    """A sequence; `line` and `start` as for a scalar."""

    items: "list[Node]"
    line: int
    start: int


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping, its keys in order; `line` and `start` as for a scalar."""

    items: "dict[str, Node]"
    keys: dict[str, ScalarNode]
    line: int
    start: int


Node = ScalarNode | ListNode | MappingNode
Value = Scalar | list["Value"] | dict[str, "Value"]


def value_of(node: Node) -> Value:
    """The plain data of a node."""
    if isinstance(node, ScalarNode):
        return node.value()
    if isinstance(node, ListNode):
        return [value_of(item) for item in node.items]
    return {key: value_of(item) for key, item in node.items.items()}


def split(text: str) -> tuple[str, str]:
    """Front matter and body of a page, without the lines `---`. The front matter starts at the page's character 4.

    Raises:
        PageError: the text is not such a page, or readers would disagree where its front matter ends.
    """
    if not text.startswith(_OPENING):
        raise PageError(_why_no_page(text), line=1, hint="A page's first line is `---` and nothing else.")
    end = text.find(_CLOSING, len(_OPENING) - 1)
    if end < 0:
        raise PageError("the front matter does not end", line=1, hint="Put a line `---` below it.")
    body = text[end + len(_CLOSING) :]
    if body and body[0] != "\n":
        line = text.count("\n", 0, end) + 2
        hint = "The site ends the front matter at such a line: write `---` alone, or indent the line."
        raise PageError("a line begins with `---` and goes on", line=line, hint=hint)
    return text[len(_OPENING) : end + 1], body[1:]


def _why_no_page(text: str) -> str:
    first = text.partition("\n")[0]
    if first.startswith("\ufeff"):
        return "the file starts with a byte-order mark: save it as UTF-8 without one"
    if first.endswith("\r"):
        return "the file has Windows line ends: save it with line feeds"
    if first.startswith("---"):
        return f"the page opens with {first[:20]!r}, which makes readers run it as another language than YAML"
    return "the page does not open with `---`"


def parse(text: str) -> tuple[MappingNode, str]:
    """The tree of a page's front matter, and the page's body.

    Args:
        text: the whole page file.

    Raises:
        PageError: with the line, for whatever is not the plain YAML described above.
    """
    matter, body = split(text)
    _check_characters(text, len(_OPENING) + len(matter))
    try:
        return _Tree(matter).root(), body
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 2 if mark else 0
        raise PageError(
            f"the front matter is no YAML: {problem}", line=line, hint="Quote texts with `: ` or ` #`."
        ) from None


def _check_characters(text: str, matter_end: int) -> None:
    found = FORBIDDEN.search(text) or DISPUTED.search(text, 0, matter_end)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        code = f"U+{ord(found[0]):04X}"
        if found[0] == "\r":
            raise PageError("a carriage return stands in the page", line=line, hint="Save it with line feeds alone.")
        raise PageError(
            f"the character {code} stands in the page", line=line, hint="Remove it, or write it as an escape."
        )


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 2 if mark else 0


def _span(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index if start else 0) + len(_OPENING), (end.index if end else 0) + len(_OPENING)


class _Tree:
    """Builds nodes from PyYAML's events."""

    def __init__(self, matter: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(matter, Loader=_Loader)

    def root(self) -> MappingNode:
        """The one document's mapping."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and event.explicit:
                raise PageError("a second document starts in the front matter", line=_line(event))
            if isinstance(event, yaml.NodeEvent):
                tree = self._node(event, 1)
                if not isinstance(tree, MappingNode):
                    raise PageError("the front matter is not a mapping of keys", line=tree.line)
                self._end()
                return tree
        raise PageError("the front matter is empty", line=1)

    def _end(self) -> None:
        for event in self._events:
            explicit = isinstance(event, yaml.DocumentEndEvent) and event.explicit
            if explicit or isinstance(event, yaml.DocumentStartEvent):
                raise PageError("the document ends inside the front matter", line=_line(event))

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.anchor is None:
            if event.tag is not None:
                raise PageError(f"the tag {event.tag!r} has no place in a page", line=_line(event), hint="Remove it.")
            if depth > _DEEPEST:
                raise PageError(f"the front matter is nested deeper than {_DEEPEST} levels", line=_line(event))
            if isinstance(event, yaml.ScalarEvent):
                return ScalarNode(event.value, event.style or "", _line(event), *_span(event))
            return (
                self._list(event, depth) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(event, depth)
            )
        hint = "Write the value out."
        raise PageError("anchors and aliases have no place in a page", line=_line(event), hint=hint)

    def _list(self, first: yaml.Event, depth: int) -> ListNode:
        node = ListNode([], _line(first), _span(first)[0])
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            node.items.append(self._node(event, depth + 1))
        return node

    def _mapping(self, first: yaml.Event, depth: int) -> MappingNode:
        node = MappingNode({}, {}, _line(first), _span(first)[0])
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, depth + 1)
            if key.text in node.items:
                raise PageError(f"the key {key.text!r} stands twice", line=key.line, hint="Remove one of the two.")
            node.keys[key.text] = key
            node.items[key.text] = self._node(next(self._events), depth + 1)
        return node

    def _key(self, event: yaml.Event, depth: int) -> ScalarNode:
        key = self._node(event, depth)
        if not isinstance(key, ScalarNode) or not isinstance(key.value(), str):
            raise PageError("a key is not a text", line=key.line, hint="Put it in quotes.")
        return key
