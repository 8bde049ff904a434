"""The review in numbers: throughput, accept rates, reasons, time, agreement, precision of checks, calibration."""

import datetime
import math
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Integer, case, cast, func, select

from gen.ledger import Ledger, State, VerdictKind
from gen.ledger.schema import drafts, settlements, verdicts
from gen.ledger.settlements import How

DAYS = 28
_STEPS = 10  # of the score
_MOST = 30  # rows of a table
_JUDGED = (State.ACCEPTED, State.REJECTED, State.REVISE)
_ACCEPTED = case((drafts.c.state == State.ACCEPTED, 1), else_=0).label("accepted")


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of something was accepted, with the 95 % interval of Wilson (1927).

    Attributes:
        name: of what.
        accepted, judged: drafts.
    """

    name: str
    accepted: int
    judged: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.accepted / self.judged if self.judged else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, 19 times of 20."""
        return wilson(self.accepted, self.judged)


@dataclass(frozen=True, slots=True)
class Day:
    """Verdicts of a day: by kind."""

    date: datetime.date
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long somebody has a draft open: median and number of verdicts that say so. Minutes."""

    who: str
    minutes: float
    verdicts: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of it.

    Attributes:
        days: oldest first, with those on which nothing happened.
        subjects, models, prompts: what was accepted of each.
        reasons: for rejecting and sending back, most frequent first.
        paces: by person.
        alpha: Krippendorff's, of accept against the rest; None where no draft was judged by two people.
        pairs: drafts that two people or more have judged.
        checks: how many findings of each check that people settled were not called wrong.
        calibration: what was accepted of the drafts of each tenth of the score.
    """

    days: Sequence[Day]
    subjects: Sequence[Rate]
    models: Sequence[Rate]
    prompts: Sequence[Rate]
    reasons: Sequence[tuple[str, int]]
    paces: Sequence[Pace]
    alpha: float | None
    pairs: int
    checks: Sequence[Rate]
    calibration: Sequence[Rate]


def numbers(ledger: Ledger, days: int = DAYS) -> Numbers:
    """Count. What was taken back does not count; days and paces are of the last `days` days, the rest of all time."""
    since = time.time() - days * 86_400
    with ledger.read() as connection:
        rated = list(_rated(connection))
        alpha, pairs = _agreement(connection)
        return Numbers(
            _days(connection, days),
            _rates(rated, 0),
            _rates(rated, 1),
            _rates(rated, 2),
            _reasons(connection),
            _paces(connection, since),
            alpha,
            pairs,
            _checks(connection),
            _calibration(connection),
        )


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share (Wilson 1927): it holds for few and for all alike.

    Args:
        hits, of: a share as two numbers.
        z: 1.96 for 95 %.
    """
    if not of:
        return 0.0, 1.0
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def krippendorff(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for nominal data (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").

    Args:
        units: what each was called, by all who judged it; units with one judgement say nothing.

    Returns:
        1 for perfect agreement, 0 for what chance would give; None where nothing can be compared.
    """
    seen: Counter[str] = Counter()
    observed = 0.0
    for values in units:
        if len(values) < 2:
            continue
        counts = Counter(values)
        seen.update(values)
        differing = len(values) ** 2 - sum(count * count for count in counts.values())
        observed += differing / (len(values) - 1)
    total = sum(seen.values())
    if not total:
        return None
    expected = (total * total - sum(count * count for count in seen.values())) / (total - 1)
    return 1.0 if expected == 0 else 1 - observed / expected


_UNDONE = select(verdicts.c.undoes).where(verdicts.c.undoes.is_not(None))
_STANDING = verdicts.c.id.not_in(_UNDONE)


def _days(connection: Connection, days: int) -> list[Day]:
    today = datetime.datetime.now().astimezone().date()
    first = today - datetime.timedelta(days=days - 1)
    began = datetime.datetime.combine(first, datetime.time()).astimezone().timestamp()
    found: dict[datetime.date, Counter[str]] = defaultdict(Counter)
    query = select(verdicts.c.at, verdicts.c.kind).where(verdicts.c.at >= began, _STANDING)
    for at, kind in connection.execute(query.where(verdicts.c.kind != VerdictKind.UNDO)):
        found[datetime.datetime.fromtimestamp(at).astimezone().date()][str(kind)] += 1
    dates = (first + datetime.timedelta(days=number) for number in range(days))
    return [Day(date, found.get(date, Counter())) for date in dates]


