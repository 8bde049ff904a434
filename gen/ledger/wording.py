"""When two questions say the same."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")


def wording(text: str) -> str:
    """A question as compared with others: case, white space, typographic quotes and a closing `?` or `.` do not count.

    Signs inside do: `What is C?` and `What is C++?` have one slug and are two questions. Composition only, since
    compatibility forms would make `x²` and `x2` the same.
    """
    folded = unicodedata.normalize("NFC", text).casefold().translate(_QUOTES)
    return _SPACE.sub(" ", folded).strip().rstrip("?. ")
