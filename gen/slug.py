"""The site's slug rule."""

import re

_DROPPED = re.compile(r"[^a-z0-9 ]")


def slug(text: str) -> str:
    """Lower case, all but `a-z`, `0-9` and space dropped, each space turned into `-` (no collapsing).

    The rule gives the file name of every page that the site has published: `IPO & FPO` is `ipo--fpo`,
    `row-echelon` is `rowechelon`, `École` is `cole`.
    """
    return _DROPPED.sub("", text.lower()).replace(" ", "-")
