"""What drafts still need that more people than one, or somebody with a role, have to accept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from gen.ledger import State, Verdict, verdicts
from gen.ledger.schema import drafts
from review.desk import Desk
from review.fitness import Approval, approval, subject_rules
from review.queue import QueueLine
from review.reviewer import Reviewer


def needs(desk: Desk, lines: Iterable[QueueLine], by: Reviewer) -> dict[int, str]:
    """What drafts of a queue need besides this person's accept, by draft.

    Left out are those that need no more, and those that nobody has accepted yet where this person may begin.
    """
    settings = desk.workspace.settings
    several = [line for line in lines if line.state is State.WAITING and _is_special(desk, line.subject)]
    if not several:
        return {}
    ids = [line.id for line in several]
    said: dict[int, list[Verdict]] = defaultdict(list)
    with desk.ledger.read() as connection:
        standing = select(drafts.c.id, drafts.c.page_hash).where(drafts.c.id.in_(ids))
        hashes = {number: page_hash for number, page_hash in connection.execute(standing)}
        for verdict in verdicts.of_drafts(connection, ids):
            said[verdict.draft_id].append(verdict)
    so_far = {line.id: approval(settings, line.subject, said[line.id], hashes[line.id]) for line in several}
    told = {number: in_words(each, by) for number, each in so_far.items() if each.by or not _helps(each, by)}
    return {number: words for number, words in told.items() if words}


def in_words(so_far: Approval, by: Reviewer) -> str:
    """What somebody has to know of a draft's approvals; `""` where their accept is all that it needs."""
    names = _names(so_far.by)
    if any(person.name == by.name for person in so_far.by):
        return f"you have accepted it; {so_far.missing()}"
    after = Approval((*so_far.by, by), so_far.needed, so_far.role)
    if not after.missing():
        return f"accepted by {names}; yours publishes it" if names else ""
    if not _helps(so_far, by):
        return f"not for you: {after.missing()}"
    return f"accepted by {names}; {after.missing()}" if names else f"besides yours, {after.missing()}"


def _helps(so_far: Approval, by: Reviewer) -> bool:
    """Whether their accept would leave room for those that are missing."""
    after = Approval((*so_far.by, by), so_far.needed, so_far.role)
    return len(after.by) < after.needed or not after.missing()


def _names(people: Sequence[Reviewer]) -> str:
    return ", ".join(person.name for person in people)


def _is_special(desk: Desk, subject: str) -> bool:
    rules = subject_rules(desk.workspace.settings, subject)
    return rules.accepts > 1 or bool(rules.role)
