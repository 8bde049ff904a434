"""A worker as Ray calls it, without Ray: a batch of rows goes in, and what became of each comes out."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from answerdesk import load_scorer
from gen.fleet.office import Office
from gen.fleet.rows import Columns, Job, as_row
from gen.fleet.worker import Worker
from gen.question import Question
from gen.workspace import Workspace
from tests.gen.desk import SETTINGS, TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, says
from tests.gen.model_server import model_server, well


class Remote:
    """An actor's method, as its handle has it."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self.remote = method


class Handle:
    """An office's handle."""

    def __init__(self, office: Office) -> None:
        self.share, self.stopped = Remote(office.share), Remote(office.stopped)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TestDesk:
    return make_desk(tmp_path, capsys, SETTINGS)


def questions(*numbers: int) -> list[Question]:
    return [Question(f"What does item {n:04d} do?", "Medicine", where=f"items.csv:{n}") for n in numbers]


def batch(*numbers: int) -> dict[str, list[Any]]:
    return {"question": [as_row(question)["question"] for question in questions(*numbers)]}


@asynccontextmanager
async def worker(desk: TestDesk, url: str, office: Office) -> AsyncIterator[Worker]:
    settings = Workspace.find(desk.root).settings.model_dump(mode="json")
    job = Job(str(desk.root), settings, None, url, False, "items.csv", ())
    made = Worker(job, cast(Callable[..., Any], load_scorer), Handle(office))
    yield made
    await made.close()


async def told(worker: Worker, rows: dict[str, list[Any]]) -> Columns:
    return await anext(worker(rows))


def test_what_becomes_of_each_row_comes_back(desk: TestDesk) -> None:
    async def work(url: str) -> list[Columns]:
        async with worker(desk, url, Office()) as made:
            return [await told(made, batch(1, 2)), await told(made, batch(2, 3))]

    with model_server() as server:
        first, second = asyncio.run(work(server.url))
    assert first["state"] == ["waiting", "waiting"]
    assert first["mine"] == [True, True]
    assert second["mine"] == [False, True]
    assert second["run_id"] == [2, 2]
    assert len(desk.drafts()) == 3


def test_a_share_is_never_passed_and_one_without_a_share_asks_nothing(desk: TestDesk) -> None:
    async def work(url: str) -> list[Columns]:
        office = Office()
        await office.fund(1, 0.0155)  # one call, at most between 0.008 and 0.009; they cost 0.0002
        async with worker(desk, url, office) as made:
            first = await told(made, batch(*range(40)))
        async with worker(desk, url, office) as made:  # as Ray starts one again
            again = await told(made, batch(50, 51))
        assert await office.handed() == 2
        return [first, again]

    with model_server() as server:
        first, again = asyncio.run(work(server.url))
        asked = server.asked()
    assert 0 < first["state"].count("waiting") < 40
    assert any("the cost limit of $0.0155" in said for said in first["stopped"])
    assert all("the cost limit of $0.00 is reached" in said for said in again["stopped"])
    assert not any(item in ("item 0050", "item 0051") for item, _ in asked)


def test_what_is_in_flight_comes_home_and_nothing_more_is_sent(desk: TestDesk) -> None:
    """Four are in flight when the office says stop: four answers are in the ledger, and no fifth request was made."""
    stopping = threading.Event()

    def held(request: Received) -> Deed:
        async def deed(writer: asyncio.StreamWriter) -> None:
            while not stopping.is_set():  # noqa: ASYNC110 (set by another thread's loop)
                await asyncio.sleep(0.005)
            await well(request)(writer)

        return deed

    async def work(url: str, wait_for: Callable[[int], None]) -> list[Columns]:
        office = Office()
        async with worker(desk, url, office) as made:
            coming = asyncio.create_task(told(made, batch(*range(20))))
            await asyncio.to_thread(wait_for, 4)
            await office.stop()
            while not made.stopping:  # noqa: ASYNC110 (set by a task of the worker's)
                await asyncio.sleep(0)
            stopping.set()
            return [await coming, await told(made, batch(30))]

    with model_server(held) as server:
        first, after = asyncio.run(work(server.url, server.wait_for))
        assert sum(server.asked().values()) == 4
    assert desk.rows("SELECT count(*) FROM calls WHERE outcome = 'ok'") == [(4,)]
    assert not any(first["stopped"])
    assert after["error"] == ["it was not begun"]
    assert desk.rows("SELECT state FROM runs") == [("interrupted",)]


def test_what_keeps_a_worker_from_working_is_said_of_each_row(desk: TestDesk) -> None:
    async def work(url: str) -> Columns:
        async with worker(desk, url, Office()) as made:
            return await told(made, batch(1, 2))

    with model_server(lambda _: says(401, {"error": {"message": "no such key"}})) as server:
        said = asyncio.run(work(server.url))
    assert all("no such key" in each for each in said["stopped"])
