"""Verdicts, settlements and leases, as scripts ask for them."""

import time
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gen.errors import UsageError
from gen.ledger import DraftRow, leases
from gen.ledger.settlements import How
from review import verdicts
from review.dossier import verdict_as_dict
from review.filters import Filter
from review.judging import Circumstances, Given, waiting_draft
from review.look import look
from review.queue import next_after
from review.tasks import obstacles, settle, tasks_on
from review.web.asked import asked, draft_of
from review.web.house import house_of
from review.web.signin import person_of

LEASE = 150.0  # seconds; the page renews it every 45 while it is looked at


async def give(request: Request) -> Response:
    """Give a verdict: `kind`, and `reason`, `note`, `override`, `read`, `request`, `seconds` as they apply."""
    return await asked(request, _give)


def _give(request: Request, said: Mapping[str, Any]) -> Response:
    desk, draft = house_of(request).desk, draft_of(request)
    wanted = Filter.read({str(name): str(value) for name, value in dict(said.get("queue") or {}).items()})
    given = _given(request, said, draft)
    following = next_after(desk.ledger, wanted, draft)
    told = {"verdict": verdict_as_dict(given.verdict), "place": given.place, "note": given.note, "next": following}
    return JSONResponse(told)


def _given(request: Request, said: Mapping[str, Any], draft: DraftRow) -> Given:
    desk, by = house_of(request).desk, person_of(request)
    words = {name: str(said.get(name, "")) for name in ("reason", "note", "override")}
    note, under = words["note"], _circumstances(said)
    match said.get("kind"):
        case "accept":
            return verdicts.accept(desk, draft.id, by, override=words["override"], note=note, under=under)
        case "reject":
            return verdicts.reject(desk, draft.id, by, words["reason"], note=note, under=under)
        case "revise":
            return verdicts.revise(desk, draft.id, by, words["reason"], note=note, under=under)
        case "undo":
            return verdicts.undo(desk, draft.id, by, note=note, under=under)
        case kind:
            raise UsageError(f"there is no verdict {kind!r}")


def _circumstances(said: Mapping[str, Any]) -> Circumstances:
    name = str(said.get("request") or "")
    if len(name) > 100:
        raise HTTPException(400, "That is no name of a request.")
    seconds = said.get("seconds")
    spent = min(max(float(seconds), 0.0), 86_400.0) if isinstance(seconds, int | float) else None
    return Circumstances(str(said.get("read", "")), name or None, seconds=spent)


async def settle_finding(request: Request) -> Response:
    """Settle a finding: `finding`, `how`, and `reason`, `note`. Gives all tasks of the page."""
    return await asked(request, _settle)


def _settle(request: Request, said: Mapping[str, Any]) -> Response:
    desk = house_of(request).desk
    draft = waiting_draft(desk, request.path_params["draft_id"])
    how, words = How(str(said.get("how"))), {name: str(said.get(name, "")) for name in ("reason", "note")}
    settle(desk, draft, str(said.get("finding", "")), how, person_of(request), **words)
    seen = look(desk, draft)
    tasks = tasks_on(desk, draft, seen.inspected)
    told = {
        "tasks": [task.as_dict() for task in tasks],
        "open": sum(task.open for task in tasks),
        "against": obstacles(tasks, seen.inspected),
    }
    return JSONResponse(told)


async def hold(request: Request) -> Response:
    """Take or renew a lease on a draft: `tab`. Says who has it."""

    def answer(request: Request, said: Mapping[str, Any]) -> Response:
        desk, by, tab = house_of(request).desk, person_of(request), str(said.get("tab", ""))[:100]
        draft = draft_of(request)
        with desk.ledger.transaction() as connection:
            lease = leases.take(connection, draft.id, by.name, tab, LEASE)
        mine = lease.who == by.name and lease.token == tab
        left = max(lease.until - time.time(), 0.0)
        return JSONResponse({"mine": mine, "who": lease.who, "seconds": left, "state": str(draft.state)})

    return await asked(request, answer)


async def release(request: Request) -> Response:
    """Give a lease back: `tab`."""

    def answer(request: Request, said: Mapping[str, Any]) -> Response:
        with house_of(request).desk.ledger.transaction() as connection:
            leases.release(connection, request.path_params["draft_id"], str(said.get("tab", "")))
        return JSONResponse({})

    return await asked(request, answer)