def _rated(connection: Connection) -> Iterable[tuple[str, str, str, int, int]]:
    """Subject, model and prompt, with how many drafts were accepted and judged."""
    names = (drafts.c.subject, drafts.c.model, drafts.c.prompt_hash)
    query = select(*names, func.sum(_ACCEPTED), func.count()).where(drafts.c.state.in_(_JUDGED)).group_by(*names)
    for row in connection.execute(query):
        yield str(row[0]), str(row[1]), str(row[2])[:12], int(row[3]), int(row[4])


def _rates(rows: Sequence[tuple[str, str, str, int, int]], at: int) -> list[Rate]:
    accepted, judged = Counter[str](), Counter[str]()
    for row in rows:
        name = str(row[at]) or "unknown"
        accepted[name] += row[3]
        judged[name] += row[4]
    return [Rate(name, accepted[name], count) for name, count in judged.most_common(_MOST)]


def _reasons(connection: Connection) -> list[tuple[str, int]]:
    query = select(verdicts.c.reason, func.count()).where(verdicts.c.reason != "", _STANDING)
    rows = connection.execute(query.group_by(verdicts.c.reason).order_by(func.count().desc()).limit(_MOST))
    return [(str(reason), int(count)) for reason, count in rows]


def _paces(connection: Connection, since: float) -> list[Pace]:
    found: dict[str, list[float]] = defaultdict(list)
    query = select(verdicts.c.who, verdicts.c.seconds).where(verdicts.c.seconds.is_not(None), verdicts.c.at >= since)
    for who, seconds in connection.execute(query):
        found[str(who)].append(float(seconds))
    paces = [Pace(who, statistics.median(times) / 60, len(times)) for who, times in found.items()]
    return sorted(paces, key=lambda pace: -pace.verdicts)[:_MOST]


def _agreement(connection: Connection) -> tuple[float | None, int]:
    """Of drafts whose very page two people or more have judged."""
    said = verdicts.c.kind.in_([VerdictKind.ACCEPT, VerdictKind.APPROVE])
    query = select(verdicts.c.draft_id, verdicts.c.page_hash, verdicts.c.who, said)
    units: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for number, page_hash, who, accepts in connection.execute(
        query.where(verdicts.c.kind != VerdictKind.UNDO).order_by(verdicts.c.id)
    ):
        units[number, page_hash][who] = "accept" if accepts else "not"
    compared = [list(unit.values()) for unit in units.values() if len(unit) > 1]
    return krippendorff(compared), len(compared)


def _checks(connection: Connection) -> list[Rate]:
    newest = select(func.max(settlements.c.id)).group_by(settlements.c.draft_id, settlements.c.finding)
    wrong = (settlements.c.how == How.DISMISS) & (settlements.c.reason == "wrong")
    right = func.sum(case((wrong, 0), else_=1))
    query = select(settlements.c.check, right, func.count()).where(settlements.c.id.in_(newest))
    rows = connection.execute(query.where(settlements.c.how != How.REOPEN).group_by(settlements.c.check))
    rates = [Rate(str(check), int(kept), int(count)) for check, kept, count in rows]
    return sorted(rates, key=lambda rate: (-rate.judged, rate.name))[:_MOST]


def _calibration(connection: Connection) -> list[Rate]:
    tenth = cast(func.floor(drafts.c.score * _STEPS), Integer)
    step = case((tenth >= _STEPS, _STEPS - 1), else_=tenth).label("step")
    judged = select(step, _ACCEPTED).where(drafts.c.state.in_(_JUDGED), drafts.c.score >= 0).subquery()
    query = select(judged.c.step, func.sum(judged.c.accepted), func.count()).group_by(judged.c.step)
    found = {int(at): (int(kept), int(count)) for at, kept, count in connection.execute(query)}
    names = (f"{at / _STEPS:.1f} to {(at + 1) / _STEPS:.1f}" for at in range(_STEPS))
    return [Rate(name, *found.get(at, (0, 0))) for at, name in enumerate(names)]
