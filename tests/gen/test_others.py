import asyncio

import pytest

from gen import others
from gen.others import Others
from gen.question import Question

ROW = Question("Why?", "Physics")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(others, "_FIRST_WAIT", 0.001)


def test_rows_are_taken_once() -> None:
    rows = Others()
    rows.add(ROW)
    assert (len(rows), rows.take(), rows.take(), len(rows)) == (1, [ROW], [], 0)


def test_rows_that_move_are_waited_for_and_those_that_do_not_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def wait() -> list[bool]:
        rows = Others()
        rows.add(ROW)
        first = [await rows.pause(), await rows.pause()]
        monkeypatch.setattr(others, "PATIENCE", -1.0)
        same = await rows.pause()  # as many rows as before: the patience is that of the first look
        rows.add(ROW)
        return [*first, same, await rows.pause()]

    assert asyncio.run(wait()) == [True, True, True, False]


def test_nobody_waits_who_is_stopped() -> None:
    rows = Others()
    rows.add(ROW)
    rows.stop()
    assert not asyncio.run(rows.pause())
