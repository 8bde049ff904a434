"""Any front matter as a tree, by PyYAML's event stream."""

from collections.abc import Iterator

import yaml

from gen.errors import PageError
from gen.page.nodes import ListNode, MappingNode, Node, ScalarNode

_DEEPEST = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(matter: str, offset: int) -> MappingNode:
    """The tree of a front matter.

    Args:
        matter: the YAML, which starts on the page's second line.
        offset: where in the page's text it starts.

    Raises:
        PageError: it is no YAML, or has more in it than front matter may.
    """
    try:
        return _Tree(matter, offset).root()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 2 if mark else 0
        raise PageError(
            f"the front matter is no YAML: {problem}", line=line, hint="Quote texts with `: ` or ` #`."
        ) from None


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 2 if mark else 0


class _Tree:
    """Builds nodes from PyYAML's events."""

    def __init__(self, matter: str, offset: int) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(matter, Loader=_Loader)
        self._offset = offset

    def _span(self, event: yaml.Event) -> tuple[int, int]:
        start, end = event.start_mark, event.end_mark
        return (start.index if start else 0) + self._offset, (end.index if end else 0) + self._offset

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
                return ScalarNode(event.value, event.style or "", _line(event), *self._span(event))
            return (
                self._list(event, depth) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(event, depth)
            )
        hint = "Write the value out."
        raise PageError("anchors and aliases have no place in a page", line=_line(event), hint=hint)

    def _list(self, first: yaml.Event, depth: int) -> ListNode:
        node = ListNode([], _line(first), self._span(first)[0])
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            node.items.append(self._node(event, depth + 1))
        return node

    def _mapping(self, first: yaml.Event, depth: int) -> MappingNode:
        node = MappingNode({}, _line(first), self._span(first)[0])
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, depth + 1)
            if key.text in node.items:
                raise PageError(f"the key {key.text!r} stands twice", line=key.line, hint="Remove one of the two.")
            node.items[key.text] = self._node(next(self._events), depth + 1)
        return node

    def _key(self, event: yaml.Event, depth: int) -> ScalarNode:
        key = self._node(event, depth)
        if not isinstance(key, ScalarNode) or not isinstance(key.value(), str):
            raise PageError("a key is not a text", line=key.line, hint="Put it in quotes.")
        return key
