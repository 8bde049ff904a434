"""Giving verdicts: accept, reject, and taking the last one back. Command line and review page both come here."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gen.errors import PageError, VerdictError
from gen.ledger import DraftRow, Inspected, Move, State, Verdict, VerdictKind, standing
from review.desk import Desk
from review.findings import error_lines, obstacles
from review.look import Look, look, strangeness
from review.moves import prepare, settle
from review.places import PageFile, locate, place_of, read_file
from review.reasons import check_reason
from review.reviewer import Reviewer

# Below the tray, so that it is one rename away; no walk over pages enters folders whose name begins with a dot.
REJECTED = ".rejected"


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict that was given.

    Attributes:
        verdict: as the ledger has it.
        place: where the page is now, relative to the workspace.
        checked_again: what the checks say of the page, where it was edited since they had seen it; else None.
        note: what else there is to know, `""` for nothing.
    """

    verdict: Verdict
    place: str
    checked_again: Inspected | None = None
    note: str = ""


def accept(desk: Desk, draft_id: int, by: Reviewer, *, override: str = "", note: str = "") -> Given:
    """Accept a draft: its page, byte for byte, moves to its place in the content tree.

    Args:
        desk: its `catalog` synced lately: what it does not know of is not seen to be in the way.
        draft_id: whose.
        by: who says so.
        override: why, in spite of errors. Kept where there are any.
        note: other words, kept.

    Raises:
        VerdictError: it does not wait for a verdict; has errors, needs a person or was not scored, without an override;
            is not the draft's page any more; or its place or its id in the content tree is taken.
        PageError: its page cannot be read.
    """
    draft = _waiting(desk, draft_id)
    seen = look(desk, draft)
    if seen.again:
        desk.ledger.record_inspection(draft.id, seen.inspected)
    _refuse_unfit(desk, draft, seen)
    against = obstacles(seen.inspected)
    if against and not override.strip():
        raise _obstructed(draft, seen, against)
    target = _content_place(desk, draft)
    _refuse_taken(desk, draft, target)
    verdict = _verdict(draft, VerdictKind.ACCEPT, by, seen.file.hash, note=note, override=override if against else "")
    given = _give(desk, verdict, seen.file, place_of(desk.workspace, target))
    said = "the override was not needed and is not kept" if override and not against else ""
    return Given(given, place_of(desk.workspace, target), seen.inspected if seen.again else None, said)


def reject(desk: Desk, draft_id: int, by: Reviewer, reason: str, *, note: str = "") -> Given:
    """Reject a draft: its page goes to `.rejected` in the tray, from where `undo` brings it back.

    A page that cannot be read can be rejected; it stays where it is.

    Raises:
        UsageError: no such reason.
        VerdictError: it does not wait for a verdict.
    """
    check_reason(reason, note, desk.workspace.settings.review)
    draft = _waiting(desk, draft_id)
    try:
        seen = look(desk, draft)
    except PageError as error:
        verdict = _verdict(draft, VerdictKind.REJECT, by, draft.page_hash, reason=reason, note=note)
        given = desk.ledger.add_verdict(verdict)
        return Given(given, draft.path, note=f"its page stays as it is: {error.message}")
    if seen.again:
        desk.ledger.record_inspection(draft.id, seen.inspected)
    verdict = _verdict(draft, VerdictKind.REJECT, by, seen.file.hash, reason=reason, note=note)
    place = _rejected_place(desk, draft)
    return Given(_give(desk, verdict, seen.file, place), place, seen.inspected if seen.again else None)


def undo(desk: Desk, draft_id: int, by: Reviewer, *, note: str = "") -> Given:
    """Take the last verdict on a draft back: it waits again, and its page is in the tray again. Both verdicts are kept.

    Raises:
        VerdictError: there is none to take back, or the accepted page was changed or removed since.
        PageError: its page cannot be read.
    """
    draft = _settled(desk, draft_id)
    last = standing(desk.ledger.history(draft_id))
    if last is None or draft.state not in (State.ACCEPTED, State.REJECTED, State.REVISE):
        raise VerdictError(f"draft {draft_id} is {draft.state}, and has no verdict to take back")
    if last.path_before == draft.path:
        verdict = _verdict(draft, VerdictKind.UNDO, by, last.page_hash, note=note)
        return Given(desk.ledger.add_verdict(verdict), draft.path)
    file = _page_to_take_back(desk, draft, last)
    verdict = _verdict(draft, VerdictKind.UNDO, by, file.hash, note=note)
    return Given(_give(desk, verdict, file, last.path_before), last.path_before)


