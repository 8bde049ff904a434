"""The application: which address leads where, and what stands around every page."""

import hashlib

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from gen.errors import AnswerdeskError
from review.desk import Desk
from review.judging import PageChanged
from review.reviewer import Reviewer
from review.web import changes_page, draft_page, edit_page, events, numbers_page, queue_page, signin_page, verdict_calls
from review.web.entrance import Entrance
from review.web.guard import Guard, TooLarge
from review.web.house import STATIC, House, page
from review.web.signin import SignIn

ROUTES = (
    Route("/", queue_page.show, name="queue"),
    Route("/events", events.stream, name="events"),
    Route("/numbers", numbers_page.show, name="numbers"),
    Route("/sign-in", signin_page.show, name="sign-in"),
    Route("/sign-in", signin_page.sign_in, methods=["POST"], name="sign-in-form"),
    Route("/sign-out", signin_page.sign_out, methods=["POST"], name="sign-out"),
    Route("/bulk", queue_page.judge, methods=["POST"], name="bulk"),
    Route("/bulk/undo", queue_page.take_back, methods=["POST"], name="bulk-undo"),
    Route("/write-again", queue_page.write_again, methods=["POST"], name="write-again"),
    Route("/views", queue_page.save_view, methods=["POST"], name="save-view"),
    Route("/views/drop", queue_page.drop_view, methods=["POST"], name="drop-view"),
    Route("/drafts/{draft_id:int}", draft_page.show, name="draft"),
    Route("/drafts/{draft_id:int}/edit", edit_page.show, name="edit"),
    Route("/drafts/{draft_id:int}/check", edit_page.check, methods=["POST"], name="check"),
    Route("/drafts/{draft_id:int}/keep", edit_page.keep, methods=["POST"], name="keep"),
    Route("/drafts/{draft_id:int}/save", edit_page.save, methods=["POST"], name="save"),
    Route("/drafts/{draft_id:int}/changes", changes_page.show, name="changes"),
    Route("/drafts/{draft_id:int}/since", changes_page.since, methods=["POST"], name="since"),
    Route("/drafts/{draft_id:int}/verdict", verdict_calls.give, methods=["POST"], name="verdict"),
    Route("/drafts/{draft_id:int}/settle", verdict_calls.settle_finding, methods=["POST"], name="settle"),
    Route("/drafts/{draft_id:int}/lease", verdict_calls.hold, methods=["POST"], name="lease"),
    Route("/drafts/{draft_id:int}/release", verdict_calls.release, methods=["POST"], name="release"),
    Mount("/static/katex", StaticFiles(packages=[("evals.pipeline", "katex")]), name="katex"),
    Mount("/static", StaticFiles(directory=STATIC), name="static"),
)


def create_app(
    desk: Desk,
    *,
    alone: Reviewer | None,
    hosts: frozenset[str],
    cookie: str = "answerdesk",
    entrance: Entrance | None = None,
) -> Starlette:
    """The review of a workspace.

    Args:
        desk: open as long as the application runs.
        alone: who every visitor is; None: they have to sign in, at the entrance.
        hosts: names that it goes by; empty: any.
        cookie: name of the session's cookie.
        entrance: where they sign in.
    """
    house = House(desk, alone, _version(), cookie, entrance, {str(route.name): route for route in ROUTES})
    app = Starlette(
        routes=ROUTES,
        middleware=[Middleware(Guard, hosts=hosts), Middleware(SignIn, house=house)],
        exception_handlers={
            AnswerdeskError: _said_no,
            HTTPException: _http_error,
            TooLarge: _too_large,
            ClientDisconnect: _gone,
        },
    )
    app.state.house = house
    return app


def _version() -> str:
    """A hash of all assets."""
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


async def _said_no(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnswerdeskError)  # noqa: S101 (what the handler is registered for)
    said = {"error": error.message, "where": error.where, "hint": error.hint, "context": error.context}
    changed = {"changed": "yes"} if isinstance(error, PageChanged) else {}
    return await _refusal(request, {**said, **changed}, 409)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return await _refusal(request, {"error": error.detail, "where": "", "hint": "", "context": ""}, error.status_code)


async def _gone(_request: Request, _error: Exception) -> Response:
    """A tab that was closed while it was still asking: there is nobody to answer."""
    return Response(status_code=400)


async def _too_large(request: Request, _error: Exception) -> Response:
    return await _refusal(request, {"error": "That is too large.", "where": "", "hint": "", "context": ""}, 413)


async def _refusal(request: Request, said: dict[str, str], status: int) -> Response:
    """As the one who asked can read it: a page for a page, JSON for a script."""
    if "text/html" in request.headers.get("accept", ""):
        return await run_in_threadpool(page, request, "refusal.html.j2", said, status)
    return JSONResponse(said, status)
