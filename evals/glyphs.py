"""How wide a text is in Arial, the typeface of search results."""

import unicodedata

_UNITS = 2048  # an em
_USUAL = 1139  # of most letters and all digits, and of what the table does not know
# Advance widths that Arial and the typefaces made to its measure share, in units, with the characters of each.
_CHARACTERS = {
    391: "'",
    455: "ijl‘’‚ł",
    532: "|¦",
    569: " \u00a0!,./:;I[\\]ft·ÌÍÎÏìíîïı",
    682: "()-`r¡¨²³´¸¹“”„‹›",
    684: "{}",
    717: "•",
    727: '"',
    748: "º",
    758: "ª",
    797: "*",
    819: "°",
    961: "^",
    1012: "∂",
    1024: "Jcksvxyzçýÿ↑↓šžćčśźżş",
    1100: "¶",
    1124: "±÷≈≠≤≥√",
    1180: "µ",
    1196: "+<=>~¬×−",
    1251: "FTZ¿ßøŽ",
    1366: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞŠŸ",
    1460: "∞∑",
    1479: "CDHNRUwÇÐÑÙÚÛÜ",
    1509: "©®",
    1531: "Ω",
    1593: "GOQÒÓÔÕÖØ",
    1686: "∏",
    1706: "Mm",
    1708: "¼½¾",
    1821: "%æ",
    1933: "Wœ",
    2048: "Æ—…™→←Œ",
    2079: "@",
}
_WIDTHS = {character: width for width, characters in _CHARACTERS.items() for character in characters}


def pixels(text: str, size: float) -> float:
    """The width of a text on one line, without kerning, as browsers measure it by default for such previews.

    Args:
        text: any characters; East Asian wide ones are an em, combining ones nothing.
        size: of the type, in pixels.
    """
    return sum(_WIDTHS.get(character) or _unlisted(character) for character in text) * size / _UNITS


def fitting(text: str, size: float, room: float) -> int:
    """How many characters of a text, from its start, fit into `room` pixels."""
    left = room * _UNITS / size
    for index, character in enumerate(text):
        left -= _WIDTHS.get(character) or _unlisted(character)
        if left < 0:
            return index
    return len(text)


def _unlisted(character: str) -> int:
    if character.isascii():
        return _USUAL
    if unicodedata.combining(character):
        return 0
    return _UNITS if unicodedata.east_asian_width(character) in "FW" else _USUAL
