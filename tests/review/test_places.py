from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.errors import PageError
from gen.workspace import Workspace
from review.places import hash_at, locate, place_of, read_file

STEPS = st.sampled_from(["drafts", "content", "..", ".", "", "~", "/", "medicine", "linked", "x.md", "\n", "ü"])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=6))
def test_a_place_is_below_tray_or_content_tree_and_behind_no_link(root: Path, steps: list[str]) -> None:
    link = root / "drafts" / "linked"
    if not link.is_symlink():
        link.symlink_to(root.parent)
    workspace = Workspace.find(root)
    try:
        path = locate(workspace, "/".join(steps))
    except PageError:
        return
    assert any(path.is_relative_to(tree) and path != tree for tree in (workspace.drafts, workspace.content))
    assert path.resolve().is_relative_to(root.resolve())
    assert locate(workspace, place_of(workspace, path)) == path


def test_a_content_tree_outside_of_the_workspace(root: Path) -> None:
    (root / "answerdesk.yaml").write_text("paths: {content: ../site/content}\n")
    workspace = Workspace.find(root)
    place = place_of(workspace, workspace.content / "medicine" / "x.md")
    assert place == "../site/content/medicine/x.md"
    assert locate(workspace, place) == root.parent / "site/content/medicine/x.md"


def test_a_file_larger_than_any_page(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.places.LARGEST_FILE", 100)
    path = root / "drafts/medicine/why-is-blood-red.md"
    with pytest.raises(PageError, match="no page is larger"):
        read_file(path)
    assert hash_at(path) == ""
