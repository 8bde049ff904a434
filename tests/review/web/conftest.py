"""The review page, asked as a browser asks it, over HTTP."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from gen.ledger import Ledger, State, edits, leases
from review.commands.review import listen
from review.reviewer import Reviewer
from review.web.app import create_app
from review.web.guard import LOOPBACK, host_names
from tests.review.tray import JANE, desk_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Visitor:
    """A browser as far as tests without one need it: it keeps its cookie and the page's token."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def ask(self, path: str, said: Any = None, *, method: str = "", **headers: str) -> Answer:
        """GET, or POST where something is said. A header's `_` stands for `-`; "" leaves it out."""
        sent = {"Host": f"localhost:{self.port}", "Accept": "text/html" if said is None else "application/json"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if said is not None:
            sent |= {"Content-Type": "application/json", "X-CSRF-Token": self.csrf, "Origin": self.url}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = said if isinstance(said, bytes | None) else json.dumps(said).encode()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            kept = {name: value for name, value in sent.items() if value}
            connection.putrequest(method or ("GET" if said is None else "POST"), path, skip_host=True)
            for name, value in {**kept, **({"Content-Length": str(len(body))} if body is not None else {})}.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            return self._answer(connection.getresponse())
        finally:
            connection.close()

    def _answer(self, response: HTTPResponse) -> Answer:
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        token = re.search(r'data-csrf="([^"]*)"', text)
        self.csrf = token[1] if token else self.csrf
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)


@contextmanager
def serving(root: Path, alone: Reviewer | None = JANE, prefix: str = "", port: int = 0, **more: Any) -> Iterator[int]:
    """A workspace's review page; its port."""
    with desk_of(root) as desk, listen("127.0.0.1", port) as listening:
        app = create_app(desk, alone=alone, hosts=host_names(LOOPBACK), **more)
        calm = {"access_log": False, "lifespan": "off", "timeout_graceful_shutdown": 1}
        config = uvicorn.Config(app, log_level="critical", root_path=prefix, **calm)  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)


@dataclass
class Office:
    """A workspace, and who works there.

    Attributes:
        root: the workspace.
        browser: everybody's.
        closing: what ends with the test.
        trouble: what consoles said that nobody expected.
        expected: what they may say, a pattern.
    """

    root: Path
    browser: "Browser"
    closing: ExitStack
    trouble: list[str] = field(default_factory=list)
    expected: str = r"$^"

    def serve(self, who: Reviewer = JANE) -> str:
        """A server of its own for a person, as `answerdesk review` starts one; its address."""
        return f"http://127.0.0.1:{self.closing.enter_context(serving(self.root, who))}"

    def seat(self, path: str = "/", who: Reviewer = JANE, url: str = "", **said: Any) -> "Page":
        """A browser of its own, with that page open."""
        url = url or self.serve(who)
        context = self.closing.enter_context(self.browser.new_context(base_url=url, **said))
        context.set_default_timeout(20_000)
        context.on("page", self._listen)
        page = context.new_page()
        page.goto(path)
        return page

    def state(self, draft_id: int) -> State:
        """Of a draft, as the ledger has it."""
        with self.ledger() as ledger:
            draft = ledger.draft(draft_id)
        assert draft is not None
        return draft.state

    def verdicts(self, draft_id: int) -> list[str]:
        """What was said of a draft, oldest first."""
        with self.ledger() as ledger:
            return [str(verdict.kind) for verdict in ledger.history(draft_id)]

    def kept(self, draft_id: int, who: Reviewer = JANE) -> str:
        """Somebody's unsaved words."""
        with self.ledger() as ledger, ledger.read() as connection:
            found = edits.find(connection, draft_id, who.name)
        return found.text if found else ""

    def held(self) -> dict[int, leases.Lease]:
        """Who has what open."""
        with self.ledger() as ledger, ledger.read() as connection:
            return leases.held(connection)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """What a page asks for while it is left no driver sees; the ledger does."""
        until = time.monotonic() + 8
        while not condition():
            assert time.monotonic() < until

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The workspace's."""
        with Ledger.open("sqlite:///ledger.sqlite", root=self.root) as ledger:
            yield ledger

    def _listen(self, page: "Page") -> None:
        def console(message: "ConsoleMessage") -> None:
            if message.type in {"error", "warning"} and not re.search(self.expected, message.text):
                self.trouble.append(message.text)

        page.on("console", console)
        page.on("pageerror", lambda error: self.trouble.append(f"exception: {error}"))


@pytest.fixture
def visitor(root: Path) -> Iterator[Visitor]:
    """Jane, who has the queue before her: drafts 1 to 3 wait."""
    with serving(root) as port:
        jane = Visitor(port)
        assert jane.ask("/").status == 200
        yield jane


@pytest.fixture
def office(root: Path, browser: "Browser") -> Iterator[Office]:
    """Drafts 1 to 3 wait; nobody is there yet. A word in a console that was not expected fails the test."""
    with ExitStack() as closing:
        opened = Office(root, browser, closing)
        yield opened
    assert opened.trouble == []
