"""What goes out of a ledger comes back, on either database, and what is no archive is refused."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from gen.call import Call
from gen.errors import AnswerdeskError, LedgerError, UsageError
from gen.ledger import Ledger, RunStart, archive, transfer
from gen.ledger.schema import HEAD, metadata
from tests.gen.desk import TestDesk, make_desk
from tests.gen.ledger import samples
from tests.review.tray import add_drafts

Reader = Callable[[Path], tuple[str, Iterator[transfer.Row]]]
HERE = "sqlite:///ledger.sqlite"


def all_rows(url: str, root: Path) -> list[transfer.Row]:
    with Ledger.open(url, root=root) as ledger, ledger.read() as connection:
        return list(transfer.rows(connection))


@pytest.fixture
def desk_root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A workspace with drafts, verdicts and calls."""
    desk = make_desk(tmp_path, capsys)
    add_drafts(desk.root, "What is a cell?", "What is a gene?", "What is wrong?")
    assert desk.run("accept", "1", "--override", "fine \x1a\x00").status == 0
    assert desk.run("reject", "2", "--reason", "incorrect", "--note", "No.").status == 0
    assert desk.run("undo", "2").status == 0
    with Ledger.open(HERE, root=desk.root) as ledger:
        samples.record(ledger, 1, samples.call("lone \ud800 and \x00"), samples.call("two", cost=0.1))
    return desk.root


WAYS = [(archive.write_lines, archive.read_lines, "a.jsonl"), (archive.write_parquet, archive.read_parquet, "a")]


@pytest.mark.parametrize(("write", "read", "name"), WAYS, ids=["lines", "parquet"])
def test_out_and_back_is_the_same(
    desk_root: Path,
    tmp_path: Path,
    empty_url: str,
    write: Callable[..., object],
    read: Reader,
    name: str,
) -> None:
    before = all_rows(HERE, desk_root)
    assert {table for table, _ in before} >= {"runs", "calls", "drafts", "inspections", "verdicts", "counters"}
    with Ledger.open(HERE, root=desk_root) as ledger, ledger.read() as connection:
        write(tmp_path / name, HEAD, transfer.rows(connection))
    there = tmp_path / "there"
    there.mkdir()
    version, given_back = read(tmp_path / name)
    counts = transfer.put(empty_url, there, version, given_back)
    assert all_rows(empty_url, there) == before
    assert sum(counts.values()) == len(before)
    with Ledger.open(empty_url, root=there) as ledger:  # what comes next gets a number of its own
        assert ledger.start_run(RunStart("more.csv")) > max(row["id"] for table, row in before if table == "runs")


def test_every_table_goes_or_says_why_not() -> None:
    assert set(transfer.TABLES) | transfer.STAY == set(metadata.tables)
    assert not set(transfer.TABLES) & transfer.STAY


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples.CALLS)
def test_any_call_is_kept(tmp_path: Path, said: Call) -> None:
    row = {"id": 1, "text": said.text, "response": said.response, "cost": said.cost, "failed_attempts": [said.error]}
    rows = [("calls", row)]
    path = tmp_path / "one.jsonl"
    archive.write_lines(path, HEAD, rows)
    assert list(archive.read_lines(path)[1]) == rows


def test_a_ledger_is_not_written_over(desk_root: Path, tmp_path: Path) -> None:
    before = all_rows(HERE, desk_root)
    with pytest.raises(LedgerError, match="there is a ledger already"):
        transfer.put(HERE, desk_root, HEAD, before)
    assert all_rows(HERE, desk_root) == before


def test_rows_that_do_not_fit_leave_no_ledger(tmp_path: Path) -> None:
    for version, rows in ((HEAD, [("nothing", {})]), (HEAD, [("runs", {"id": 1, "odd": 2})]), ("0100", [])):
        with pytest.raises(LedgerError):
            transfer.put(HERE, tmp_path, version, rows)
        with Ledger.open(HERE, root=tmp_path) as ledger:
            assert ledger.runs() == []
        (tmp_path / "ledger.sqlite").unlink()


def test_an_older_archive_is_brought_up_to_date(tmp_path: Path) -> None:
    old = {
        "id": 7, "state": "done", "list": "a.csv", "argv": [], "settings": {}, "versions": {}, "revision": "",
        "host": "h", "pid": 1, "process_started": "", "heartbeat": 1.0, "started": 1.0, "ended": 2.0,
        "counts": {}, "cost": 0.5,
    }  # fmt: skip
    transfer.put(HERE, tmp_path, "0001", [("runs", old)])
    with Ledger.open(HERE, root=tmp_path) as ledger:
        assert [(run.id, run.cost) for run in ledger.runs()] == [(7, 0.5)]


LINES = [
    json.dumps({"file": archive.HEAD, "version": HEAD}),
    json.dumps({"table": "counters", "row": {"name": "page", "value": 9}}),
    json.dumps({"rows": {"counters": 1}}),
]


@pytest.mark.parametrize(
    ("lines", "place", "said"),
    [
        ([], ":1", "no JSON object"),
        (["[1]"], ":1", "no JSON object"),
        (['{"file": "other"}'], ":1", "no archive of a ledger"),
        (LINES[:2], "", "breaks off"),
        ([LINES[0], LINES[2]], "", "breaks off"),
        ([LINES[0], "{", LINES[2]], ":2", "no JSON object"),
        ([LINES[0], "[" * 100_000, LINES[2]], ":2", "no JSON object"),
        ([LINES[0], '{"table": "runs"}', LINES[2]], ":2", "no row"),
        ([*LINES, LINES[1]], ":4", "no row"),
    ],
)
def test_what_is_no_archive_says_where(tmp_path: Path, lines: list[str], place: str, said: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(AnswerdeskError, match=said) as error:
        list(archive.read_lines(path)[1])
    assert error.value.where == f"{path}{place}"


def test_what_is_no_folder_of_parquet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder of one ledger's Parquet"):
        archive.read_parquet(tmp_path)
    (tmp_path / "calls.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(UsageError, match="not Parquet"):
        archive.read_parquet(tmp_path)


def test_the_command(desk_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path / "other", capsys)
    out = tmp_path / "out.jsonl"
    said = TestDesk(desk_root, capsys).run("ledger", "export", str(out))
    assert said.status == 0
    assert "3  drafts" in said.out
    (desk.root / "ledger.sqlite").unlink(missing_ok=True)
    assert desk.run("ledger", "import", str(out)).out == said.out
    assert desk.run("show", "1").status == 0
    again = desk.run("ledger", "import", str(out))
    assert again.status == 1
    assert "there is a ledger already" in again.err
    assert "there is no" in desk.run("ledger", "import", "nowhere.jsonl").err
