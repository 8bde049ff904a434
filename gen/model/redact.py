"""Keys out of texts: what a server or a library says may repeat the key it was called with."""

import json
import re
from urllib.parse import quote

GONE = "[key removed]"
SHORTEST = 8  # a shorter "key" is a placeholder such as `none`, and removing it would maim ordinary words

_LOOKS_LIKE_A_KEY = re.compile(
    r"\bsk-[\w*.\-]{4,}"  # OpenAI and those who copied its form; masked ones (`sk-ab***yz`) too
    r"|(?<=\bbearer\s)[\w.~+/=*\-]{4,}"
    r"|(?<=\bkey provided:\s)\S+",  # OpenAI's 401 repeats the ends of any key
    re.IGNORECASE,
)


class Redactor:
    """Removes one key, and in errors everything that looks like one.

    Args:
        key: the secret; `""` and placeholders shorter than `SHORTEST` are left alone.
    """

    __slots__ = ("_forms",)

    def __init__(self, key: str) -> None:
        forms = (key, json.dumps(key)[1:-1], quote(key, safe="")) if len(key) >= SHORTEST else ()
        self._forms = tuple(dict.fromkeys(forms))

    def __repr__(self) -> str:
        return "Redactor()"

    def text(self, text: str) -> str:
        """`text` without the key itself: for answers, which may rightly speak of bearer tokens."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, GONE)
        return text

    def error(self, text: str) -> str:
        """`text` without the key and without anything that looks like a key: for what goes wrong."""
        return _LOOKS_LIKE_A_KEY.sub(GONE, self.text(text))
