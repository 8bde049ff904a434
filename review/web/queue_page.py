"""The queue: what waits, worst first, with filters, saved views and one verdict for many."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gen.errors import UsageError
from gen.ledger import State, leases, views
from review.approvals import needs
from review.bulk import Bulk, accept_all, reject_all, undo_all
from review.filters import Filter, Order
from review.queue import queue
from review.reasons import reasons
from review.today import today
from review.web.asked import asked
from review.web.house import address, house_of, page
from review.web.signin import person_of

ROWS = 50
_DEEPEST = 1_000_000  # rows: further down nobody goes, and a database takes no larger offsets
_LONGEST_NAME = 60


def show(request: Request) -> Response:
    """A page of the queue."""
    house, person = house_of(request), person_of(request)
    ledger = house.desk.ledger
    wanted, first = Filter.read(request.query_params), _first(request)
    size = house.counts.size
    total, is_usual = size(wanted), wanted == Filter(order=wanted.order)
    with ledger.read() as connection:
        saved, held = views.of(connection, person.name), leases.held(connection)
    lines = list(queue(ledger, wanted, limit=ROWS, offset=first))
    values = {
        "wanted": wanted,
        "said": wanted.said(),
        "lines": lines,
        "needs": needs(house.desk, lines, person),
        "first": first,
        "total": total,
        "rows": ROWS,
        "orders": list(Order),
        "views": saved,
        "held": held,
        "facets": house.counts.get().of(wanted),
        "today": today(ledger, person.name, total if is_usual else size(Filter())),
        "reasons": reasons(house.desk.workspace.settings.review),
        "owed": house.desk.owed,
        "sent_back": size(Filter(state=State.REVISE)),
        "rewriting": house.rewriting,
        "query_of": query_of,
        "query": lambda **changed: query_of({**wanted.said(), **changed}),
    }
    return page(request, "queue.html.j2", values)


def query_of(said: Mapping[str, Any]) -> str:
    """`?…` of an address, `""` where there is nothing to say."""
    words = urlencode({name: value for name, value in said.items() if value not in ("", None, 0)})
    return f"?{words}" if words else ""


async def judge(request: Request) -> Response:
    """One verdict on many: JSON with `ids`, `kind`, and `reason`, `note` as the kind asks for them."""
    return await asked(request, _judge)


def _judge(request: Request, said: Mapping[str, Any]) -> Response:
    desk, by, note = house_of(request).desk, person_of(request), str(said.get("note", ""))
    ids = said.get("ids")
    if not isinstance(ids, list) or not all(type(number) is int for number in ids):
        raise HTTPException(400, "`ids` is a list of numbers.")
    match said.get("kind"):
        case "accept":
            done = accept_all(desk, ids, by, note=note)
        case "reject":
            done = reject_all(desk, ids, by, str(said.get("reason", "")), note=note)
        case kind:
            raise UsageError(f"there is no verdict {kind!r} on many drafts")
    return JSONResponse(_told(done))


async def take_back(request: Request) -> Response:
    """Take back what was given at once: JSON with `batch`."""

    def answer(request: Request, said: Mapping[str, Any]) -> Response:
        return JSONResponse(_told(undo_all(house_of(request).desk, str(said.get("batch", "")), person_of(request))))

    return await asked(request, answer)


def _told(done: Bulk) -> dict[str, Any]:
    refused = [{"id": each.draft_id, "message": each.message, "hint": each.hint} for each in done.refused]
    return {"batch": done.batch, "given": [each.verdict.draft_id for each in done.given], "refused": refused}


def write_again(request: Request) -> Response:
    """Have what was sent back written again."""
    house_of(request).rewriting.start()
    return JSONResponse({})


async def save_view(request: Request) -> Response:
    """Save the filters of the queue by a name: JSON with `name` and `query`."""
    return await asked(request, _save_view)


def _save_view(request: Request, said: Mapping[str, Any]) -> Response:
    name, query = str(said.get("name", "")).strip(), said.get("query")
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError("a view needs a name", hint=f"One line of at most {_LONGEST_NAME} characters.")
    if not isinstance(query, dict):
        raise HTTPException(400, "`query` is an object.")
    wanted = Filter.read({str(key): str(value) for key, value in query.items()})
    with house_of(request).desk.ledger.transaction() as connection:
        views.save(connection, person_of(request).name, name, wanted.said())
    return JSONResponse({"address": address(request, "queue") + query_of(wanted.said())})


async def drop_view(request: Request) -> Response:
    """Forget a saved view: JSON with `id`."""

    def answer(request: Request, said: Mapping[str, Any]) -> Response:
        with house_of(request).desk.ledger.transaction() as connection:
            gone = views.drop(connection, int(said.get("id", 0)), person_of(request).name)
        return JSONResponse({"gone": gone})

    return await asked(request, answer)


def _first(request: Request) -> int:
    try:
        return min(max(int(request.query_params.get("from", "0")), 0), _DEEPEST)
    except ValueError:
        return 0
