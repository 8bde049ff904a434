"""What keeps a draft from being accepted: its page, its findings, its place, and who still has to say yes."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gen.config import Settings, SubjectSettings
from gen.errors import VerdictError
from gen.ledger import DraftRow, Verdict, VerdictKind
from review.desk import Desk
from review.findings import lines_of
from review.look import Look, strangeness
from review.places import locate, place_of
from review.reviewer import Reviewer
from review.tasks import Task, obstacles


@dataclass(frozen=True, slots=True)
class Approval:
    """Who said yes to a page, and who still has to.

    Attributes:
        by: those who did, and their roles.
        needed: how many different people have to.
        role: one of them must have it; `""`: any will do.
    """

    by: tuple[Reviewer, ...]
    needed: int
    role: str

    def missing(self) -> str:
        """What is missing, in words; `""` where nothing is."""
        short = self.needed - len(self.by)
        if short > 0:
            others = "another person's" if short == 1 else f"{short} other people's"
            return f"it needs {others} accept, too"
        if self.role and not any(person.is_a(self.role) for person in self.by):
            return f"it needs the accept of somebody whose role is {self.role!r}"
        return ""


def approval(settings: Settings, subject: str, history: Sequence[Verdict], page_hash: str) -> Approval:
    """Who has said yes to this very page of a subject so far."""
    rules = subject_rules(settings, subject)
    undone = {verdict.undoes for verdict in history}
    said = [v for v in history if v.kind is VerdictKind.APPROVE and v.id not in undone and v.page_hash == page_hash]
    people = {verdict.who: Reviewer(verdict.who, verdict.role) for verdict in said}
    return Approval(tuple(people.values()), rules.accepts, rules.role)


def with_person(so_far: Approval, draft: DraftRow, by: Reviewer) -> Approval:
    """The approval after one more person's yes.

    Raises:
        VerdictError: they have said it before, or it would not help since nobody left has the role.
    """
    if any(person.name == by.name for person in so_far.by):
        raise VerdictError(
            f"you have accepted draft {draft.id} already; {so_far.missing()}",
            hint=f"`answerdesk undo {draft.id}` takes yours back.",
        )
    after = Approval((*so_far.by, by), so_far.needed, so_far.role)
    if len(after.by) >= after.needed and after.missing():
        raise VerdictError(
            f"draft {draft.id} cannot be accepted by you: {after.missing()}",
            hint="The settings `subjects` and `review.roles` say so. Leave it to them.",
        )
    return after


def subject_rules(settings: Settings, subject: str) -> SubjectSettings:
    """What the settings say of a subject, in whatever spelling."""
    slug = settings.site.slug(subject)
    return next((said for name, said in settings.subjects.items() if settings.site.slug(name) == slug), _NOTHING)


_NOTHING = SubjectSettings()


def refuse_unfit(desk: Desk, draft: DraftRow, seen: Look) -> None:
    """Refuse a page that cannot be read, or is not this draft's any more.

    Raises:
        PageError, VerdictError: it is so.
    """
    if seen.page is None:
        raise seen.error or VerdictError(f"draft {draft.id} has no page")
    differs = strangeness(seen.page, draft, desk.workspace.settings.site)
    if differs:
        raise VerdictError(
            f"the page is not that of draft {draft.id} any more: {'; '.join(differs)}",
            where=str(desk.workspace.near(seen.file.path)),
            hint="Put that back; another question is a row of a question list.",
        )


def refuse_unsettled(draft: DraftRow, seen: Look, tasks: tuple[Task, ...], override: str) -> bool:
    """Refuse a page with findings that nobody settled, unless it is accepted in spite of them.

    Returns:
        whether the override was needed.

    Raises:
        VerdictError: there are some, and no override.
    """
    against = obstacles(tasks, seen.inspected)
    if against and not override.strip():
        changed = f"{seen.why} since it was checked, and it was checked again. " if seen.why else ""
        unsettled = [task.finding for task in tasks if task.open]
        raise VerdictError(
            f"draft {draft.id} cannot be accepted as it is: {against}",
            context="\n".join(f"  {line}" for line in lines_of(unsettled)),
            hint=f'{changed}Mend the page, settle the findings, or accept it in spite of them: --override "why".',
        )
    return bool(against)


def content_place(desk: Desk, draft: DraftRow) -> Path:
    """Where the page of a draft belongs in the content tree."""
    site = desk.workspace.settings.site
    place = desk.workspace.content / site.draft_path(draft.subject, site.slug(draft.question))
    return locate(desk.workspace, place_of(desk.workspace, place))


def refuse_taken(desk: Desk, draft: DraftRow, target: Path) -> None:
    """Refuse a page whose place, question or id is another's in the content tree.

    Raises:
        VerdictError: it is.
    """
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
