import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from gen.errors import LedgerError
from gen.ledger import writer as writer_module
from gen.ledger.writer import Writer


class Disk:
    """Stands in for the database: what was committed, in which batches."""

    def __init__(self) -> None:
        self.batches: list[list[object]] = []
        self.begun = 0
        self.open = threading.Event()
        self.open.set()
        self.error: Exception | None = None

    @property
    def written(self) -> list[Any]:
        return [record for batch in self.batches for record in batch]

    def write(self, deed: Callable[[Connection], None]) -> None:
        self.open.wait(30)
        self.begun += 1
        batch: list[object] = []
        deed(cast(Connection, batch))
        if self.error is not None:
            raise LedgerError("no room") from self.error
        self.batches.append(batch)


def put(connection: Connection, records: Sequence[object]) -> None:
    if "bad" in records:
        raise ValueError("a bad record")
    cast(list[object], connection).extend(records)


def write(writer: Writer, *records: object) -> list[Any]:
    async def all_of_them() -> list[Any]:
        futures = [writer.write(put, each) for each in records]
        return await asyncio.gather(*futures, return_exceptions=True)

    return asyncio.run(all_of_them())


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def writer(disk: Disk) -> Iterator[Writer]:
    made = Writer(disk.write, lambda: None)
    yield made
    made.close()


def test_what_waits_is_committed_together(disk: Disk, writer: Writer) -> None:
    async def main() -> None:
        disk.open.clear()
        futures = [writer.write(put, n) for n in range(100)]
        disk.open.set()
        await asyncio.gather(*futures)

    asyncio.run(main())
    assert sorted(disk.written) == list(range(100))
    assert len(disk.batches) <= 2  # the first may have been taken alone


def test_a_batch_is_bounded(disk: Disk, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "LARGEST_BATCH", 10)
    assert write(writer, *range(95)) == [None] * 95
    assert max(map(len, disk.batches)) <= 10


def test_one_bad_record_is_told_and_the_others_are_written(disk: Disk, writer: Writer) -> None:
    results = write(writer, "a", "bad", "b")
    assert [type(result) for result in results] == [type(None), LedgerError, type(None)]
    assert "a bad record" in str(results[1])
    assert sorted(disk.written) == ["a", "b"]


def test_a_full_disk_is_told_to_all_at_once(disk: Disk, writer: Writer) -> None:
    disk.error = OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
    results = write(writer, *range(50))
    assert all(isinstance(result, LedgerError) and result.message == "no room" for result in results)
    assert len({id(result) for result in results}) == 50
    assert disk.begun <= 2  # not once a record: a lock's timeout would be waited for fifty times
    disk.error = None
    assert write(writer, "after") == [None]


def test_closing_writes_what_is_queued(disk: Disk) -> None:
    writer = Writer(disk.write, lambda: None)

    async def main() -> None:
        disk.open.clear()
        futures = [writer.write(put, n) for n in range(10)]
        closing = asyncio.create_task(asyncio.to_thread(writer.close))
        await asyncio.sleep(0)
        disk.open.set()
        await asyncio.gather(*futures, closing)

    asyncio.run(main())
    assert sorted(disk.written) == list(range(10))
    assert write_is_refused(writer)


def write_is_refused(writer: Writer) -> bool:
    with pytest.raises(LedgerError, match="closed"):
        write(writer, "late")
    return True


def test_a_loop_that_is_gone_does_not_stop_the_writer(disk: Disk, writer: Writer) -> None:
    async def leave() -> None:
        disk.open.clear()
        writer.write(put, "left behind")

    asyncio.run(leave())
    disk.open.set()
    assert write(writer, "next") == [None]
    assert "left behind" in disk.written


def test_signs_of_life_go_on_when_one_fails(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "BEAT", 0.001)
    beats = threading.Semaphore(0)

    def beat() -> None:
        beats.release()
        raise LedgerError("locked")

    writer = Writer(disk.write, beat)
    assert all(beats.acquire(timeout=30) for _ in range(3))
    writer.close()
