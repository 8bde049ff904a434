"""Giving verdicts: accept, reject, revise, and taking the last one back; for command line and review page alike."""

import os

from gen.errors import PageError, VerdictError
from gen.ledger import DraftRow, State, Verdict, VerdictKind, standing
from review.changes import revised_place
from review.desk import Desk
from review.fitness import approval, content_place, refuse_taken, refuse_unfit, refuse_unsettled, with_person
from review.judging import (
    BY_ITSELF,
    Circumstances,
    Given,
    give,
    given_before,
    refuse_other,
    settled_draft,
    waiting_draft,
    words,
)
from review.look import Look, look
from review.places import PageFile, locate, place_of, read_file
from review.reasons import check_reason
from review.reviewer import Reviewer
from review.tasks import tasks_on

# Below the tray, so that it is one rename away; no walk over pages enters folders whose name begins with a dot.
REJECTED = ".rejected"


def accept(
    desk: Desk, draft_id: int, by: Reviewer, *, override: str = "", note: str = "", under: Circumstances = BY_ITSELF
) -> Given:
    """Accept a draft: its page, byte for byte, moves to its place in the content tree.

    Where its subject demands more people than one, the page moves with the last one's accept; those before are kept
    as approvals of this very page.

    Args:
        desk: its `catalog` synced lately: what it does not know of is not seen to be in the way.
        draft_id: whose.
        by: who says so.
        override: why, in spite of findings that nobody settled. Kept where there are any.
        note: other words, kept.
        under: the page that was read, and more that is kept.

    Raises:
        VerdictError: what `review.fitness` refuses, it does not wait for a verdict, or is not the page that was read.
        PageError: its page cannot be read.
    """
    if before := given_before(desk, draft_id, under):
        return before
    draft = waiting_draft(desk, draft_id)
    seen = _look(desk, draft)
    refuse_other(draft, seen.file, under)
    refuse_unfit(desk, draft, seen)
    overridden = refuse_unsettled(draft, seen, tasks_on(desk, draft, seen.inspected), override)
    so_far = approval(desk.workspace.settings, draft.subject, desk.ledger.history(draft.id), seen.file.hash)
    missing = with_person(so_far, draft, by).missing()
    target = content_place(desk, draft)
    refuse_taken(desk, draft, target)
    kind = VerdictKind.APPROVE if missing else VerdictKind.ACCEPT
    verdict = words(kind, draft, by, seen.file.hash, under, note=note, override=override if overridden else "")
    again = seen.inspected if seen.again else None
    if missing:
        return Given(desk.ledger.add_verdict(verdict), draft.path, again, f"{missing} before it is published")
    place = place_of(desk.workspace, target)
    said = "the override was not needed and is not kept" if override and not overridden else ""
    return Given(give(desk, verdict, seen.file, place), place, again, said)


def reject(
    desk: Desk, draft_id: int, by: Reviewer, reason: str, *, note: str = "", under: Circumstances = BY_ITSELF
) -> Given:
    """Reject a draft: its page goes to `.rejected` in the tray, from where `undo` brings it back.

    A page that cannot be read can be rejected; it stays where it is.

    Raises:
        UsageError: no such reason.
        VerdictError: it does not wait for a verdict, or is not the page that was read.
    """
    if before := given_before(desk, draft_id, under):
        return before
    check_reason(reason, note, desk.workspace.settings.review)
    draft = waiting_draft(desk, draft_id)
    try:
        seen = _look(desk, draft)
    except PageError as error:
        verdict = words(VerdictKind.REJECT, draft, by, draft.page_hash, under, reason=reason, note=note)
        given = desk.ledger.add_verdict(verdict)
        return Given(given, draft.path, note=f"its page stays as it is: {error.message}")
    refuse_other(draft, seen.file, under)
    verdict = words(VerdictKind.REJECT, draft, by, seen.file.hash, under, reason=reason, note=note)
    place = _rejected_place(desk, draft)
    return Given(give(desk, verdict, seen.file, place), place, seen.inspected if seen.again else None)


def revise(
    desk: Desk, draft_id: int, by: Reviewer, reason: str, *, note: str, under: Circumstances = BY_ITSELF
) -> Given:
    """Send a draft back: the next `generate` asks the model again, with the reviewer's words.

    Its page goes to `.revised` in the tray, to be read beside the new one; `undo` brings it back as long as there is
    none.

    Args:
        reason: as for a rejection.
        note: what the model is told: there has to be something.

    Raises:
        UsageError: no such reason, or no words.
        VerdictError: it does not wait for a verdict, or is not the page that was read.
        PageError: its page cannot be read.
    """
    if before := given_before(desk, draft_id, under):
        return before
    check_reason(reason, note, desk.workspace.settings.review)
    if not note.strip():
        raise VerdictError("a draft is sent back with words for the model", hint='Say what to do: --note "…".')
    draft = waiting_draft(desk, draft_id)
    seen = _look(desk, draft)
    refuse_other(draft, seen.file, under)
    verdict = words(VerdictKind.REVISE, draft, by, seen.file.hash, under, reason=reason, note=note)
    place = revised_place(desk, verdict)
    return Given(give(desk, verdict, seen.file, place), place, seen.inspected if seen.again else None)


def undo(desk: Desk, draft_id: int, by: Reviewer, *, note: str = "", under: Circumstances = BY_ITSELF) -> Given:
    """Take the last verdict on a draft back: it waits again, and its page is in the tray again. Both verdicts are kept.

    Raises:
        VerdictError: there is none to take back, or the accepted page was changed or removed since.
        PageError: its page cannot be read.
    """
    if before := given_before(desk, draft_id, under):
        return before
    draft = settled_draft(desk, draft_id)
    last = standing(desk.ledger.history(draft_id))
    if last is None or draft.state not in _UNDOABLE[last.kind]:
        raise VerdictError(f"draft {draft_id} is {draft.state}, and has no verdict to take back")
    if last.path_before == draft.path:
        verdict = words(VerdictKind.UNDO, draft, by, last.page_hash, under, note=note)
        return Given(desk.ledger.add_verdict(verdict), draft.path)
    file = _page_to_take_back(desk, draft, last)
    verdict = words(VerdictKind.UNDO, draft, by, file.hash, under, note=note)
    return Given(give(desk, verdict, file, last.path_before), last.path_before)


_UNDOABLE = {
    VerdictKind.APPROVE: (State.WAITING,),
    VerdictKind.ACCEPT: (State.ACCEPTED,),
    VerdictKind.REJECT: (State.REJECTED,),
    VerdictKind.REVISE: (State.REVISE,),
}


def _look(desk: Desk, draft: DraftRow) -> Look:
    """A look that is written down where it found something new."""
    seen = look(desk, draft)
    if seen.again:
        desk.ledger.record_inspection(draft.id, seen.inspected)
    return seen


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
