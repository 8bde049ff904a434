"""Who a request is from: sessions in cookies, and the token that every change has to bring along."""

import secrets
import time
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gen.ledger import sessions
from gen.ledger.sessions import Session
from review.reviewer import Reviewer
from review.web.guard import SAFE_METHODS
from review.web.house import House

LASTS = 12 * 3600.0  # seconds since the last request; a working day
EXTEND_AFTER = 300.0  # seconds; so that not every request writes
CSRF_HEADER = "x-csrf-token"
SIGN_IN = "/sign-in"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Middleware that gives requests their session, and refuses changes without its token.

    Attributes:
        app: what it stands before.
        house: whose visitors.
    """

    app: ASGIApp
    house: House

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or send it to sign in."""
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        if scope["type"] != "http" or path.startswith("/static/"):
            await self.app(scope, receive, send)
            return
        session, person, token = await run_in_threadpool(self._visitor, Headers(scope=scope))
        refusal = None if path == SIGN_IN else self._refusal(scope, session)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope["session_of"] = session
        scope["person"] = person
        await self.app(scope, receive, self._with_cookie(send, scope, token) if token else send)

    def _visitor(self, headers: Headers) -> tuple[Session | None, Reviewer | None, str]:
        """The session, the person, and the token of a new session."""
        alone = self.house.alone
        known = self._known(cookie_parser(headers.get("cookie", "")).get(self.house.cookie, ""))
        if known is not None:
            entrance = self.house.entrance
            person = alone or (entrance.person(known.who) if entrance else None)
            if person is not None and person.name == known.who:
                return known, person, ""
        if alone is None:
            return None, None, ""
        session, token = begin(self.house, alone)
        return session, alone, token

    def _known(self, token: str) -> Session | None:
        if not token:
            return None
        ledger = self.house.desk.ledger
        with ledger.read() as connection:
            known = sessions.find(connection, _kept(self.house, token))
        if known is not None and time.time() - known.seen > EXTEND_AFTER:
            with ledger.transaction() as connection:
                sessions.extend(connection, known.token_hash, LASTS)
        return known

    def _refusal(self, scope: Scope, session: Session | None) -> Response | None:
        if session is None:
            if scope["method"] in SAFE_METHODS:
                return RedirectResponse(f"{scope.get('root_path', '')}{SIGN_IN}", 303)
            return JSONResponse({"error": "You are signed out.", "hint": "Sign in again; what you wrote is kept."}, 401)
        if scope["method"] in SAFE_METHODS:
            return None
        brought = Headers(scope=scope).get(CSRF_HEADER, "")
        if secrets.compare_digest(brought.encode(), session.csrf.encode()):
            return None
        return JSONResponse({"error": "This page is out of date.", "hint": "Load it again."}, 403)

    def _with_cookie(self, send: Send, scope: Scope, token: str) -> Send:
        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", cookie(self.house, scope, token))
            await send(message)

        return send_with_cookie


def begin(house: House, person: Reviewer) -> tuple[Session, str]:
    """A new session, and its token, which nobody but the browser keeps."""
    token = secrets.token_urlsafe(32)
    with house.desk.ledger.transaction() as connection:
        kept = _kept(house, token)
        return sessions.start(connection, kept, person.name, secrets.token_urlsafe(32), LASTS), token


def cookie(house: House, scope: Scope, token: str) -> str:
    """The header that gives a browser its token."""
    answer = Response()
    answer.set_cookie(
        house.cookie,
        token,
        path=scope.get("root_path", "") or "/",
        httponly=True,
        samesite="strict",
        secure=scope["scheme"] == "https",
    )
    return answer.headers["set-cookie"]


def _kept(house: House, token: str) -> str:
    """What the ledger has the hash of. A session that began where nobody had to sign in is none where people do."""
    return f"{house.entrance.realm}{token}" if house.entrance else token


def person_of(request: Request) -> Reviewer:
    """Who a request is from; for pages that nobody reaches without a session."""
    person: Reviewer = request.scope["person"]
    return person
