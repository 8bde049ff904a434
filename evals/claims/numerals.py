"""Numbers in digits and in words: where they stand, and what they are worth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.claims.matches import matches

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS: dict[str, float] = {
    **{word: float(value) for value, word in enumerate(_ONES.split())},
    **{word: float(value) for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)},
    "twice": 2.0,
    "thrice": 3.0,
    "double": 2.0,
    "doubled": 2.0,
    "triple": 3.0,
    "tripled": 3.0,
    "quadruple": 4.0,
    "half": 0.5,
    "halved": 0.5,
    "dozen": 12.0,
    "dozens": 12.0,
}
_SCALES: dict[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "tn": 1e12,
    "hundreds": 1e2,
    "thousands": 1e3,
    "millions": 1e6,
}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS: dict[str, float] = {word: float(value) for value, word in enumerate(_ORDINALS.split(), 1)}
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125, "⅜": 0.375, "⅝": 0.625}
_OLDEST_DECADE = 1000
_DECORATION = re.compile(r"[^\d.]")
_PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourths": 4, "fifth": 5}
_PARTS |= {"fifths": 5, "tenth": 10, "tenths": 10}

_GAP = "[\u2009\u202f\u00a0]"
_THOUSANDS = rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,3}}(?:[ ]\d{{3}})+(?![\d-])|\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)"
_LOOSE = r"\d{1,3}(?:,[ ]?\d{3})*,[ ]000(?!\d)"  # `235, 000` has lost its way between two tools
_PLAIN = rf"(?:{_LOOSE}|{_THOUSANDS}|\d+)(?:\.\d+)?|\.\d+"
_FRACTION = r"(?P<above>\d{1,2})/(?P<below>\d{1,3})(?![\d/])"
# A number does not begin within a name (H1N1, B12, COVID-19, x2) nor behind a dot, a slash or a digit.
_FIRST_DIGIT = re.compile(r"[-−.\d½¼¾⅓⅔⅕⅛⅜⅝](?<![\w.,/#&\\^_].)")
_DIGITS = re.compile(
    r"(?<![\^_][-{])(?<![\^_]\{-)(?<![^\W\d_][-–])(?<!\d[ ])(?<![Cc][Oo][Vv][Ii][Dd][ ])"
    r"(?P<sign>[-−](?=\d))?"
    rf"(?:{_FRACTION}|(?P<plain>{_PLAIN})(?P<vulgar>[½¼¾⅓⅔⅛⅜⅝])?|(?P<lone>[½¼¾⅓⅔⅕⅛⅜⅝]))"
)
# Behind it: more of a name (`1,2-dichlorobenzene`, `5-HT`, `2.0.1`).
_NAME_BEHIND = re.compile(r"(?:,\d+)*-[A-Z]|(?:,\d+)+-[A-Za-z]|\.\d")
_SCALE = re.compile(
    r"(?:[ \t\u00a0-]?(?i:(hundred|thousand|million|billion|trillion|mln|mn|bn|tn)s?)|([kKMB]))(?![\w])"
)
_SCALE_OF_MONEY = re.compile(r"[ ]?([mMbB])(?![\w])")
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)(?![\w])", re.I)
_DECADE_END = re.compile(r"['’]?s(?![\w])")
_NUMBER_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_PART_WORD = "|".join(sorted(_PARTS, key=len, reverse=True))
_SPELLED = re.compile(
    rf"(?<![\w-])(?:(?P<parts>(?:one|two|three|four|five|six|seven|nine|a)[- ](?:{_PART_WORD}))"
    rf"|(?P<words>(?:(?:an?[ ])?(?:{_NUMBER_WORD}|hundred|thousand|million|billion|trillion)"
    rf"(?![- ](?:{_PART_WORD}))(?:[- ](?:and[ ])?)?)+)"
    rf"|(?P<ordinal>{'|'.join(ORDINALS)}))(?![\w]|-(?!fold|year|day|hour|week|month|minute|point|third|quarter))",
    re.I,
)

_LETTERS = re.compile(r"[A-Za-z]+")
_FIRST_WORDS = frozenset((*_WORDS, *_SCALES, *ORDINALS, "a", "an"))
_SOME_WORDS = frozenset((*_WORDS, *_SCALES, *ORDINALS, *_PARTS))  # every number in words has one of them


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number where it stands: value, span, the unit in its last place (0 for exact), and how it is written."""

    value: float
    start: int
    end: int
    step: float = 0.0
    spelled: bool = False
    ordinal: bool = False
    grouped: bool = False  # with separators between thousands, or with a scale: no year is written so
    scale: float = 1.0  # 1e6 for `5 million`


def numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a text in order, those that are part of a name left out."""
    written = matches(_DIGITS, _FIRST_DIGIT, text)
    digits = (_of_digits(match) for match in written if not _NAME_BEHIND.match(text, match.end()))
    found = [*filter(None, digits), *map(_of_words, _spelled(text))]
    yield from sorted(found, key=lambda numeral: numeral.start)


def _spelled(text: str) -> Iterator[re.Match[str]]:
    """Where numbers stand in words. To look the words up first is five times as fast as to try the pattern anywhere."""
    if _SOME_WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        return
    end = 0
    for word in _LETTERS.finditer(text):
        if word.start() >= end and word[0].lower() in _FIRST_WORDS:
            match = _SPELLED.match(text, word.start())
            if match:
                end = match.end()
                yield match


def _of_digits(match: re.Match[str]) -> Numeral | None:
    text, end, value = match.string, match.end(), _value(match)
    if value is None:
        return None
    sign = -1 if match["sign"] and _is_minus(match) else 1
    start = match.end("sign") if match["sign"] and sign > 0 else match.start()
    if ordinal := _ORDINAL_END.match(text, end):
        return Numeral(value, start, ordinal.end(), ordinal=True)
    if decade := _DECADE_END.match(text, end):
        return Numeral(value, start, decade.end(), step=10.0) if value >= _OLDEST_DECADE else None
    grouped = bool(match["plain"]) and not match["plain"].isdigit()
    factor, end = _scale(text, match.start(), end)
    value, step = sign * value * factor, _step(match) * factor
    return Numeral(value, start, end, step, grouped=grouped or factor > 1, scale=factor)


def _scale(text: str, start: int, end: int) -> tuple[float, int]:
    """What a number is multiplied by (`million`, `k`, in sums of money `m`), 1 for nothing, and where that ends."""
    scale = _SCALE.match(text, end)
    if not scale and text[max(0, start - 1) : start] in ("$", "€", "£"):
        scale = _SCALE_OF_MONEY.match(text, end)
    return (_SCALES[scale[scale.lastindex or 0].lower()], scale.end()) if scale else (1.0, end)


def _is_minus(match: re.Match[str]) -> bool:
    """Whether a hyphen is a sign: behind a space, a bracket or at the start, not behind a number."""
    before = match.string[: match.start()].rstrip()
    return not before or not before[-1].isdigit()


def _value(match: re.Match[str]) -> float | None:
    """What the digits are worth; None for two numbers with a slash that are no fraction."""
    if match["above"]:
        above, below = int(match["above"]), int(match["below"])
        return above / below if above < below else None
    if match["lone"]:
        return _VULGAR[match["lone"]]
    return float(_DECORATION.sub("", match["plain"])) + _VULGAR.get(match["vulgar"], 0.0)


def _step(match: re.Match[str]) -> float:
    """The unit in the last place that counts: two digits at least do, zeros behind them do not."""
    if not match["plain"] or match["vulgar"]:
        return 0.0
    whole, _, decimals = _DECORATION.sub("", match["plain"]).partition(".")
    if decimals:
        return float(10.0 ** -len(decimals))
    return float(10 ** max(0, min(len(whole) - len(whole.rstrip("0")), len(whole) - 2)))


def _of_words(match: re.Match[str]) -> Numeral:
    if match["ordinal"]:
        return Numeral(ORDINALS[match["ordinal"].lower()], *match.span(), spelled=True, ordinal=True)
    said = match[0].rstrip(" -")
    said = said[:-4].rstrip(" -") if said.lower().endswith(" and") else said
    words, end = re.split(r"[- ]+", said.lower()), match.start() + len(said)
    if match["parts"]:
        above = 1.0 if words[0] == "a" else _WORDS[words[0]]
        return Numeral(above / _PARTS[words[-1]], match.start(), end, spelled=True)
    return Numeral(_spoken(words), match.start(), end, spelled=True, grouped=len(words) > 1)


def _spoken(words: list[str]) -> float:
    """What a number in words is worth: `two hundred and five thousand`."""
    total = current = 0.0
    for word in words:
        if word == "dozen" or word in _SCALES:
            factor = _SCALES.get(word, 12.0)
            current = (current or 1.0) * factor
            if factor >= 1e3:
                total, current = total + current, 0.0
        else:
            current += _WORDS.get(word, 0.0)
    return total + current
