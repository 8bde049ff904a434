"""The review page, asked as a browser asks it, over HTTP."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from review.commands.review import listen
from review.reviewer import Reviewer
from review.web.app import create_app
from review.web.guard import LOOPBACK, host_names
from tests.review.tray import JANE, desk_of


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
def serving(root: Path, alone: Reviewer | None = JANE, prefix: str = "", **more: Any) -> Iterator[int]:
    """A workspace's review page; its port."""
    with desk_of(root) as desk, listen("127.0.0.1", 0) as listening:
        app = create_app(desk, alone=alone, hosts=host_names(LOOPBACK), **more)
        config = uvicorn.Config(app, log_level="error", access_log=False, root_path=prefix, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture
def visitor(root: Path) -> Iterator[Visitor]:
    """Jane, who has the queue before her: drafts 1 to 3 wait."""
    with serving(root) as port:
        jane = Visitor(port)
        assert jane.ask("/").status == 200
        yield jane
