"""A draft: its page as readers will see it, and all that is known of it."""

import secrets

from starlette.requests import Request
from starlette.responses import Response

from gen.ledger import State, edits, leases
from review.approvals import in_words
from review.desk import Desk
from review.dossier import Dossier, dossier
from review.filters import Filter
from review.fitness import Approval, approval
from review.flags import parted
from review.queue import next_after
from review.reasons import reasons
from review.snippet import snippets
from review.tasks import DISMISSALS, obstacles, tasks_on
from review.tried import Tried, because, tries_of
from review.web.article import article
from review.web.asked import draft_of
from review.web.house import house_of, page
from review.web.queue_page import query_of
from review.web.signin import person_of


def show(request: Request) -> Response:
    """A draft."""
    desk, person = house_of(request).desk, person_of(request)
    draft = draft_of(request)
    known = dossier(desk, draft)
    tasks = tasks_on(desk, draft, known.inspected) if known.inspected else ()
    ordered = sorted(tasks, key=lambda task: (not task.open, task.settled is not None))
    wanted = Filter.read(request.query_params)
    with desk.ledger.read() as connection:
        lease, edit = leases.find(connection, draft.id), edits.find(connection, draft.id, person.name)
    so_far, tries = _approval(desk, known), _tries(desk, known)
    values = {
        "known": known,
        "draft": draft,
        "tasks": ordered,
        "flagged": parted(ordered, known.inspected.facts if known.inspected else ()),
        "edit": edit,
        "tab": secrets.token_hex(8),
        "against": obstacles(tasks, known.inspected) if known.inspected else "",
        "approval": so_far,
        "needs": in_words(so_far, person) if so_far and draft.state is State.WAITING else "",
        "held_by": lease.who if lease and lease.who != person.name else "",
        "article": article(known.page, tasks) if known.page else None,
        "hash": known.draft.page_hash if not known.edited else _hash(known),
        "tries": tries,
        "because": because(tries),
        "snippets": snippets(known.page, desk.workspace.settings.site) if known.page else [],
        "reasons": reasons(desk.workspace.settings.review),
        "dismissals": DISMISSALS,
        "waits": draft.state is State.WAITING,
        "query": query_of(wanted.said()),
        "queue": wanted.said(),
        "before": next_after(desk.ledger, wanted, draft, backwards=True),
        "after": next_after(desk.ledger, wanted, draft),
    }
    return page(request, "draft.html.j2", values)


def _approval(desk: Desk, known: Dossier) -> Approval | None:
    """Who has said yes so far, where more than one person or a role is asked for."""
    so_far = approval(desk.workspace.settings, known.draft.subject, known.history, _hash(known))
    return so_far if so_far.needed > 1 or so_far.role else None


def _tries(desk: Desk, known: Dossier) -> tuple[Tried, ...]:
    """Calls are long: they are read only where there was more than one try."""
    receipt = known.draft.receipt
    return tries_of(receipt, desk.ledger.calls_of(known.draft.key)) if (receipt or {}).get("tries") else ()


def _hash(known: Dossier) -> str:
    return known.inspected.page_hash if known.inspected else known.draft.page_hash
