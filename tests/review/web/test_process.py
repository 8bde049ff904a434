"""`answerdesk review` as people start it: a process of its own, asked over HTTP, ended by Ctrl-C."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gen.errors import UsageError
from review.commands.review import listen

REPOSITORY = Path(__file__).parents[3]


@dataclass
class Running:
    """A server: where it says to go, where it listens, and what it said at its end."""

    url: str
    host: str
    port: int
    said: str = ""

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, str]:
        """A header's `_` stands for `-`."""
        sent = {"Host": f"{self.host}:{self.port}", **{name.replace("_", "-"): said for name, said in headers.items()}}
        with closing(HTTPConnection(self.host, self.port, timeout=30)) as connection:
            connection.request(method, path, headers={**sent, "Accept": "text/html"})
            response = connection.getresponse()
            return response, response.read().decode()


@contextmanager
def running(
    root: Path, *options: str, host: str = "127.0.0.1", end: signal.Signals = signal.SIGINT
) -> Iterator[Running]:
    """A server that ends without complaint."""
    with listen(host, 0) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "answerdesk", "-C", str(root), "review", "--no-browser", "--port", str(port)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*command, *options], cwd=REPOSITORY, **pipes) as process:  # type: ignore[call-overload]
        try:
            server = Running(process.stdout.readline().strip(), host, port)
            yield server
            process.send_signal(end)
            rest, server.said = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, rest) == (0, ""), server.said
    assert "Traceback" not in server.said


def test_on_this_machine_nobody_signs_in(root: Path) -> None:
    with running(root) as server:
        assert server.url == f"http://localhost:{server.port}/"
        response, text = server.ask("/")
        assert response.status == 200
        assert "What does the valve do?" in text
        assert server.ask("/", Host="desk.example.org")[0].status == 403
        assert server.ask("/", Host=f"localhost:{server.port}")[0].status == 200
        assert server.ask("/bulk", "POST")[0].status == 403
    assert "You are jane; Ctrl-C ends it." in server.said


def test_behind_a_proxy_with_a_prefix_one_signs_in_by_the_link(root: Path) -> None:
    options = ("--host", "127.0.0.2", "--allow-host", "desk.example.org", "--root-path", "/desk")
    with running(root, *options, host="127.0.0.2") as server:
        proxied = {"Host": "desk.example.org", "X_Forwarded_Proto": "https"}
        assert server.url.startswith("https://desk.example.org/desk/sign-in?token=")
        response, _ = server.ask("/", **proxied)
        assert (response.status, response.headers["Location"]) == (303, "/desk/sign-in")
        assert server.ask("/", **{**proxied, "Host": "other.example.org"})[0].status == 403
        link = urlsplit(server.url)
        response, _ = server.ask(f"{link.path.removeprefix('/desk')}?{link.query}", **proxied)
        assert (response.status, response.headers["Location"]) == (303, "/desk/")
        given = response.headers["Set-Cookie"]
        kept, _, rest = given.partition(";")
        assert all(word in rest for word in ("HttpOnly", "SameSite=strict", "Secure", "Path=/desk")), given
        response, text = server.ask("/", Cookie=kept, **proxied)
        assert response.status == 200
        addresses = re.findall(r' (?:href|src|action|data-\w+)="(/[^"]*)"', text)
        assert len(addresses) > 10
        assert all(address.startswith("/desk/") for address in addresses)
        asset = next(address for address in addresses if "app.js" in address)
        assert server.ask(asset.removeprefix("/desk"), **proxied)[0].status == 200
    assert "Whoever has this link is jane" in server.said


def test_where_other_machines_can_come_one_signs_in(root: Path) -> None:
    with running(root, "--host", "0.0.0.0", "--sign-in", end=signal.SIGTERM) as server:
        assert "/sign-in?token=" in server.url
        assert server.ask("/drafts/1")[0].headers["Location"] == "/sign-in"
        assert server.ask("/drafts/1", Host="127.0.0.1")[0].status == 303
        assert server.ask("/drafts/1", Host="evil.example.org")[0].status == 403
        assert server.ask("/sign-in?token=guessed")[0].status == 403
    assert "Anybody on the way can read along" in server.said


def test_a_body_does_not_wait_for_the_receipt_of_its_headers() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken_is_said() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(UsageError, match="cannot be used: Address already in use"):
        listen("127.0.0.1", taken.getsockname()[1])
