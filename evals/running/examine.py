"""Reads one page file and runs the page's own checks: what a worker does, over and over."""

import datetime
import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache

from evals.card import Card
from evals.catalogue import ALL
from evals.checks.frame import CheckCrashed, PageUnreadable
from evals.files import PageFile, Stamp, read_page_file
from evals.finding import Finding
from evals.place import shorten
from evals.reading import Reading
from evals.running.record import Record, pack_card, place_key
from evals.suite import Suite
from evals.waivers import read_waivers
from gen.errors import PageError
from gen.page.page import Page
from gen.page.reader import load_page
from gen.page.spans import Place, locate_keys
from gen.site.layout import Layout

_FIELDS = ("id", "url", "file_name", "question", "title", "description", "keywords", "subject", "no_index")
_PARTS = ("", "id", "title", "subject", "url")
ALWAYS = datetime.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with a page file.

    Attributes:
        file: the file.
        checked: whether the page's own checks are run; else it is only read, for the sake of the other pages.
        subject: only for pages of this subject, by its slug; `""` for all.
    """

    file: PageFile
    checked: bool = True
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of it, ready to be kept.

    Attributes:
        record: `Record.pack`ed.
        card: `pack_card`ed.
        hash: SHA-256 of the file; empty where it could not be read.
        stamp: of the file, from before it was read.
        day, until: as `date.toordinal` counts them: the day it was checked on, and the first one on which the checks
            may say something else.
        complete: whether the checks were run.
        lasting: whether the same file would give the same again: not so where a check crashed.
    """

    record: bytes
    card: bytes = b""
    hash: bytes = b""
    stamp: Stamp | None = None
    day: int = 0
    until: int = ALWAYS
    complete: bool = True
    lasting: bool = False


def examine(suite: Suite, order: Order) -> Examined:
    """Read a page file and check the page. Whatever goes wrong is a finding."""
    if order.file.problem:
        return Examined(_unreadable(PageError(order.file.problem)).pack())
    try:
        content, stamp = read_page_file(order.file.path)
    except PageError as error:
        return Examined(_unreadable(error).pack())
    said = examine_bytes(suite, content, checked=order.checked, subject=order.subject)
    return replace(said, hash=hashlib.sha256(content).digest(), stamp=stamp)


def examine_bytes(suite: Suite, content: bytes, *, checked: bool = False, subject: str = "") -> Examined:
    """The same with what a file holds; `checked` and `subject` as in `Order`."""
    try:
        text = content.decode()
        page = load_page(text, suite.site)
    except UnicodeDecodeError as error:
        return Examined(_unreadable(PageError(f"the file is not UTF-8 at byte {error.start}")).pack(), lasting=True)
    except PageError as error:
        return Examined(_unreadable(error).pack(), lasting=True)
    except Exception as error:  # a page must not take the run with it, whatever it trips over
        return Examined(crashed(f"reading it ended in {type(error).__name__}: {error}").pack())
    wanted = checked and subject in {"", suite.subject_slug(page.subject)}
    reading = replace(suite.reading(page), text=text)
    record = _checked(suite, reading) if wanted else _unchecked(suite, page, text)
    card = pack_card(Card.of("", page))
    day = reading.today.toordinal()
    until = min(reading.turns, default=ALWAYS)
    return Examined(record.pack(), card, b"", None, day, until, wanted, not record.needs_person)


def crashed(why: str) -> Record:
    """The record of a page that nobody could check."""
    message = f"the page could not be checked ({shorten(why)})"
    said = Finding(CheckCrashed.id, CheckCrashed.severity, message, suggestion="look at the page yourself")
    return Record((said,), needs_person=True)


def _checked(suite: Suite, reading: Reading) -> Record:
    said, page = suite.inspect(reading, reading.text), reading.page
    told = (said.findings, said.score, said.needs_person, page.subject, page.question, said.suppressed, said.waivers)
    return Record(*told, places=_places(suite, page, reading.text))


def _unchecked(suite: Suite, page: Page, text: str) -> Record:
    ruling = suite.ruling(page.subject)
    waivers = read_waivers(page, text, ALL, ruling.forbidden).of
    mine = tuple(waiver for waiver in waivers if waiver.check in ruling.tree)
    places = _places(suite, page, text)
    return Record(subject=page.subject, question=page.question, waivers=mine, places=places, complete=False)


def _places(suite: Suite, page: Page, text: str) -> dict[str, Place]:
    if not suite.tree_checks:
        return {}
    ways = _ways(suite.site.layout, len(page.related))
    return dict(zip(ways, locate_keys(text, ways.values()), strict=True))


@lru_cache(maxsize=32)
def _ways(layout: Layout, articles: int) -> dict[str, tuple[int | str, ...]]:
    """The ways to all that a check of many pages may be about, by `place_key`."""
    ways = {place_key(field): layout.keys_to(field) for field in _FIELDS if field in layout.fields}
    for article in range(1, articles + 1):
        ways |= {place_key("related", article, part): layout.keys_to("related", article, part) for part in _PARTS}
    return ways


def _unreadable(error: PageError) -> Record:
    place = (error.line or 1, 1, error.line or 1, 1)
    said = (PageUnreadable.id, PageUnreadable.severity, error.message, error.field, *place)
    return Record((Finding(*said, suggestion=error.hint),), needs_person=True)
