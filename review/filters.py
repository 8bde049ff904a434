"""Which drafts somebody wants to see, and in which order: as words of an address, and as a query."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import Column, ColumnElement, Select, and_, bindparam, exists, not_, or_, select, tuple_

from evals.finding import Severity
from gen.errors import UsageError
from gen.ledger import DraftRow, State
from gen.ledger.schema import drafts, findings, verdicts

_LONGEST = 200  # characters of words to look for
_LARGEST = 2**53


class Order(StrEnum):
    """Orders of the queue."""

    WORST = "worst"  # unscored and lowest score first
    BEST = "best"
    OLDEST = "oldest"  # by id
    NEWEST = "newest"  # last changed first


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show.

    Attributes:
        state: None for all.
        subject: display name, `""` for all.
        check: only drafts with findings of this check, `""` for all.
        severity: only drafts with findings of this severity (of `check`, where that is said), None for all.
        below: only drafts whose score is below it, None for all.
        run: of this run, None for all.
        reviewer: on which this person has given a verdict, `""` for all.
        text: words of the question, or of the editor's reference; `""` for all.
        order: which come first.
    """

    state: State | None = State.WAITING
    subject: str = ""
    check: str = ""
    severity: Severity | None = None
    below: float | None = None
    run: int | None = None
    reviewer: str = ""
    text: str = ""
    order: Order = Order.WORST

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Self:
        """The filter of an address's parameters; those that are not here are left to others.

        Raises:
            UsageError: a value that makes no sense.
        """
        try:
            return cls(
                state=None if said.get("state") == "all" else State(said.get("state") or State.WAITING),
                subject=_words(said, "subject"),
                check=_words(said, "check"),
                severity=Severity[said["severity"].upper()] if said.get("severity") else None,
                below=_score(said["below"]) if said.get("below") else None,
                run=_number(said["run"]) if said.get("run") else None,
                reviewer=_words(said, "reviewer"),
                text=_words(said, "text"),
                order=Order(said.get("order") or Order.WORST),
            )
        except (ValueError, KeyError) as error:
            raise UsageError(f"the queue has no such filter: {error}", hint="Take the filter away.") from None

    def said(self) -> dict[str, str]:
        """The same as parameters of an address; what is as usual is left out."""
        known = {
            "state": "all" if self.state is None else "" if self.state is State.WAITING else str(self.state),
            "subject": self.subject,
            "check": self.check,
            "severity": str(self.severity) if self.severity else "",
            "below": "" if self.below is None else f"{self.below:g}",
            "run": "" if self.run is None else str(self.run),
            "reviewer": self.reviewer,
            "text": self.text,
            "order": "" if self.order is Order.WORST else str(self.order),
        }
        return {name: value for name, value in known.items() if value}

    def without(self, *names: str) -> "Filter":
        """The same without some of its conditions."""
        everything = Filter(state=None)
        return replace(self, **{name: getattr(everything, name) for name in names})

    def narrow(self, query: Select[Any]) -> Select[Any]:
        """A selection from drafts, with these conditions."""
        return query.where(*self._conditions())

    def ordered(self, query: Select[Any], *, backwards: bool = False) -> Select[Any]:
        """A selection from drafts in this order, or the other way round."""
        column, down = _BY[self.order]
        columns = [column, drafts.c.id] if column is not drafts.c.id else [column]
        if down is not backwards:
            return query.order_by(columns[0].desc().nulls_last(), *(each.desc() for each in columns[1:]))
        return query.order_by(columns[0].nulls_first(), *columns[1:])

    def value(self, draft: DraftRow) -> float | None:
        """What the order goes by before ids: a draft's score, or when it was changed."""
        return draft.updated if self.order is Order.NEWEST else draft.score

    def after(self, *, scored: bool, backwards: bool = False) -> ColumnElement[bool]:
        """The condition of what comes after a draft in this order, or before it.

        Args:
            scored: whether the draft has a `value`; that is the parameter `value`, its id the parameter `number`.
            backwards: what comes before it.
        """
        column, down = _BY[self.order]
        if column is drafts.c.id:
            return drafts.c.id < _NUMBER if down is not backwards else drafts.c.id > _NUMBER
        here, there = tuple_(column, drafts.c.id), tuple_(_VALUE, _NUMBER)
        if scored and (column is drafts.c.updated or self.state is State.WAITING):  # an index knows the way
            return here < there if down is not backwards else here > there
        beyond = _beyond(scored)
        return (not_(beyond) if down is not backwards else beyond) & (drafts.c.id != _NUMBER)

    def _conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.state is not None:
            found.append(drafts.c.state == self.state)
        if self.subject:
            found.append(drafts.c.subject == self.subject)
        if self.check or self.severity:
            found.append(drafts.c.inspection_id.in_(self._inspections()))
        if self.below is not None:
            found.append(drafts.c.score < self.below)
        if self.run is not None:
            found.append(drafts.c.run_id == self.run)
        if self.reviewer:
            given = and_(verdicts.c.draft_id == drafts.c.id, verdicts.c.who == self.reviewer)
            found.append(exists().where(given))
        if self.text:
            columns = (drafts.c.question, drafts.c.ref)
            found.append(or_(*(column.icontains(self.text, autoescape=True) for column in columns)))
        return found

    def _inspections(self) -> Select[Any]:
        query = select(findings.c.inspection_id)
        query = query.where(findings.c.check == self.check) if self.check else query
        return query.where(findings.c.severity == str(self.severity)) if self.severity else query


_BY: Mapping[Order, tuple[Column[Any], bool]] = {
    Order.WORST: (drafts.c.score, False),
    Order.BEST: (drafts.c.score, True),
    Order.OLDEST: (drafts.c.id, False),
    Order.NEWEST: (drafts.c.updated, True),
}


_VALUE = bindparam("value", type_=drafts.c.score.type)
_NUMBER = bindparam("number", type_=drafts.c.id.type)


def _beyond(scored: bool) -> ColumnElement[bool]:
    """What comes after a draft when the unscored come first."""
    unscored = drafts.c.score.is_(None)
    if not scored:
        return ~unscored | (unscored & (drafts.c.id > _NUMBER))
    return ~unscored & ((drafts.c.score > _VALUE) | ((drafts.c.score == _VALUE) & (drafts.c.id > _NUMBER)))


def _words(said: Mapping[str, str], name: str) -> str:
    value = said.get(name, "").strip()
    if len(value) > _LONGEST:
        raise ValueError(f"{name} is longer than {_LONGEST} characters")
    return value


def _score(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError("a score is between 0 and 1")
    return value


def _number(text: str) -> int:
    value = int(text)
    if not 0 < value < _LARGEST:
        raise ValueError("that is no run")
    return value
