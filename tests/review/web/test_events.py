"""Runs under way, as they are told to whoever looks."""

import json
from http.client import HTTPConnection
from pathlib import Path

from gen.ledger import Ledger, RunStart, RunState
from gen.question import Question
from review.running import running
from tests.review.tray import desk_of
from tests.review.web.conftest import Visitor, serving


def test_a_run_under_way_is_told_and_its_end_too(root: Path) -> None:
    with serving(root) as port, Ledger.open("sqlite:///ledger.sqlite", root=root) as ledger:
        visitor = Visitor(port)
        visitor.ask("/")
        number = ledger.start_run(RunStart("new.csv"))
        ledger.claim([Question("What is new?", "Medicine", where="new.csv:2")], number)
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        connection.request("GET", "/events", headers={"Host": f"localhost:{port}", "Cookie": cookie})
        response = connection.getresponse()
        assert response.getheader("content-type", "").startswith("text/event-stream")
        assert response.readline() == b"event: runs\n"
        (run,) = json.loads(response.readline().removeprefix(b"data: "))
        assert (run["list"], run["in_hand"], run["drafted"]) == ("new.csv", 1, 0)
        ledger.end_run(number, RunState.DONE, {}, None)
        assert response.readline() == b"\n"
        assert response.readline() == b"event: runs\n"
        assert json.loads(response.readline().removeprefix(b"data: ")) == []
        connection.close()


def test_a_run_whose_process_is_gone_is_not_under_way(root: Path) -> None:
    with desk_of(root) as desk:
        assert running(desk.ledger) == []
