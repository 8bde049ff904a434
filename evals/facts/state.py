"""What a layer of checking knows of a claim."""

from enum import StrEnum


class State(StrEnum):
    """What a layer says of a claim. Nothing looked up is never a pass: `NOT_CHECKED` and `NO_SOURCE` are open.

    SUPPORTED: a passage says it, as far as this layer can tell.
    FLAGGED: a passage was looked at, and something of the claim is not in it.
    NOT_CHECKED: this layer did not look, or what it was told cannot be relied on.
    NO_SOURCE: this layer looked, and there is no passage about it.
    """

    SUPPORTED = "supported"
    FLAGGED = "flagged"
    NOT_CHECKED = "not-checked"
    NO_SOURCE = "no-source"
