"""Text out of questions, answers and files, for a terminal: nothing in it is obeyed, nothing in it hides."""

import re
import unicodedata

# Joiners are part of how Persian and many scripts of India are written, and of emoji; they move nothing.
_HARMLESS = frozenset("\u200c\u200d\xa0")
_NAMED = {"\t": "→   ", "\r": "␍", "\x00": "␀", "\x1b": "␛", "\x7f": "␡"}
# Controls, marks that turn or hide text, halves of characters, separators of lines.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# What the log of a CI job obeys: `##[` anywhere in a line, `::` at its start (actions/runner, ActionCommand.cs).
_ORDER = re.compile(r"##\[|^[^\S\n]*::", re.MULTILINE)


def visible(text: str) -> str:
    """The text with its line breaks; what would not be seen, and what a job's log would obey, is spelled out."""
    if not text.replace("\n", "").isprintable():
        text = "".join(_shown(character) for character in text)
    if "##[" in text or "::" in text:
        text = _ORDER.sub(lambda found: f"{found[0][:-1]}<U+{ord(found[0][-1]):04X}>", text)
    return text


def one_line(text: str) -> str:
    """The same on one line: line breaks are seen as well."""
    return visible(text).replace("\n", " ⏎ ")


def _shown(character: str) -> str:
    if character == "\n" or character in _HARMLESS or unicodedata.category(character) not in _UNSEEN:
        return character
    return _NAMED.get(character) or f"<U+{ord(character):04X}>"
