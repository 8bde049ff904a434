"""What every page of the review works with."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from review.desk import Desk
from review.facets import RecentCounts
from review.reviewer import Reviewer
from review.rewriting import Rewriting
from review.web.entrance import Entrance
from review.web.turns import Turns

HERE = Path(__file__).parent
STATIC = HERE / "static"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"iso": _iso, "short": _short, "ticks": _ticks}
    return environment


def _ticks(text: object) -> Markup:
    """A message with what stands between backticks as code."""
    parts = str(text).split("`")
    if len(parts) % 2 == 0:  # one of them has no other
        return escape(text)
    pieces = (Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts))
    return Markup("").join(pieces)


def _iso(at: float) -> str:
    return datetime.datetime.fromtimestamp(at, datetime.UTC).isoformat(timespec="seconds")


def _short(at: float) -> str:
    """Date and time where the server stands; the script makes it the reader's."""
    return datetime.datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class House:
    """A desk behind a web address.

    Attributes:
        desk: the workspace, its ledger open; used by many threads.
        alone: who every visitor is, where nobody has to sign in; None where they have to.
        version: of the assets: it is part of their addresses, so that browsers keep them for good.
        cookie: the name of the session's; browsers do not tell ports apart, so that two servers need two.
        entrance: where people sign in; None where nobody has to.
        routes: by name, so that an address is not looked for among all of them.
    """

    desk: Desk
    alone: Reviewer | None
    version: str
    cookie: str = "answerdesk"
    entrance: Entrance | None = None
    routes: Mapping[str, BaseRoute] = field(default_factory=dict)
    templates: Environment = field(default_factory=_environment)

    @cached_property
    def turns(self) -> Turns:
        """In which order editors were saved."""
        return Turns()

    @cached_property
    def counts(self) -> RecentCounts:
        """What the queue can be narrowed to."""
        return RecentCounts(self.desk.ledger)

    @cached_property
    def rewriting(self) -> Rewriting:
        """Writes again what was sent back."""
        return Rewriting(self.desk.workspace.root)


def house_of(request: Request) -> House:
    """The house that a request came to."""
    house: House = request.app.state.house
    return house


def address(request: Request, name: str, **parts: Any) -> str:
    """The address of a page: a path alone, below the prefix that a proxy may have put before it."""
    prefix = str(request.scope.get("root_path", "")).rstrip("/")
    return f"{prefix}{house_of(request).routes[name].url_path_for(name, **parts)}"


def page(request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """A page from a template.

    Args:
        request: it answers.
        template: a file of `templates/`.
        values: its variables. `address(name, …)`, `asset(file)`, `session`, `person` and `can_sign_out` are there
            already; `session` and `person` are None before somebody has signed in.
        status: of HTTP.
    """
    house = house_of(request)

    def asset(file: str) -> str:
        return address(request, "static", path=file) + f"?{house.version}"

    def to(name: str, **parts: Any) -> str:
        return address(request, name, **parts)

    known = {"address": to, "asset": asset, "session": request.scope.get("session_of")}
    known["person"] = request.scope.get("person")
    known["can_sign_out"] = house.entrance is not None and known["session"] is not None
    return HTMLResponse(house.templates.get_template(template).render({**known, **values}), status)
