"""When two questions are the same, word for word."""

import re
import unicodedata

# What does not stand in a question of words alone: operators, marks of other scripts. Dots, commas, quotation marks,
# brackets and hyphens do; but not `-5`, `5!` and `f'(x)`.
_SIGN = re.compile(r"""[^\w\s.,;:?!'"’‘`“”„«»()\[\]‐‑–—…&-]|_|(?<!\w)[-–](?=\d)|\d!|\w['’]\(""")
_PART = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")


def has_signs(text: str) -> bool:
    """Whether a text has characters that no word has and no sentence needs: `2 + 3` and `C#`, not `row-echelon`."""
    return bool(_SIGN.search(text))


def wording(question: str) -> str:
    """What a question says, for comparing: case, spaces and punctuation do not make another one, numbers do.

    Where operators stand, brackets and dots are part of them: only case, spaces and the end are left out.

    Returns:
        `""` for a question that says nothing.
    """
    folded = unicodedata.normalize("NFC", question).casefold().replace("’", "'")
    if has_signs(folded):
        return "".join(folded.split()).rstrip("?.")
    return " ".join(_PART.findall(folded))
