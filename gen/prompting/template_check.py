"""What is wrong with a template, found by reading it: also in the branch that no question takes."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from jinja2 import nodes

from gen.errors import TemplateError
from gen.prompting.sandbox import close
from gen.prompting.templates import Reference, TemplateFolder

Names = Mapping[str, frozenset[str]]  # a name that templates are given, and its attributes (none for a plain value)

_OUTSIDE = "text or code outside of a block is never sent"


def faults(
    folder: TemplateFolder, name: str, blocks: Sequence[str], given: Names, optional: Collection[str] = ()
) -> list[TemplateError]:
    """Everything that is wrong with a prompt's file and the files it draws in.

    Args:
        folder: where they stand.
        name: the prompt's file.
        blocks: the blocks it must have: one for a message.
        given: the names that it may use.
        optional: further blocks that are messages where they are there.
    """
    found: list[TemplateError] = []
    _visit(folder, name, given, (), found)
    if not found:
        chain = folder.chain(name)
        found.extend(_lost(folder, chain, {*blocks, *optional}))
        found.extend(_absent(folder, chain, blocks))
    return found


def _visit(folder: TemplateFolder, name: str, given: Names, above: tuple[str, ...], found: list[TemplateError]) -> None:
    """Collect the faults of a file and of those it refers to, depth first; `above` is the way down to it."""
    try:
        folder.compiled(name)
    except TemplateError as error:
        found.append(error)
        return
    found.extend(_unknown_names(folder, name, given))
    for reference in folder.references(name):
        fault = _bad_reference(folder, name, reference, (*above, name))
        if fault:
            found.append(fault)
            continue
        for other in reference.names:
            if other in folder.names:
                _visit(folder, other, given if reference.sees_names else {}, (*above, name), found)


def _bad_reference(
    folder: TemplateFolder, name: str, reference: Reference, way: tuple[str, ...]
) -> TemplateError | None:
    if not reference.names or (reference.extends and len(reference.names) > 1):
        return folder.error(
            name,
            reference.line,
            "a file must be named by a literal",
            'write its name in quotes, as "answer/general.md.j2"',
        )
    there = [other for other in reference.names if other in folder.names]
    if not there and not reference.optional:
        other = reference.names[0]
        return folder.error(name, reference.line, f"no template {other!r}", close(other, folder.names))
    again = next((other for other in there if other in way), None)
    if again:
        return folder.error(name, reference.line, f"{again!r} draws itself in", "break the circle")
    return None


def _unknown_names(folder: TemplateFolder, name: str, given: Names) -> Iterator[TemplateError]:
    uses = folder.uses(name)
    unknown = uses.unset - set(given)
    for node in uses.of(nodes.Name):
        if node.ctx == "load" and node.name in unknown:
            yield folder.error(name, node.lineno, f"no name {node.name!r}", close(node.name, given))
        elif node.ctx != "load" and node.name in given:
            yield folder.error(name, node.lineno, f"{node.name!r} is given and cannot be set", "take another name")
    getters: list[nodes.Getattr | nodes.Getitem] = [*uses.of(nodes.Getattr), *uses.of(nodes.Getitem)]
    for getter in getters:
        yield from _unknown_attribute(folder, name, getter, given)
    for kind, known in ((nodes.Filter, folder.sandbox.filters), (nodes.Test, folder.sandbox.tests)):
        for used in uses.of(kind):
            if used.name not in known:
                yield folder.error(
                    name, used.lineno, f"no {kind.__name__.lower()} {used.name!r}", close(used.name, known)
                )


def _unknown_attribute(
    folder: TemplateFolder, name: str, node: nodes.Getattr | nodes.Getitem, given: Names
) -> Iterator[TemplateError]:
    if not (isinstance(node.node, nodes.Name) and given.get(node.node.name)):
        return
    known = given[node.node.name]
    asked = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
    if asked not in known:
        whole = f"{node.node.name}.{asked}"
        yield folder.error(
            name, node.lineno, f"no name {whole!r}", close(whole, [f"{node.node.name}.{k}" for k in known])
        )


def _lost(folder: TemplateFolder, chain: Sequence[str], messages: Collection[str]) -> Iterator[TemplateError]:
    """What an author wrote and no model would ever read."""
    for place, name in enumerate(chain):
        tree = folder.tree(name)
        for node in tree.body:
            if not isinstance(node, (nodes.Extends, nodes.Block)) and not _blank(node):
                yield folder.error(name, _first_line(node), _OUTSIDE, "move it into a block")
        above = {block.name for other in chain[place + 1 :] for block in folder.uses(other).of(nodes.Block)}
        for node in tree.body if above else ():
            if isinstance(node, nodes.Block) and node.name not in above and node.name not in messages:
                hint = close(node.name, above)
                yield folder.error(name, node.lineno, f"no file above has a block {node.name!r} to replace", hint)


def _blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
    )


def _first_line(node: nodes.Node) -> int:
    """Where its first word stands: text that opens with empty lines is counted from the first of those."""
    first = next(iter(node.iter_child_nodes()), node)
    if not isinstance(first, nodes.TemplateData):
        return node.lineno
    blank = len(first.data) - len(first.data.lstrip())
    return first.lineno + first.data.count("\n", 0, blank)


def _absent(folder: TemplateFolder, chain: Sequence[str], blocks: Sequence[str]) -> Iterator[TemplateError]:
    there = {block.name for name in chain for block in folder.uses(name).of(nodes.Block)}
    for block in blocks:
        if block not in there:
            hint = f"a prompt has the blocks {', '.join(blocks)}: one for a message"
            yield folder.error(chain[0], 0, f"no block {block!r}", hint)
