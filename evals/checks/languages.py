"""Are the fields in the site's language? `language` is about the answer."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading, words_of
from evals.stopwords import STOP_WORDS

_FIELDS = ("question", "description")
_LISTS = ("question", "answer", "description", "keywords")
# Scripts of languages that are not written in Latin letters, as the names of their characters begin.
_SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ur"), ("ARABIC",)),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "mk", "be", "kk"), ("CYRILLIC",)),
    **dict.fromkeys(("hi", "mr", "ne"), ("DEVANAGARI",)),
    "bn": ("BENGALI",),
    "el": ("GREEK",),
    "he": ("HEBREW",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
    "ko": ("HANGUL", "CJK"),
    "ta": ("TAMIL",),
    "th": ("THAI",),
    "zh": ("CJK",),
}
_LATIN = ("LATIN",)
_FEWEST = 4  # letters that tell anything
# Greek letters are names of quantities everywhere, and so are the letters of mathematics.
_ANYWHERE = ("GREEK", "MATHEMATICAL", "DOUBLE-STRUCK", "MICRO", "SUPERSCRIPT", "MODIFIER", "OHM", "ANGSTROM")


class FieldLanguage(Check):
    """Question or description are in another language than the site

    Told by function words: more of another language's than of the site's. Short texts say too little.
    """

    id = "field-language"
    severity = Severity.ERROR
    source = "Shares of function words; no published page has it."
    bad = "`La ósmosis es el paso del agua por una membrana.` as the description of an English page"
    good = "`Osmosis is the passage of water through a membrane.`"

    least: int = Field(5, ge=1, description="words that a field needs to be judged")
    share: float = Field(0.25, gt=0, le=1, description="share of another language's function words from which on it is")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        own = reading.stop_words
        if not own:
            return
        for name in _FIELDS:
            text: str = getattr(reading.page, name)
            pieces = text.lower().split()
            # Most sentences are told by their own words; only the others are looked at closely.
            if len(pieces) < self.least or sum(piece in own for piece in pieces) >= self.share * len(pieces):
                continue
            words = words_of(text)
            known = sum(word in own for word in words)
            shares = {language: sum(word in others for word in words) for language, others in STOP_WORDS.items()}
            language = max(shares, key=lambda key: shares[key])
            if shares[language] > known and shares[language] >= self.share * len(words):
                yield Hit(f"`{name}` is not in the site's language, it looks like `{language}`", name)


class Script(Check):
    """A field is in another script than the site's language

    Most of its letters are of an alphabet that the site's readers do not use. Greek letters count as symbols.
    """

    id = "script"
    severity = Severity.ERROR
    source = "Unicode names of letters; models of two languages fall into the other one. No published page has it."
    bad = "`渗透是水通过膜的过程。` on an English page"
    good = "`Osmosis is the passage of water through a membrane.`"

    share: float = Field(0.3, gt=0, le=1, description="share of letters of other scripts from which on it is")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        language = reading.site.language.partition("-")[0].lower()
        own = _SCRIPTS.get(language, _LATIN)
        for name in _LISTS:
            text: str = getattr(reading.page, name)
            if text.isascii() or len(text) - len(text.encode("ascii", "ignore")) < _FEWEST:
                continue
            foreign = [character for character in text if not character.isascii() and _foreign(character, own)]
            if len(foreign) > self.share * sum(map(str.isalpha, text)):
                at = text.index(foreign[0])
                yield Hit(f"most letters of `{name}` are of another script", name, at, min(at + 40, len(text)))


@lru_cache(maxsize=4096)
def _foreign(character: str, own: tuple[str, ...]) -> bool:
    """Whether a letter is of none of the scripts, and no symbol either."""
    return character.isalpha() and not unicodedata.name(character, "").startswith((*own, *_LATIN, *_ANYWHERE))


CHECKS: tuple[type[Check], ...] = (FieldLanguage, Script)
