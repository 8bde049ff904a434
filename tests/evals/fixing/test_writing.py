"""Asking, writing, and what stands in the way of it."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evals.fixing.printers import patch_of
from evals.fixing.writing import Asker, replace_file
from gen.errors import PageError


def answers(*said: str) -> Callable[[str], str]:
    lines: Iterator[str] = iter(said)

    def ask(question: str) -> str:
        assert question.startswith("Write page.md?")
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    return ask


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (("y", "n", "y"), [True, False, True]),
        (("n", "a"), [False, True, True]),
        (("Yes", "q"), [True, False, False]),
        ((), [False, False, False]),
        (("what?", "y", "", "n"), [True, False, False]),
    ],
)
def test_a_person_is_asked(said: tuple[str, ...], written: list[bool]) -> None:
    talk = io.StringIO()
    asker = Asker(answers(*said), talk)
    assert [asker("page.md") for _ in range(3)] == written
    assert ("y: write it" in talk.getvalue()) == ("what?" in said)


def test_only_what_was_read_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("one", encoding="utf-8")
    replace_file(page, "one", "two é")
    assert page.read_bytes() == "two é".encode()
    with pytest.raises(PageError, match="changed meanwhile"):
        replace_file(page, "one", "three")
    assert page.read_text(encoding="utf-8") == "two é"
    page.unlink()
    with pytest.raises(PageError, match="cannot be read"):
        replace_file(page, "two é", "three")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_left(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("one", encoding="utf-8")
    (tmp_path / "link.md").symlink_to(page)
    with pytest.raises(PageError, match="a link"):
        replace_file(tmp_path / "link.md", "one", "two")
    assert page.read_text(encoding="utf-8") == "one"


def test_a_patch_says_where_no_line_ends() -> None:
    assert "".join(patch_of("a.md", "one\ntwo", "one\n2")) == (
        "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n"
        "+2\n\\ No newline at end of file\n"
    )


def test_a_patch_breaks_lines_at_line_feeds_alone() -> None:
    assert "".join(patch_of("a.md", "x\u2028y\x0cz\nb\n", "x\u2028y\x0cz\nc\n")).count("\n") == 6


@pytest.mark.parametrize(
    ("path", "name"),
    [("a b.md", "a/a b.md\t"), ('a"b.md', '"a/a\\042b.md"'), ("/x/é.md", "a/x/é.md"), ("a\tb.md", '"a/a\\011b.md"')],
)
def test_odd_names_are_written_as_git_writes_them(path: str, name: str) -> None:
    assert next(patch_of(path, "a\n", "b\n")).rstrip("\n") == f"--- {name}"
