"""Text in Markdown that is to be shown as it stands."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&$@])")


def plain(text: str) -> str:
    """Text that Markdown shows as it stands, on one line, so also in a cell of a table."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
