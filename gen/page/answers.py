"""How an answer stands in a file: as it is, or escaped for a site that turns backslash + n into line breaks."""

from gen.errors import PageError

_ESCAPE = "\\n"


def decode(raw: str) -> str:
    """What the site makes of an escaped answer: `answer.replace(/\\\\n/g, "\\n")`."""
    return raw.replace(_ESCAPE, "\n")


def encode(answer: str) -> str:
    """The escaped form, which the site decodes to exactly this answer.

    Raises:
        PageError: the answer has a backslash + n of its own, which the site would make a line break of.
    """
    at = answer.find(_ESCAPE)
    if at < 0:
        return answer.replace("\n", _ESCAPE)
    line = answer.count("\n", 0, at) + 1
    column = at - answer.rfind("\n", 0, at)
    raise PageError(
        f"the answer has a backslash followed by n at line {line}, column {column} ({answer[at : at + 12]!r}), "
        "and the site makes a line break of that pair",
        field="answer",
        hint="Say it without: ≠ for \\neq, ∇ for \\nabla, and code without the escape.",
    )
