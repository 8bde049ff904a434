"""One verdict on many drafts: given where nothing keeps one from it, the others with their reasons, undone at once."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gen.errors import AnswerdeskError, UsageError, VerdictError
from gen.ledger import VerdictKind, standing, verdicts
from review import verdicts as verdict
from review.desk import Desk
from review.judging import Circumstances, Given
from review.reasons import check_reason
from review.reviewer import Reviewer

MOST = 1_000  # drafts at once: about five seconds


@dataclass(frozen=True, slots=True)
class Refused:
    """A draft that no verdict was given on, and why: what is wrong, and what to do."""

    draft_id: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """What came of it.

    Attributes:
        batch: names these verdicts together, for `undo_all`; `""` where none was given.
        given, refused: in the order of the drafts.
    """

    batch: str
    given: tuple[Given, ...]
    refused: tuple[Refused, ...]


def accept_all(desk: Desk, ids: Iterable[int], by: Reviewer, *, note: str = "") -> Bulk:
    """Accept the drafts of which nothing keeps one from it. There is no override here: that is for one page at a time.

    Raises:
        UsageError: too many at once.
    """
    return _give_all(desk, ids, lambda each, under: verdict.accept(desk, each, by, note=note, under=under))


def reject_all(desk: Desk, ids: Iterable[int], by: Reviewer, reason: str, *, note: str = "") -> Bulk:
    """Reject drafts for the same reason.

    Raises:
        UsageError: no such reason, or too many at once.
    """
    check_reason(reason, note, desk.workspace.settings.review)
    return _give_all(desk, ids, lambda each, under: verdict.reject(desk, each, by, reason, note=note, under=under))


def undo_all(desk: Desk, batch: str, by: Reviewer, *, note: str = "") -> Bulk:
    """Take back what was given at once, as far as it still holds: what somebody has judged anew since is left.

    Raises:
        VerdictError: there is no such batch.
    """
    with desk.ledger.read() as connection:
        given = [said for said in verdicts.of_batch(connection, batch) if said.kind is not VerdictKind.UNDO]
    if not batch or not given:
        raise VerdictError(f"there are no verdicts of a batch {batch!r}")
    first = {said.draft_id: said.id for said in given}

    def take_back(each: int, under: Circumstances) -> Given:
        last = standing(desk.ledger.history(each))
        if last is None or last.id != first[each]:
            raise VerdictError(f"draft {each} was judged anew since, or taken back already")
        return verdict.undo(desk, each, by, note=note, under=under)

    return _give_all(desk, first, take_back)


def _give_all(desk: Desk, ids: Iterable[int], give: Callable[[int, Circumstances], Given]) -> Bulk:
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST:
        raise UsageError(f"{len(wanted):,} drafts are too many at once", hint=f"At most {MOST:,}.")
    under = Circumstances(batch=secrets.token_hex(8))
    given, refused = list[Given](), list[Refused]()
    for each in wanted:
        try:
            given.append(give(each, under))
        except AnswerdeskError as error:
            refused.append(Refused(each, error.message, error.hint))
    return Bulk(under.batch if given else "", tuple(given), tuple(refused))
