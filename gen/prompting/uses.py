"""What stands in a template, found by going through it once."""

from dataclasses import dataclass
from typing import TypeVar

from jinja2 import meta, nodes

REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
_KINDS = (nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Block, *REFERENCES)
_Node = TypeVar("_Node", bound=nodes.Node)


@dataclass(frozen=True, slots=True)
class Uses:
    """What stands in a template, depth first.

    Attributes:
        unset: the names that it reads and does not set itself.
        nodes: its names, attributes, filters, tests, blocks, and the files that it refers to.
    """

    unset: frozenset[str]
    nodes: tuple[nodes.Node, ...]

    def of(self, *kinds: type[_Node]) -> list[_Node]:
        """The nodes of these kinds, one kind after the other."""
        return [node for kind in kinds for node in self.nodes if isinstance(node, kind)]


def uses(tree: nodes.Template) -> Uses:
    """Go through a template.

    Raises:
        jinja2.TemplateSyntaxError: it does not compile.
    """
    return Uses(frozenset(meta.find_undeclared_variables(tree)), tuple(tree.find_all(_KINDS)))
