"""A run over page files: which pages are reported, and what of them."""

import dataclasses
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.catalogue import TREE_CATALOGUE
from evals.checking import Run
from evals.finding import Severity
from evals.report import PageReport
from evals.rules import TreeRule
from evals.running.cache import Cache
from evals.running.changed import changes_since
from evals.running.scope import Scope, scope_of
from evals.suite import Suite
from gen.page.page import Page
from tests.evals.running.git_repository import Repository
from tests.evals.running.page_tree import CHATTY, CrashingTree, LostTree, full_suite, page, plain_suite, write


def doubles() -> Suite:
    """Checks of many pages alone, those that need no more than two pages to find something."""
    rules = [TreeRule(TREE_CATALOGUE[name](), Severity.ERROR) for name in ("id-twice", "url-twice")]
    return Suite((CHATTY,), tuple(rules))


def reports(suite: Suite, scope: Scope, **options: object) -> dict[str, PageReport]:
    return {each.path: each for each in Run(suite, scope, **options).reports()}  # type: ignore[arg-type]


def checks(report: PageReport) -> set[str]:
    return {finding.check for finding in report.findings} - {"chatty"}


def scope(root: Path, *, against: Sequence[Path] = (), since: str = "", subject: str = "") -> Scope:
    changes = changes_since(since, [root]) if since else None
    return scope_of([root], root, against=against, changes=changes, subject=subject)


def test_known_pages_are_reported_as_new_ones_are(tmp_path: Path) -> None:
    for number in range(12):
        write(tmp_path / "pages" / f"{number}.md", page(number % 10, answer="I cannot answer this. $x"))
    (tmp_path / "pages" / "bad.md").write_bytes(b"\xff")
    suite, said = full_suite(), list[str]()
    found, known = [], []
    for _ in range(3):
        with Cache(tmp_path / "cache", suite.version, said.append) as cache:
            run = Run(suite, scope(tmp_path / "pages"), cache)
            found.append(list(run.reports()))
            known.append(run.cached)
    assert found[0] == found[1] == found[2]
    assert said == []
    assert known[0] == 0
    assert known[2] == sum(not report.needs_person or report.path == "bad.md" for report in found[0])


def test_a_damaged_record_is_made_anew(tmp_path: Path) -> None:
    write(tmp_path / "pages" / "a.md", page(1))
    suite, said = doubles(), list[str]()
    fresh = reports(suite, scope(tmp_path / "pages"))
    with Cache(tmp_path / "cache", suite.version, said.append) as cache:
        reports(suite, scope(tmp_path / "pages"), cache=cache)
    for column in ("record", "card"):
        with Cache(tmp_path / "cache", suite.version, said.append) as cache:
            assert cache._database is not None
            cache._database.execute(f"UPDATE pages SET {column} = X'00'")
            assert reports(suite, scope(tmp_path / "pages"), cache=cache) == fresh
        with Cache(tmp_path / "cache", suite.version, said.append) as cache:
            reports(suite, scope(tmp_path / "pages"), cache=cache)
    assert len(said) == 2


