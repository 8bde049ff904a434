"""Which pages of the site a run is about."""

from pathlib import Path

import pytest

from evals.running.scope import scope_of
from evals.tree import Extent

HERE = ("content", "content/biology", "drafts", "elsewhere", ".")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name in (*HERE, "../elsewhere"):
        (tmp_path / "workspace" / name).mkdir(parents=True, exist_ok=True)
    page = tmp_path / "workspace" / "content" / "biology" / "page.md"
    page.write_text("")
    return tmp_path / "workspace"


def extent(workspace: Path, *names: str, root: str = "content", against: tuple[str, ...] = ()) -> Extent:
    paths, beside = ([workspace / name for name in each] for each in (names, against))
    return scope_of(paths, workspace, against=beside, site_root=workspace / root, workspace=workspace).extent


def test_the_content_tree_is_the_site(workspace: Path) -> None:
    assert (
        extent(workspace, "content") is extent(workspace, ".") is extent(workspace, "drafts", "content") is Extent.SITE
    )
    assert extent(workspace, "drafts", against=("content",)) is Extent.SITE


def test_what_else_is_in_the_workspace_is_a_part(workspace: Path) -> None:
    names = ("content/biology", "drafts", "elsewhere", "content/biology/page.md")
    assert {extent(workspace, name) for name in names} == {Extent.PART}


def test_a_folder_outside_may_be_another_site(workspace: Path) -> None:
    assert extent(workspace, "../elsewhere") is extent(workspace, "drafts", "../elsewhere") is Extent.FOLDER


def test_where_no_content_tree_is_known_any_folder_may_be_a_site(workspace: Path) -> None:
    assert scope_of([workspace / "elsewhere"], workspace).extent is Extent.FOLDER
    assert extent(workspace, "elsewhere", root="not-there") is Extent.FOLDER
    assert scope_of([workspace / "content/biology/page.md"], workspace).extent is Extent.PART
