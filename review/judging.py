"""What all verdicts have in common: the draft they are on, what goes along with them, and what comes of them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from gen.errors import VerdictError
from gen.ledger import DraftRow, Inspected, Move, State, Verdict, VerdictKind, standing, verdicts
from review.desk import Desk
from review.moves import prepare, settle
from review.places import PageFile, place_of
from review.reviewer import Reviewer


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What goes along with a verdict.

    Attributes:
        read: hash of the page that the person read, or how it begins; `""` for whatever stands there now. Another page
            is refused.
        request: names the request. One that is sent again, since its answer got lost, does nothing twice.
        batch: what verdicts given at once have in common, `""` for one alone.
        seconds: how long the person had the draft open, None where nobody knows.
    """

    read: str = ""
    request: str | None = None
    batch: str = ""
    seconds: float | None = None


BY_ITSELF = Circumstances()


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict that was given.

    Attributes:
        verdict: as the ledger has it.
        place: where the page is now, relative to the workspace.
        checked_again: what the checks say of the page, where it or its references changed since then; else None.
        note: what else there is to know, `""` for nothing.
    """

    verdict: Verdict
    place: str
    checked_again: Inspected | None = None
    note: str = ""


def given_before(desk: Desk, draft_id: int, under: Circumstances) -> Given | None:
    """What came of the same request, where it got here before.

    Raises:
        VerdictError: it was about another draft.
    """
    if under.request is None:
        return None
    with desk.ledger.read() as connection:
        verdict = verdicts.by_request(connection, under.request)
    if verdict is None:
        return None
    if verdict.draft_id != draft_id:
        raise VerdictError("that request was about another draft")
    return Given(verdict, settled_draft(desk, draft_id).path)


def settled_draft(desk: Desk, draft_id: int) -> DraftRow:
    """The draft, its page where the ledger says.

    Raises:
        VerdictError: there is none, or its page cannot be brought there.
    """
    draft = desk.ledger.draft(draft_id)
    if draft is None:
        raise VerdictError(f"there is no draft {draft_id}")
    for trouble in settle(desk.workspace, desk.ledger, draft_id):
        raise trouble
    return draft


def waiting_draft(desk: Desk, draft_id: int) -> DraftRow:
    """The draft, which waits for a verdict.

    Raises:
        VerdictError: it does not, and why.
    """
    draft = settled_draft(desk, draft_id)
    if draft.state is State.WAITING:
        return draft
    message, hint = f"draft {draft_id} is {draft.state} and does not wait for a verdict", ""
    last = standing(desk.ledger.history(draft_id))
    if draft.state is State.FAILED:
        message = f"draft {draft_id} failed and has no page: {draft.error}"
        hint = "`answerdesk status` says how to retry."
    elif draft.state is State.CLAIMED:
        message, hint = f"draft {draft_id} has no page yet", "A run has it in hand, or `generate` takes it up again."
    elif last is not None:
        on = datetime.fromtimestamp(last.at, UTC).date()
        message = f"draft {draft_id} is {draft.state}, by {last.who} on {on}, and does not wait for a verdict"
        hint = f"`answerdesk undo {draft_id}` takes that back."
    raise VerdictError(message, hint=hint)


class PageChanged(VerdictError):
    """The page is not the one that was read: what changed is for the caller to show."""


def refuse_other(draft: DraftRow, file: PageFile, under: Circumstances) -> None:
    """Refuse a verdict on a page that is not the one that was read.

    Raises:
        PageChanged: it is not.
    """
    if not file.hash.startswith(under.read):
        raise PageChanged(f"draft {draft.id} was changed since you read it", hint="Read it again and decide anew.")


def words(  # noqa: PLR0913 (what a verdict says: none of it follows from the rest)
    kind: VerdictKind,
    draft: DraftRow,
    by: Reviewer,
    page_hash: str,
    under: Circumstances,
    *,
    reason: str = "",
    note: str = "",
    override: str = "",
) -> Verdict:
    """A verdict, as it is going to be given now."""
    said = {"reason": reason, "note": note, "override": override, "role": by.role}
    along = {"request": under.request, "batch": under.batch, "seconds": under.seconds}
    return Verdict(draft.id, kind, by.name, time.time(), page_hash, **said, **along)  # type: ignore[arg-type]


def give(desk: Desk, verdict: Verdict, file: PageFile, place: str) -> Verdict:
    """Give a verdict that moves the page to `place`; see `review.moves` for the order of things."""
    move = Move(verdict.draft_id, place_of(desk.workspace, file.path), place, file.hash)
    effect: Callable[[], None] = lambda: prepare(desk.workspace, file, move)  # noqa: E731
    given = desk.ledger.add_verdict(verdict, path=place, effect=effect)
    for trouble in settle(desk.workspace, desk.ledger, verdict.draft_id):
        raise trouble
    return given
