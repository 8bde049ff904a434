"""The page to sign in on, and the way out."""

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from gen.errors import VerdictError
from gen.ledger import sessions
from review.reviewer import Reviewer
from review.web.entrance import Entrance
from review.web.house import address, house_of, page
from review.web.signin import begin, cookie

LARGEST_FORM = 16 * 1024  # bytes


def show(request: Request) -> Response:
    """The page; with the token of a printed link, whoever has it is in."""
    entrance = _entrance(request)
    token = request.query_params.get("token")
    if token is None:
        return _page(request, entrance)
    person = entrance.by_link(token)
    if person is None:
        return _page(request, entrance, "This link is not good any more.", status=403)
    return _let_in(request, person)


async def sign_in(request: Request) -> Response:
    """A name and a password."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            raise HTTPException(413, "That is too large.")
    try:
        said = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10, errors="strict")
    except ValueError:
        raise HTTPException(400, "That is no form.") from None
    return await run_in_threadpool(_answer, request, said.get("name", [""])[0], said.get("password", [""])[0])


def _answer(request: Request, name: str, password: str) -> Response:
    entrance = _entrance(request)
    client = request.client.host if request.client else ""
    try:
        person = entrance.by_password(name, password, client)
    except VerdictError as error:
        return _page(request, entrance, f"{error.message} {error.hint}", name, 429)
    if person is None:
        return _page(request, entrance, "Name or password is wrong.", name, 403)
    return _let_in(request, person)


def sign_out(request: Request) -> Response:
    """End the session."""
    session = request.scope["session_of"]
    with house_of(request).desk.ledger.transaction() as connection:
        sessions.end(connection, session.token_hash)
    return JSONResponse({"next": address(request, "sign-in")})


def _let_in(request: Request, person: Reviewer) -> Response:
    """The address that is left has no token in it. A session that the browser had is over."""
    house, before = house_of(request), request.scope["session_of"]
    if before is not None:
        with house.desk.ledger.transaction() as connection:
            sessions.end(connection, before.token_hash)
    _, token = begin(house, person)
    answer = RedirectResponse(address(request, "queue"), 303)
    answer.headers["set-cookie"] = cookie(house, request.scope, token)
    return answer


def _page(request: Request, entrance: Entrance, said: str = "", name: str = "", status: int = 200) -> Response:
    values = {"team": entrance.passwords is not None, "said": said, "name": name}
    return page(request, "sign_in.html.j2", values, status)


def _entrance(request: Request) -> Entrance:
    entrance = house_of(request).entrance
    if entrance is None:
        raise HTTPException(404, "Nobody has to sign in here.")
    return entrance
