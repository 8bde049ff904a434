"""Other people's text in our messages: short, and unable to move the cursor."""

_LONGEST = 60


def shown(text: str) -> str:
    """The text in back quotes, cut after 60 characters, whatever does not print written as its escape."""
    cut = text[:_LONGEST]
    safe = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut)
    return f"`{safe}{'…' if len(text) > _LONGEST else ''}`"
