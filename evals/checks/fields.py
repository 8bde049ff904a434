"""Is the page complete, and do its fields fit each other and the site?"""

import difflib
from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_PAGE_FORMAT = "The page format of the site, read off its 35,915 published pages."
_TEXTS = (
    *("title", "article_title", "seo_title", "description", "keywords", "author"),
    *("question", "answer", "subject", "file_name", "url"),
)


class FieldEmpty(Check):
    """A field of the page is empty

    The site shows what the page gives it: an empty field is an empty heading, a blank search result or a dead link.
    """

    id = "field-empty"
    severity = Severity.ERROR
    source = _PAGE_FORMAT
    bad = "`author:` with nothing behind it"
    good = "`author: QuickTakes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        empty = [name for name in _TEXTS if not getattr(reading.page, name).strip()]
        for name in empty:
            if name in reading.site.layout.fields:
                yield Hit(f"`{name}` is empty", name)


class TitleDiffers(Check):
    """Title, article title and question do not fit each other

    They are one sentence in three places (browser tab, heading, structured data); where they differ, a reader who
    searched for one lands on another.
    """

    id = "title-differs"
    severity = Severity.ERROR
    source = _PAGE_FORMAT
    bad = "question `What is osmosis?`, title `What is diffusion?`"
    good = "the same text in all three"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _differs(reading, "title", "the title is not the question")
        yield from _differs(reading, "article_title", "the article title is not the question")


class SeoTitle(Check):
    """The SEO title does not follow the site's pattern

    Search results of one site look alike; a stray pattern tells that a page came from elsewhere.
    """

    id = "seo-title"
    severity = Severity.WARNING
    source = _PAGE_FORMAT
    bad = "`Osmosis explained!`"
    good = "`QuickTakes | Biology`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _differs(reading, "seo_title", "the SEO title does not follow the site's pattern")


class FileName(Check):
    """The file name is not the slug of the question

    The site finds a page by its file name. The slug rule gives the name of every published page.
    """

    id = "file-name"
    severity = Severity.ERROR
    source = _PAGE_FORMAT
    bad = "`what-is-osmosis-1.md` for `What is osmosis?`"
    good = "`what-is-osmosis.md`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _differs(reading, "file_name", "the file name is not the slug of the question")


class Url(Check):
    """The URL is not the place of the page

    Related articles, the site map and search engines use this URL; a wrong one leads nowhere.
    """

    id = "url"
    severity = Severity.ERROR
    source = _PAGE_FORMAT
    bad = "`/learn/chemistry/questions/what-is-osmosis` for a page in Biology"
    good = "`/learn/biology/questions/what-is-osmosis`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _differs(reading, "url", "the URL is not the place of the page")


class Author(Check):
    """The author is not the site's

    Pages of the site carry one name; another one tells of a page that was copied in.
    """

    id = "author"
    severity = Severity.WARNING
    source = _PAGE_FORMAT
    bad = "`author: admin`"
    good = "`author: QuickTakes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from _differs(reading, "author", "the author is not the site's")


class SubjectUnknown(Check):
    """The subject is not on the site's list

    A page of an unknown subject is served from a folder that no list leads to. Where the profile lists no subjects,
    any is right.
    """

    id = "subject-unknown"
    severity = Severity.WARNING
    source = _PAGE_FORMAT
    bad = "`subject: Astrology`"
    good = "`subject: Physics`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        subject, site = reading.page.subject, reading.site
        if subject.strip() and site.subjects and site.slug(subject) not in site.subjects_by_slug:
            close = difflib.get_close_matches(subject, site.subjects, 1)
            yield Hit(f"the site's list has no subject `{subject}`", "subject", suggestion="".join(close))


class SubjectSpelling(Check):
    """The subject is spelled in another way than the site's list has it

    Two spellings of a subject share a folder but not a heading: readers see two subjects. Of 44 spellings on the
    published site, 40 were needed.
    """

    id = "subject-spelling"
    severity = Severity.NOTE
    source = _PAGE_FORMAT
    bad = "`Computer science`, where the list says `Computer Science`"
    good = "`Computer Science`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        subject = reading.page.subject
        name = reading.site.subject_name(subject)
        if name is not None and name != subject:
            yield Hit(f"the site's list spells this subject `{name}`", "subject", suggestion=name)


class IdInvalid(Check):
    """The id of the page, or of a related article, is not a positive number

    Ids tell pages apart in related articles and reports; they count up from 1.
    """

    id = "id-invalid"
    severity = Severity.ERROR
    source = _PAGE_FORMAT
    bad = "`id: 0`"
    good = "`id: 15474`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        page = reading.page
        if page.id < 1:
            yield Hit("the id is not a positive number", "id", evidence=str(page.id))
        for number, article in enumerate(page.related, 1):
            if article.id < 1:
                message = f"the id of related article {number} is not a positive number"
                yield Hit(message, "related", evidence=str(article.id))


class DateImplausible(Check):
    """The date cannot be right

    A date before there was a web, or one in the future, is a typing error or a spreadsheet's serial number; search
    engines show it beside the page.
    """

    id = "date-implausible"
    severity = Severity.WARNING
    source = "Common sense; the earliest published page is of 2024."
    bad = "`date: 1900-01-01`"
    good = "`date: 2024-11-22`"

    earliest_year: int = Field(2000, description="years before it are implausible")
    days_ahead: int = Field(366, ge=0, description="days that a page may be dated ahead")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        date = reading.page.date
        if date.year < self.earliest_year or reading.is_ahead(date.toordinal() - self.days_ahead):
            yield Hit("the date cannot be right", "date", evidence=date.isoformat())


class QuestionForm(Check):
    """The question is not one line that ends like a question

    It is the page's heading and its title in search results.
    """

    id = "question-form"
    severity = Severity.NOTE
    source = "Of 5,187 published pages, all but a few questions end with a question mark."
    bad = "`osmosis`"
    good = "`What is osmosis?`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        question = reading.page.question
        if "\n" in question:
            yield Hit("the question has more than one line", "question")
        elif question.strip() and not question.rstrip().endswith(("?", '?"', "?”", ".", "!", "؟", "？")):
            yield Hit("the question does not end with a question mark", "question")


def _differs(reading: Reading, name: str, message: str) -> Iterator[Hit]:
    """A hit where a field is there and is not what follows from question and subject."""
    value: str = getattr(reading.page, name)
    expected = reading.expected.get(name, value)
    if value != expected and value.strip():
        yield Hit(message, name, suggestion=expected)


CHECKS: tuple[type[Check], ...] = (
    *(FieldEmpty, TitleDiffers, SeoTitle, FileName, Url, Author, SubjectUnknown, SubjectSpelling),
    *(IdInvalid, DateImplausible, QuestionForm),
)
