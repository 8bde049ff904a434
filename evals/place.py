"""Turns what a check hits into a finding: its place in the file, its words, its severity."""

from evals.card import Card
from evals.check import Hit
from evals.finding import Finding, Severity
from evals.reading import Reading
from gen.errors import PageError
from gen.page.page import Page
from gen.page.spans import Place, locate, locate_key

LONGEST_EVIDENCE = 120  # characters
NOWHERE: Place = (0, 0, 0, 0)


def finding_of(check: str, severity: Severity, hit: Hit, reading: Reading, text: str) -> Finding:
    """The finding of a hit.

    Args:
        check: the check's id.
        severity: as the settings want it.
        hit: what the check said.
        reading: of the page it said it of.
        text: the page's file; `""` leaves line and column 0.
    """
    start, end = _span(hit, reading.page)
    return placed(check, severity, hit, reading.page, _place(text, reading, hit, start, end))


def placed(check: str, severity: Severity, hit: Hit, page: Page | Card, place: Place) -> Finding:
    """The finding of a hit whose place in the file is known."""
    evidence = shorten(evidence_of(hit, page))
    rest = (evidence, shorten(hit.suggestion), hit.place, hit.passage)
    return Finding(check, severity, hit.message, hit.field, *place, *rest)


def evidence_of(hit: Hit, page: Page | Card) -> str:
    """The words that a hit is about, in full."""
    start, end = _span(hit, page)
    return hit.evidence or _value(hit, page)[start:end]


def _span(hit: Hit, page: Page | Card) -> tuple[int, int]:
    length = len(_value(hit, page))
    end = min(hit.end or length, length)
    return min(hit.start, end), end


def shorten(text: str) -> str:
    """The first 120 characters, and a sign that there are more."""
    return text if len(text) <= LONGEST_EVIDENCE else f"{text[: LONGEST_EVIDENCE - 1]}…"


def _value(hit: Hit, page: Page | Card) -> str:
    if hit.article:
        article = page.related[hit.article - 1]
        return str(getattr(article, hit.part)) if hit.part else ""
    value = getattr(page, hit.field) if hit.field else ""
    return value if isinstance(value, str) else ""


def _place(text: str, reading: Reading, hit: Hit, start: int, end: int) -> Place:
    if not text:
        return NOWHERE
    keys = reading.site.layout.keys_to("related", hit.article, hit.part) if hit.article else hit.keys
    try:
        if keys:
            return locate_key(text, keys)
        if hit.field == "body":
            return _below_front_matter(text, reading.page.body or "")
        return locate(text, reading.page, hit.field, start, end, reading.site)
    except PageError:
        return NOWHERE


def _below_front_matter(text: str, body: str) -> Place:
    """From the first line of the body on."""
    before = len(text) - len(body)
    line = text.count("\n", 0, before) + 1
    column = before - text.rfind("\n", 0, before)
    last_break = text.rfind("\n")
    return line, column, text.count("\n") + 1, len(text) - last_break
