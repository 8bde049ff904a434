"""A fast way to read front matter that stands as this program writes it.

It knows keys with an unquoted or a folded (`>-`) value of one line, and groups of them, one level deep: all there is on
a page of the default profile. It gives the same tree as PyYAML, in a third of the time, or None.
"""

import re

from gen.page.nodes import MappingNode, ScalarNode
from gen.page.scalars import is_plain, is_plain_number, is_word

_ENTRY = re.compile(r"( *)(_?[A-Za-z][A-Za-z0-9_]*):(?:\n| >-\n( +)([^\s](?:[^\n]*[^\s])?)\n| ([^\n]+)\n)")


def read_lines(matter: str, offset: int) -> MappingNode | None:
    """The tree of a front matter, None where it is not all in that style.

    Args:
        matter: the YAML, without characters that it may not hold; it starts on the page's second line.
        offset: where in the page's text it starts.
    """
    root = MappingNode({}, 2, offset)
    group, column, opened = root, 0, ""
    line, position = 2, 0
    while entry := _ENTRY.match(matter, position):
        indent = len(entry[1])
        if opened and indent:
            group, column = MappingNode({}, line, offset + entry.start(2)), indent
            root.items[opened] = group
        elif not indent and not opened:
            group, column = root, 0
        elif indent != column or opened:
            return None
        key, opened = entry[2], ""
        if key in group.items or is_word(key):
            return None
        node = _value(entry, line, offset)
        if node is not None:
            group.items[key] = node
        elif entry[4] or entry[5] or indent:
            return None
        else:
            opened = key
        line += 2 if entry[4] else 1
        position = entry.end()
    return None if opened or not root.items or matter[position:].strip("\n") else root


def _value(entry: re.Match[str], line: int, offset: int) -> ScalarNode | None:
    """The entry's value; None where it has none, or one that must be looked at more closely."""
    if entry[4]:
        deep_enough = len(entry[3]) > len(entry[1])
        start = entry.end(2) + 2
        return ScalarNode(entry[4], ">", line, offset + start, offset + entry.end()) if deep_enough else None
    text = entry[5]
    if text and (is_plain(text) or is_plain_number(text)):
        return ScalarNode(text, "", line, offset + entry.start(5), offset + entry.end(5))
    return None
