"""The slug rules: what a question or a subject is called in a path and a URL."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

SlugRule = Literal["drop", "hyphenate"]

_DROPPED = re.compile(r"[^a-z0-9 ]")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=256)  # each page's question and subject are asked for many times
def slug(text: str, rule: SlugRule = "drop") -> str:
    """The slug of a question or a subject: `a-z`, `0-9` and `-` only, `""` where nothing of the text is left.

    Args:
        text: any text.
        rule: `drop` is the rule that gives the file name of every page the site has published: lower case, all but
            `a-z`, `0-9` and space dropped, each space turned into `-` without collapsing. `IPO & FPO` is `ipo--fpo`,
            `row-echelon` is `rowechelon`, `École` is `cole`. `hyphenate` is what static site generators do: accents
            off, each run of other characters one `-`. `ipo-fpo`, `row-echelon`, `ecole`.
    """
    if rule == "drop":
        return _DROPPED.sub("", text.lower()).replace(" ", "-")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _BETWEEN_WORDS.sub("-", plain).strip("-")