def test_a_crash_over_many_pages_is_told_with_the_first(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.md", page(number))
    suite = Suite((CHATTY,), (TreeRule(CrashingTree(), Severity.NOTE),))
    found = reports(suite, scope(tmp_path))
    assert [report.needs_person for report in found.values()] == [True, False, False]
    assert checks(found["0.md"]) == {"check-crashed", "crashing-tree"}
    assert found["0.md"].score == -1.0


def test_a_check_that_speaks_of_what_is_not_there_has_crashed(tmp_path: Path) -> None:
    write(tmp_path / "0.md", page(0))
    found = reports(Suite((), (TreeRule(LostTree(), Severity.NOTE),)), scope(tmp_path))
    assert checks(found["0.md"]) == {"check-crashed"}


def test_pages_that_are_there_to_compare_with_are_not_reported(tmp_path: Path) -> None:
    write(tmp_path / "new" / "a.md", page(1))
    write(tmp_path / "old" / "b.md", page(1, "What else is there?"))
    root = tmp_path / "new"
    assert checks(reports(doubles(), scope(root))["a.md"]) == set()
    found = reports(doubles(), scope(root, against=[tmp_path / "old", root / "a.md"]))
    assert {path: checks(report) for path, report in found.items()} == {"a.md": {"id-twice"}}
    (finding,) = [each for each in found["a.md"].findings if each.check == "id-twice"]
    assert finding.message == f"the id is that of {tmp_path / 'old' / 'b.md'}, too"
    assert (finding.line, finding.column, finding.evidence) == (3, 5, "")


def test_one_subject(tmp_path: Path) -> None:
    write(tmp_path / "a.md", page(1))
    write(tmp_path / "b.md", page(1, subject="Computer science"))
    (tmp_path / "c.md").write_text("no page")
    suite = doubles()
    for spelling in ("Computer Science", "Computer science"):
        found = reports(suite, scope(tmp_path, subject=suite.subject_slug(spelling)))
        assert list(found) == ["b.md", "c.md"]  # of what cannot be read nobody knows the subject
        assert checks(found["b.md"]) == {"id-twice", "url-twice"}


def branch(root: Path, *pages: Page) -> Repository:
    """A repository with pages `0.md`, `1.md` … on main, and a branch."""
    repository = Repository.made(root)
    for number, each in enumerate(pages):
        write(root / f"{number}.md", each)
    repository.commit()
    repository.git("checkout", "-q", "-b", "branch")
    return repository


def test_a_branch_is_told_of_its_pages_and_of_those_that_it_made_bad(tmp_path: Path) -> None:
    repository = branch(tmp_path / "site", page(1), page(2), page(3, "Same?"), page(4, "Same?"), page(5))
    root = repository.root
    write(root / "new.md", page(2))
    write(root / "4.md", page(5, answer="changed"))
    found = reports(doubles(), scope(root, since="main"))
    assert list(found) == ["1.md", "4.md", "new.md"]  # 2.md and 3.md were as bad before
    assert checks(found["new.md"]) == checks(found["1.md"]) == {"id-twice", "url-twice"}
    assert len(found["4.md"].findings) == 50
    assert len(found["1.md"].findings) == 2  # its own checks are not the branch's matter
    assert (found["1.md"].score, found["1.md"].needs_person) == (-1.0, False)


def test_a_branch_that_mends_what_it_touches(tmp_path: Path) -> None:
    repository = branch(tmp_path / "site", page(1), page(1), page(2))
    write(repository.root / "1.md", page(3))
    found = reports(doubles(), scope(repository.root, since="main"))
    assert {path: checks(report) for path, report in found.items()} == {"1.md": set()}


def test_a_branch_that_touches_no_page_reads_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = branch(tmp_path / "site", page(1), page(1))
    (repository.root / "README.txt").write_text("changed")
    monkeypatch.setattr("evals.running.examine.read_page_file", None)
    assert reports(doubles(), scope(repository.root, since="main")) == {}


def test_a_branch_seen_from_a_folder_below(tmp_path: Path) -> None:
    repository = branch(tmp_path / "site", page(1))
    write(repository.root / "below" / "a.md", page(2))
    write(repository.root / "below" / "b.md", page(9))
    repository.commit()
    (repository.root / "below" / "b.md").unlink()
    write(repository.root / "0.md", page(7))
    write(repository.root / "below" / "c.md", page(2))
    found = reports(doubles(), scope(repository.root / "below", since="HEAD"))
    assert list(found) == ["a.md", "c.md"]


def test_memory_does_not_grow_with_what_is_found(tmp_path: Path) -> None:
    """At most two kilobytes and a half a page more, however much is said of it: fifty findings are fifteen."""
    peaks = []
    for count in (50, 250):
        root = tmp_path / str(count)
        for number in range(count):
            write(root / f"{number}.md", page(number, answer=f"Of {number}."))
        suite = dataclasses.replace(doubles(), rules=plain_suite(CHATTY).rules)
        run = Run(suite, scope(root))
        tracemalloc.start()
        assert sum(len(report.findings) for report in run.reports()) == 50 * count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 200 < 2_500
