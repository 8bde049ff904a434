"""What a branch touches, in real repositories."""

import os
from pathlib import Path

import pytest

from evals.running.changed import Changes, changes_since, real_path
from gen.errors import UsageError
from tests.evals.running.git_repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a few files, and a branch that has just left."""
    made = Repository.made(tmp_path / "repository")
    for name in ("same", "changed", "removed", "renamed", "staged"):
        (made.root / f"{name}.md").write_text(f"{name}\n")
    (made.root / ".gitignore").write_text("ignored.md\n")
    made.commit()
    made.git("checkout", "-q", "-b", "branch")
    return made


def names(changes: Changes) -> set[str]:
    return {os.path.relpath(os.fsdecode(path), changes.root) for path in changes.paths}


def before(changes: Changes) -> dict[str, bytes]:
    return {os.path.relpath(os.fsdecode(path), changes.root): text for path, text in changes.contents(changes.before)}


def test_all_that_differs(repository: Repository) -> None:
    root = repository.root
    (root / "changed.md").write_text("other\n")
    repository.git("mv", "renamed.md", "new name\n.md")
    repository.git("rm", "-q", "removed.md")
    repository.commit()
    (root / "staged.md").write_text("other\n")
    repository.git("add", "staged.md")
    (root / "untracked é.md").write_text("")
    (root / "ignored.md").write_text("")
    (changes,) = changes_since("main", [root])
    assert names(changes) == {"changed.md", "new name\n.md", "staged.md", "untracked é.md"}
    assert before(changes) == {
        name: f"{name.removesuffix('.md')}\n".encode()
        for name in ("changed.md", "removed.md", "renamed.md", "staged.md")
    }


def test_what_happens_elsewhere_meanwhile_is_not_the_branchs_doing(repository: Repository) -> None:
    repository.git("checkout", "-q", "main")
    (repository.root / "same.md").write_text("changed on main\n")
    repository.commit()
    repository.git("checkout", "-q", "branch")
    (repository.root / "changed.md").write_text("changed here\n")
    (changes,) = changes_since("main", [repository.root])
    assert names(changes) == {"changed.md"}


def test_nothing_differs(repository: Repository) -> None:
    (changes,) = changes_since("HEAD", [repository.root])
    assert (changes.paths, changes.before) == (frozenset(), {})


def test_a_folder_in_it_and_a_link_to_it(repository: Repository, tmp_path: Path) -> None:
    (repository.root / "below").mkdir()
    (repository.root / "below" / "new.md").write_text("")
    (tmp_path / "link").symlink_to(repository.root / "below")
    (changes,) = changes_since("main", [repository.root / "below", tmp_path / "link"])
    assert names(changes) == {"below/new.md"}
    assert real_path(str(tmp_path / "link" / "new.md")) in changes.paths


def test_two_repositories(repository: Repository, tmp_path: Path) -> None:
    other = Repository.made(tmp_path / "other")
    other.commit()
    (other.root / "new.md").write_text("")
    found = changes_since("main", [repository.root, other.root])
    assert [names(changes) for changes in found] == [set(), {"new.md"}]


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in no git repository"):
        changes_since("main", [tmp_path])


@pytest.mark.parametrize("revision", ["mian", "--help", "", "main:same.md", "main^{tree}", "a\nb"])
def test_no_such_revision(repository: Repository, revision: str) -> None:
    with pytest.raises(UsageError, match="git knows no revision"):
        changes_since(revision, [repository.root])


def test_no_commit_yet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="git knows no revision"):
        changes_since("HEAD", [Repository.made(tmp_path / "empty").root])


def test_nothing_in_common(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "alone")
    (repository.root / "same.md").write_text("alone\n")
    repository.commit()
    with pytest.raises(UsageError, match="no commit in common"):
        changes_since("main", [repository.root])


def test_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD")
    repository.commit()
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(clone))
    for revision in (first, "main"):
        with pytest.raises(UsageError) as caught:
            changes_since(revision, [clone])
        assert "shallow" in caught.value.hint


def test_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.root))
    with pytest.raises(UsageError, match="git cannot be run"):
        changes_since("main", [repository.root])
