"""What templates are given: small frozen objects, all of them text and numbers."""

import datetime
from dataclasses import dataclass

from gen.config import SeoSettings
from gen.question import Question
from gen.site.profile import SiteProfile

# English names, for the prompts are English. A language that is not here is said by its code, which models know too.
# fmt: off
_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian",
    "ms": "Malay", "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish",
    "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}
# fmt: on


@dataclass(frozen=True, slots=True)
class QuestionValues:
    """`question` in a template, all of it text.

    Attributes:
        text, subject: as in the list.
        notes: the editor's words, `""` where the list has none.
        date: of the page, `YYYY-MM-DD`. A prompt with a day in it is another prompt tomorrow, and paid for anew.
        month: of the page, `YYYY-MM`.
    """

    text: str
    subject: str
    notes: str
    date: str
    month: str


@dataclass(frozen=True, slots=True)
class SiteValues:
    """`site` in a template: the profile's language by its English name (`Portuguese (pt-BR)`), its code, its author."""

    language: str
    language_code: str
    author: str


@dataclass(frozen=True, slots=True)
class BoundsValues:
    """`bounds` in a template: characters of the description without the site's prefix, and number of keywords."""

    description_min: int
    description_max: int
    keywords_min: int
    keywords_max: int


@dataclass(frozen=True, slots=True)
class ClaimValues:
    """`claim` in a template: a sentence of an answer, and what one needs to understand it.

    Attributes:
        text: the sentence.
        before, after: the sentences around it, `""` at the ends.
        heading: what it stands under, and what leads up to its list or table; `""` for neither.
        question: that the page answers.
    """

    text: str
    before: str
    after: str
    heading: str
    question: str


@dataclass(frozen=True, slots=True)
class PassageValues:
    """One of `passages` in a template: its words, and where they stand."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class SourceValues:
    """One of `passages` in a template for answers. Where it stands is left out: a line more would be another prompt.

    Attributes:
        number: that the answer's marks call it by, from 1.
        title: of the reference.
        text: of the passage.
    """

    number: int
    title: str
    text: str


def question_values(question: Question, today: datetime.date | None) -> QuestionValues:
    """Of a question; `today` is the page's date where the list gives none, None for the day it is."""
    date = (question.date or today or datetime.datetime.now(tz=datetime.UTC).date()).isoformat()
    return QuestionValues(question.text, question.subject, question.notes, date, date[:7])


def site_values(profile: SiteProfile) -> SiteValues:
    """Of a site profile."""
    code = profile.language
    name = _LANGUAGES.get(code.lower().partition("-")[0], code)
    said = name if code.lower() in _LANGUAGES or name == code else f"{name} ({code})"
    return SiteValues(said, code, profile.author)


def bounds_values(seo: SeoSettings, prefix: int) -> BoundsValues:
    """Of the bounds of SEO fields, less the characters that the site puts before a description."""
    shortest, longest = (max(bound - prefix, 1) for bound in seo.description)
    return BoundsValues(shortest, longest, *seo.keywords)
