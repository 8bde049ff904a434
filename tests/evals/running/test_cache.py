"""What earlier runs know: given back where it holds, and never else."""

import datetime
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from evals.checks.fields import DateImplausible
from evals.files import PageFile, page_files
from evals.finding import Severity
from evals.rules import Rule
from evals.running import cache as module
from evals.running.cache import Cache
from evals.running.examine import ALWAYS, Examined, Order, examine
from tests.evals.running.page_tree import CHATTY, page, plain_suite, write

SUITE = plain_suite(CHATTY, Rule(DateImplausible(), Severity.WARNING))
LONG_AGO = (1_600_000_000, 1_600_000_000)
TODAY = datetime.date.today().toordinal()


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were just written are as good as old ones: no test waits two seconds."""
    monkeypatch.setattr(module, "_SETTLED", -1)


@pytest.fixture
def file(tmp_path: Path) -> PageFile:
    (found,) = page_files([write(tmp_path / "pages" / "a.md", page(1))])
    return found


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def opened(folder: Path, said: list[str], version: str = "v1") -> Cache:
    return Cache(folder, version, said.append)


def keep(folder: Path, file: PageFile, **changes: object) -> Examined:
    examined = replace(examine(SUITE, Order(file)), **changes)  # type: ignore[arg-type]
    with opened(folder, []) as cache:
        cache.put(file, examined)
    return examined


def test_a_page_that_is_known(folder: Path, file: PageFile, said: list[str]) -> None:
    kept = keep(folder, file)
    with opened(folder, said) as cache:
        assert cache.find(file) == kept
    assert said == []


def test_nothing_is_read_where_the_file_is_as_it_was(
    folder: Path, file: PageFile, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, file)
    monkeypatch.setattr(module, "read_page_file", None)
    with opened(folder, said) as cache:
        assert cache.find(file) is not None
    assert said == []


def test_the_same_content_elsewhere_and_at_another_time(folder: Path, file: PageFile, said: list[str]) -> None:
    kept = keep(folder, file)
    (other,) = page_files([write(Path(file.path).with_name("b.md"), page(1))])
    os.utime(file.path, LONG_AGO)
    with opened(folder, said) as cache:
        for each in (other, file):
            found = cache.find(each)
            assert found is not None
            assert found.record == kept.record


@pytest.mark.parametrize("settle", [-1, 10**12])
def test_other_content_of_the_same_size_and_time(
    folder: Path, file: PageFile, settle: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`utime` can set a file's time back; the time of that cannot be set."""
    monkeypatch.setattr(module, "_SETTLED", settle)
    os.utime(file.path, LONG_AGO)
    keep(folder, file)
    write(Path(file.path), page(2, "What is osmosis number 1?"))
    os.utime(file.path, LONG_AGO)
    with opened(folder, []) as cache:
        assert cache.find(file) is None


