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
# Reached without a session.
OPEN = ("/static/", "/sign-in")


@dataclass(frozen=True, slots=True)
class SignIn:
    """Middleware that gives requests their session, and refuses changes without its token.

    Attributes:
        app: what it stands before.
        house: whose visitors.
        cookie: its name; browsers do not tell ports apart, so that two servers need two.
    """

    app: ASGIApp
    house: House
    cookie: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or send it to sign in."""
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        if scope["type"] != "http" or path.startswith("/static/"):
            await self.app(scope, receive, send)
            return
        session, token = await run_in_threadpool(self._session, Headers(scope=scope))
        refusal = None if path.startswith(OPEN) else self._refusal(scope, session)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope["session_of"] = session
        scope["person"] = self._person(session) if session else None
        await self.app(scope, receive, self._with_cookie(send, scope, token) if token else send)

    def _session(self, headers: Headers) -> tuple[Session | None, str]:
        """The session, and the token of a new one."""
        ledger = self.house.desk.ledger
        token = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        if token:
            with ledger.read() as connection:
                known = sessions.find(connection, token)
            if known is not None and (self.house.alone is None or known.who == self.house.alone.name):
                if time.time() - known.seen > EXTEND_AFTER:
                    with ledger.transaction() as connection:
                        sessions.extend(connection, known.token_hash, LASTS)
                return known, ""
        return self._begin(self.house.alone) if self.house.alone else (None, "")

    def _begin(self, person: Reviewer) -> tuple[Session, str]:
        token = secrets.token_urlsafe(32)
        with self.house.desk.ledger.transaction() as connection:
            return sessions.start(connection, token, person.name, secrets.token_urlsafe(32), LASTS), token

    def _refusal(self, scope: Scope, session: Session | None) -> Response | None:
        if session is None:
            if scope["method"] in SAFE_METHODS:
                return RedirectResponse(f"{scope.get('root_path', '')}/sign-in", 303)
            return JSONResponse({"error": "You are signed out.", "hint": "Sign in again; what you wrote is kept."}, 401)
        if scope["method"] in SAFE_METHODS:
            return None
        brought = Headers(scope=scope).get(CSRF_HEADER, "")
        if secrets.compare_digest(brought.encode(), session.csrf.encode()):
            return None
        return JSONResponse({"error": "This page is out of date.", "hint": "Load it again."}, 403)

    def _person(self, session: Session) -> Reviewer:
        alone = self.house.alone
        return alone if alone is not None else Reviewer(session.who)

    def _with_cookie(self, send: Send, scope: Scope, token: str) -> Send:
        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = Response()
                answer.set_cookie(
                    self.cookie,
                    token,
                    path=scope.get("root_path", "") or "/",
                    httponly=True,
                    samesite="strict",
                    secure=scope["scheme"] == "https",
                )
                MutableHeaders(scope=message).append("set-cookie", answer.headers["set-cookie"])
            await send(message)

        return send_with_cookie


def person_of(request: Request) -> Reviewer:
    """Who a request is from; for pages that nobody reaches without a session."""
    person: Reviewer = request.scope["person"]
    return person