def _settled(desk: Desk, draft_id: int) -> DraftRow:
    """The draft, its page where the ledger says."""
    draft = desk.ledger.draft(draft_id)
    if draft is None:
        raise VerdictError(f"there is no draft {draft_id}")
    for trouble in settle(desk.workspace, desk.ledger, draft_id):
        raise trouble
    return draft


def _waiting(desk: Desk, draft_id: int) -> DraftRow:
    draft = _settled(desk, draft_id)
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


def _verdict(
    draft: DraftRow,
    kind: VerdictKind,
    by: Reviewer,
    page_hash: str,
    *,
    reason: str = "",
    note: str = "",
    override: str = "",
) -> Verdict:
    return Verdict(
        draft.id, kind, by.name, time.time(), page_hash, reason=reason, note=note, override=override, role=by.role
    )


def _give(desk: Desk, verdict: Verdict, file: PageFile, place: str) -> Verdict:
    """Give a verdict that moves the page to `place`; see `review.moves` for the order of things."""
    move = Move(verdict.draft_id, place_of(desk.workspace, file.path), place, file.hash)
    given = desk.ledger.add_verdict(verdict, path=place, effect=lambda: prepare(desk.workspace, file, move))
    for trouble in settle(desk.workspace, desk.ledger, verdict.draft_id):
        raise trouble
    return given


def _refuse_unfit(desk: Desk, draft: DraftRow, seen: Look) -> None:
    if seen.page is None:
        raise seen.error or VerdictError(f"draft {draft.id} has no page")
    differs = strangeness(seen.page, draft, desk.workspace.settings.site)
    if differs:
        raise VerdictError(
            f"the page is not that of draft {draft.id} any more: {'; '.join(differs)}",
            where=str(desk.workspace.near(seen.file.path)),
            hint="Put that back; another question is a row of a question list.",
        )


def _obstructed(draft: DraftRow, seen: Look, against: str) -> VerdictError:
    edited = "The page was edited since it was checked, and was checked again. " if seen.again else ""
    return VerdictError(
        f"draft {draft.id} cannot be accepted as it is: {against}",
        context="\n".join(f"  {line}" for line in error_lines(seen.inspected)),
        hint=f'{edited}Mend the page, or accept it in spite of that: --override "why".',
    )


def _content_place(desk: Desk, draft: DraftRow) -> Path:
    site = desk.workspace.settings.site
    place = desk.workspace.content / site.draft_path(draft.subject, site.slug(draft.question))
    return locate(desk.workspace, place_of(desk.workspace, place))


def _refuse_taken(desk: Desk, draft: DraftRow, target: Path) -> None:
    shown = str(desk.workspace.near(target))
    if os.path.lexists(target):
        raise VerdictError(
            f"draft {draft.id} cannot be accepted: there is a page at its place already",
            where=shown,
            hint=f"Look at it. Reject the draft (`answerdesk reject {draft.id} --reason duplicate`), or move it away.",
        )
    same = desk.catalog.find(draft.key)
    there = [("its question", same)] if same else []
    there += [(f"the id {draft.id}", page) for page in desk.catalog.with_id(draft.id)]
    for what, page in there:
        other = desk.workspace.content / page.path
        if os.path.lexists(other):  # the catalog may be older than a move
            raise VerdictError(
                f"draft {draft.id} cannot be accepted: another page has {what}",
                where=str(desk.workspace.near(other)),
                hint="Look at that page, and move it away or reject the draft.",
            )


def _rejected_place(desk: Desk, draft: DraftRow) -> str:
    """`.rejected/…` in the tray, by the draft's number where an older file holds that place."""
    folder = desk.workspace.drafts / REJECTED
    places = (folder / f"{draft.key}.md", folder / f"{draft.id}.md")
    free = next((place for place in places if not os.path.lexists(place)), places[-1])
    return place_of(desk.workspace, free)


def _page_to_take_back(desk: Desk, draft: DraftRow, last: Verdict) -> PageFile:
    file = read_file(locate(desk.workspace, draft.path))
    if last.kind is VerdictKind.ACCEPT and file.hash != last.page_hash:
        raise VerdictError(
            f"the page was changed since {last.who} accepted it",
            where=str(desk.workspace.near(file.path)),
            hint="Put the accepted version back (the site's version control has it), or go on editing the page there.",
        )
    return file
