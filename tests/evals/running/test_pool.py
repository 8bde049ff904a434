"""Many processes say what one says, whatever becomes of them."""

import os
from dataclasses import replace
from pathlib import Path

from evals.files import page_files
from evals.running.examine import Order
from evals.running.pool import Numbered, examine_all
from evals.running.record import Record
from evals.suite import Suite
from tests.evals.cases import BASE
from tests.evals.running.page_tree import DEADLY, full_suite, page, plain_suite, write


def orders(root: Path) -> list[Numbered]:
    return list(enumerate(Order(file) for file in page_files([root], root)))


def records(suite: Suite, asked: list[Numbered], jobs: int, few: int) -> dict[int, Record]:
    found = examine_all(suite, iter(asked), jobs, few)
    return {number: Record.unpack(said.record) for number, said in found}


def test_many_processes_say_what_one_says(tmp_path: Path) -> None:
    for number in range(40):
        write(tmp_path / f"{number}.md", page(number, answer=f"{BASE.answer}\n\n{'<br> $x ' * number}"))
    (tmp_path / "bytes.md").write_bytes(b"\xff")
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    suite, asked = full_suite(), orders(tmp_path)
    asked[3] = (3, replace(asked[3][1], checked=False))
    asked[4] = (4, replace(asked[4][1], subject="chemistry"))
    alone, together = records(suite, asked, 1, 0), records(suite, asked, 2, 0)
    assert alone == together
    assert len(together) == 44
    assert [number for number, record in alone.items() if not record.complete] == [3, 4]


def test_a_page_that_takes_its_process_with_it_is_told_and_the_others_are_checked(tmp_path: Path) -> None:
    for number in range(30):
        deadly = number == 13
        write(tmp_path / f"{number:02}.md", page(number, answer="kill -9" if deadly else BASE.answer))
    found = records(plain_suite(DEADLY), orders(tmp_path), 2, 0)
    assert len(found) == 30
    (culprit,) = [number for number, record in found.items() if record.needs_person]
    assert culprit == 13
    (finding,) = found[13].findings
    assert finding.check == "check-crashed"
    assert "died" in finding.message
    assert all(record.findings[0].message == "still alive" for number, record in found.items() if number != 13)


def test_orders_are_taken_as_fast_as_they_are_worked_off(tmp_path: Path) -> None:
    file = page_files([write(tmp_path / "a.md", page(1))])[0]
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield taken, Order(file)

    found = examine_all(plain_suite(), endless(), 2, 4)  # type: ignore[arg-type]
    for _ in range(10):
        next(found)
    assert taken < 100
    found.close()  # type: ignore[attr-defined]
