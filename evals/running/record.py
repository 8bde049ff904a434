"""What a run knows of a page after the page's own checks, without where it stands: what is kept of it."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

from evals.card import Card
from evals.finding import Finding, Severity
from evals.report import Suppressed
from evals.waiver import Waiver
from gen.page.page import Related
from gen.page.spans import Place

_FINDING = attrgetter(*(each.name for each in fields(Finding)))
_WAIVER = attrgetter(*(each.name for each in fields(Waiver)))
_RELATED = attrgetter(*(each.name for each in fields(Related)))
_CARD = tuple(each.name for each in fields(Card) if each.name != "path")


@dataclass(frozen=True, slots=True)
class Record:
    """A page after its own checks.

    Attributes:
        findings: what they say.
        score: 0 to 1; -1.0 where nothing was scored.
        needs_person: a check crashed, or the page could not be read.
        subject, question: as the page has them.
        suppressed: what the page waves through.
        waivers: those for checks of many pages.
        places: of what such a check may be about, by `place_key`.
        complete: whether the page's own checks were run at all.
    """

    findings: tuple[Finding, ...] = ()
    score: float = -1.0
    needs_person: bool = False
    subject: str = ""
    question: str = ""
    suppressed: tuple[Suppressed, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    complete: bool = True

    def pack(self) -> bytes:
        """As bytes, to be kept."""
        said = [
            [_FINDING(each) for each in self.findings],
            *(self.score, self.needs_person, self.subject, self.question),
            [[_FINDING(each.finding), each.reason] for each in self.suppressed],
            [_WAIVER(each) for each in self.waivers],
            *(self.places, self.complete),
        ]
        return _pack(said)

    @classmethod
    def unpack(cls, data: bytes) -> "Record":
        """The record of such bytes.

        Raises:
            ValueError: they are damaged.
        """
        findings, score, person, subject, question, suppressed, waivers, places, complete = _unpack(data, 9)
        try:
            return cls(
                tuple(_finding(row) for row in findings),
                *(float(score), bool(person), str(subject), str(question)),
                tuple(Suppressed(_finding(row), str(reason)) for row, reason in suppressed),
                tuple(Waiver(check, reason, words, _place(place)) for check, reason, words, place in waivers),
                {key: _place(place) for key, place in places.items()},
                bool(complete),
            )
        except (TypeError, AttributeError, ArithmeticError) as error:
            raise ValueError(str(error)) from None


def pack_card(card: Card | None) -> bytes:
    """A card without its path as bytes; empty where there is none."""
    if card is None:
        return b""
    return _pack([*(getattr(card, name) for name in _CARD[:-1]), [_RELATED(each) for each in card.related]])


class Cards:
    """Makes cards of such bytes. Texts that many of them have (subjects, links to one page) are kept once."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def unpack(self, path: str, data: bytes) -> Card | None:
        """The card of a page.

        Raises:
            ValueError: the bytes are damaged.
        """
        if not data:
            return None
        *values, related = _unpack(data, len(_CARD))
        try:
            named = dict(zip(_CARD, values, strict=False))
            for name in ("url", "title", "subject"):
                named[name] = self._once(named[name])
            named["stated"] = tuple(map(str, named["stated"]))
            articles = (Related(int(id), *map(self._once, texts)) for id, *texts in related)
            return Card(path=path, related=tuple(articles), **named)
        except (TypeError, AttributeError, ArithmeticError) as error:
            raise ValueError(str(error)) from None

    def _once(self, text: str) -> str:
        return self._texts.setdefault(text, text)


def place_key(field: str, article: int = 0, part: str = "") -> str:
    """How a place is called in a record: `url`, `related3`, `related3.url`."""
    return f"{field}{article or ''}{'.' if part else ''}{part}"


def _finding(row: list[Any]) -> Finding:
    check, severity, *rest = row
    return Finding(check, Severity(severity), *rest)


def _place(row: list[int]) -> Place:
    line, column, end_line, end_column = row
    return line, column, end_line, end_column


def _pack(data: object) -> bytes:
    # The least compression: a quarter of the size, in a fifth of the time that the best takes.
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 1)


def _unpack(data: bytes, count: int) -> list[Any]:
    try:
        said = json.loads(zlib.decompress(data))
    except (zlib.error, RecursionError) as error:
        raise ValueError(str(error)) from None
    if not isinstance(said, list) or len(said) != count:
        raise ValueError("not what was packed")
    return said
