r"""TeX that an escape has eaten: in JSON and in double-quoted YAML, `"$\text{x}$"` is a tab and `ext{x}`."""

import re

from gen.questions.raw import Unreadable

_EATEN = re.compile(r"[\t\n\r\f\b\v\a](?=[a-zA-Z])")
_LOST = {"\t": "t", "\n": "n", "\r": "r", "\f": "f", "\b": "b", "\v": "v", "\a": "a"}


def eaten_escape(text: str) -> Unreadable | None:
    """What is wrong where a formula's text has a tab, line break or the like right before a letter."""
    if "$" not in text:
        return None
    eaten = _EATEN.search(text)
    if eaten is None:
        return None
    was = "\\" + _LOST[eaten[0]]
    return Unreadable(f"has lost a backslash: `{was}` of a formula was read as an escape", f"Write `\\{was}`.")