def test_a_file_that_may_still_be_written_to_is_read_again(
    folder: Path, file: PageFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SETTLED", 10**12)
    keep(folder, file)
    with closing(sqlite3.connect(folder / "checks.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM files").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM pages").fetchone() == (1,)


def test_another_version_knows_nothing(folder: Path, file: PageFile, said: list[str]) -> None:
    keep(folder, file)
    with opened(folder, said, "v2") as cache:
        assert cache.find(file) is None


@pytest.mark.parametrize(
    ("day", "until", "known"),
    [(TODAY, ALWAYS, True), (TODAY - 9, TODAY + 1, True), (TODAY - 9, TODAY, False), (TODAY + 1, ALWAYS, False)],
)
def test_what_was_said_holds_for_its_days(folder: Path, file: PageFile, day: int, until: int, known: bool) -> None:
    keep(folder, file, day=day, until=until)
    with opened(folder, []) as cache:
        assert (cache.find(file) is not None) is known


def test_a_date_to_come_says_until_when_its_finding_holds(tmp_path: Path) -> None:
    coming = datetime.date.today() + datetime.timedelta(days=400)
    (file,) = page_files([write(tmp_path / "a.md", page(1, date=coming))])
    assert examine(SUITE, Order(file)).until == coming.toordinal() - 366


def test_a_crash_is_not_kept(folder: Path, file: PageFile) -> None:
    keep(folder, file, lasting=False)
    with opened(folder, []) as cache:
        assert cache.find(file) is None


def test_removed_unreadable_and_grown_files(folder: Path, file: PageFile) -> None:
    keep(folder, file)
    with opened(folder, []) as cache:
        assert cache.find(replace(file, problem="this is a folder")) is None
        Path(file.path).write_bytes(b"x" * (2 << 20))
        assert cache.find(file) is None
        Path(file.path).unlink()
        assert cache.find(file) is None


DAMAGE = {
    "empty": b"",
    "text": b"this is not a database, whatever its name says" * 200,
    "cut": b"SQLite format 3\0" + b"\x10\x00\x01\x01" * 1000,
}


@pytest.mark.parametrize(("name", "content"), DAMAGE.items())
def test_what_is_no_cache_is_thrown_away_with_a_word(
    folder: Path, file: PageFile, said: list[str], name: str, content: bytes
) -> None:
    folder.mkdir()
    (folder / "checks.sqlite").write_bytes(content)
    with opened(folder, said) as cache:
        assert cache.find(file) is None
        cache.put(file, examine(SUITE, Order(file)))
    assert [words.startswith("the cache ") for words in said] == [True] * (name != "empty")
    with opened(folder, []) as cache:
        assert cache.find(file) is not None


@pytest.mark.parametrize("at", range(0, 40_000, 1_500))
def test_damage_in_the_middle_never_ends_a_run(folder: Path, file: PageFile, at: int) -> None:
    keep(folder, file)
    path = folder / "checks.sqlite"
    content = bytearray(path.read_bytes())
    content[at : at + 700] = b"\xa5" * len(content[at : at + 700])
    path.write_bytes(content)
    with opened(folder, []) as cache:
        cache.find(file)
        cache.put(file, examine(SUITE, Order(file)))


@pytest.mark.parametrize("script", ["PRAGMA user_version = 99", "DROP TABLE pages", "UPDATE pages SET record = NULL"])
def test_what_it_does_not_understand_is_thrown_away(folder: Path, file: PageFile, said: list[str], script: str) -> None:
    keep(folder, file)
    with closing(sqlite3.connect(folder / "checks.sqlite", isolation_level=None)) as database:
        database.executescript(script)
    with opened(folder, said) as cache:
        assert cache.find(file) is None
    assert len(said) == 1


def test_a_folder_that_cannot_be_made(tmp_path: Path, file: PageFile, said: list[str]) -> None:
    (tmp_path / "taken").write_text("")
    with opened(tmp_path / "taken" / "cache", said) as cache:
        assert cache.find(file) is None
        cache.put(file, examine(SUITE, Order(file)))
    assert len(said) == 1
    assert "cannot be used" in said[0]


def test_somebody_else_has_it(folder: Path, file: PageFile, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    keep(folder, file)
    with closing(sqlite3.connect(folder / "checks.sqlite", isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        with opened(folder, said) as cache:
            assert cache.find(file) is not None  # readers do not wait for writers
            cache.put(file, examine(SUITE, Order(file)))
        database.execute("ROLLBACK")
    assert len(said) == 1
    assert "locked" in said[0]
    assert (folder / "checks.sqlite").exists()


def test_two_runs_at_once(folder: Path, tmp_path: Path, said: list[str]) -> None:
    files = [page_files([write(tmp_path / f"{number}.md", page(number))])[0] for number in range(8)]
    with opened(folder, said) as one, opened(folder, said) as two:
        for number, file in enumerate(files):
            (one, two)[number % 2].put(file, examine(SUITE, Order(file)))
    with opened(folder, said) as cache:
        assert all(cache.find(file) is not None for file in files)
    assert said == []


def test_it_stays_small(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [page_files([write(tmp_path / f"{number}.md", page(number))])[0] for number in range(60)]
    with opened(folder, [], "v0") as cache:
        for file in files[:50]:
            cache.put(file, examine(SUITE, Order(file)))
    monkeypatch.setattr(module, "_LARGEST", 60_000)
    monkeypatch.setattr(module, "_BATCH", 5)
    with opened(folder, []) as cache:
        for file in files[50:]:
            cache.put(file, examine(SUITE, Order(file)))
    with closing(sqlite3.connect(folder / "checks.sqlite")) as database:
        versions = [row[0] for row in database.execute("SELECT version FROM pages")]
    assert versions.count("v1") == 10  # what this run knows goes last
    assert versions.count("v0") < 50


def test_what_was_not_used_for_long_goes(folder: Path, file: PageFile, tmp_path: Path) -> None:
    keep(folder, file)
    (other,) = page_files([write(tmp_path / "b.md", page(2))])
    with closing(sqlite3.connect(folder / "checks.sqlite", isolation_level=None)) as database:
        for table in ("pages", "files"):
            database.execute(f"UPDATE {table} SET used = ?", (TODAY - 29,))
    with opened(folder, []) as cache:
        assert cache.find(file) is not None  # used: from now on it is young again
    with closing(sqlite3.connect(folder / "checks.sqlite", isolation_level=None)) as database:
        assert database.execute("SELECT used FROM pages").fetchall() == [(TODAY,)]
        for table in ("pages", "files"):
            database.execute(f"UPDATE {table} SET used = ?", (TODAY - 31,))
    keep(folder, other)
    with closing(sqlite3.connect(folder / "checks.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM pages").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM files").fetchone() == (1,)


def test_it_keeps_itself_out_of_repositories(folder: Path, file: PageFile) -> None:
    keep(folder, file)
    assert (folder / ".gitignore").read_text().splitlines()[-1] == "*"
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
