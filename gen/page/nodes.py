"""The nodes of a front matter: its data, and where each piece of it stands."""

from dataclasses import dataclass
from typing import NamedTuple

from gen.errors import PageError
from gen.page.scalars import AmbiguousScalar, Scalar, read_plain
from gen.page.values import Value


class ScalarNode(NamedTuple):
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
    line: int
    start: int


Node = ScalarNode | ListNode | MappingNode


def value_of(node: Node) -> Value:
    """The plain data of a node."""
    if isinstance(node, ScalarNode):
        return node.value()
    if isinstance(node, ListNode):
        return [value_of(item) for item in node.items]
    return {key: value_of(item) for key, item in node.items.items()}
