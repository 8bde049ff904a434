"""The folder of templates: what is read, what is refused, and where a rendering failed."""

from pathlib import Path

import pytest

from gen.errors import TemplateError
from gen.prompting.templates import MAX_BYTES, TemplateFolder


def test_only_templates_are_read(tmp_path: Path) -> None:
    for name in ("a.md.j2", "deep/er/b.md.j2", "README.md", "c.md.j2.bak"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert TemplateFolder(tmp_path).names == ("a.md.j2", "deep/er/b.md.j2")


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no such folder") as caught:
        TemplateFolder(tmp_path / "gone")
    assert caught.value.where == str(tmp_path / "gone")


def test_what_cannot_be_read_is_refused_when_it_is_wanted(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md.j2"
    outside.write_text("secret")
    inside = tmp_path / "prompts"
    inside.mkdir()
    (inside / "link.md.j2").symlink_to(outside)
    (inside / "latin.md.j2").write_bytes("Größe".encode("latin-1"))
    (inside / "huge.md.j2").write_text("x" * (MAX_BYTES + 1))
    (inside / "folder.md.j2").mkdir()
    folder = TemplateFolder(inside)
    for name, reason in {"link": "leads out", "latin": "utf-8", "huge": "at most", "folder": "at most"}.items():
        with pytest.raises(TemplateError, match=reason) as caught:
            folder.source(f"{name}.md.j2")
        assert caught.value.where == str(inside / f"{name}.md.j2")


def test_an_unknown_template_offers_the_close_one(tmp_path: Path) -> None:
    (tmp_path / "general.md.j2").write_text("x")
    with pytest.raises(TemplateError, match="no template") as caught:
        TemplateFolder(tmp_path).source("genral.md.j2")
    assert caught.value.hint == "did you mean 'general.md.j2'?"


def test_line_ends_and_a_byte_order_mark_make_no_other_prompt(tmp_path: Path) -> None:
    digests = set()
    for number, content in enumerate((b"one\ntwo\n", b"one\r\ntwo\r\n", b"\xef\xbb\xbfone\ntwo\n")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.md.j2").write_bytes(content)
        digests.add(TemplateFolder(folder).digest(["a.md.j2"]))
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("{% block user %}\n\n{{ 1 / zero }}\n{% endblock %}", 3, "ZeroDivisionError"),
        ("{% block user %}\n{% set q = text %}\n{{ q.upper.x }}\n{% endblock %}", 3, "has no attribute 'x'"),
        ("{% block user %}\n{{ 'x' * 99 }}{% endblock %}", 2, "for numbers only"),
        ('{% block user %}{% include "part.md.j2" %}{% endblock %}', 2, "ZeroDivisionError"),
    ],
)
def test_a_failure_is_told_with_file_and_line(tmp_path: Path, source: str, line: int, message: str) -> None:
    (tmp_path / "a.md.j2").write_text(source)
    (tmp_path / "part.md.j2").write_text("\n{{ 1 / zero }}\n")
    with pytest.raises(TemplateError, match=message) as caught:
        TemplateFolder(tmp_path).render("a.md.j2", ["user"], {"zero": 0, "text": "t"})
    file = "part.md.j2" if "include" in source else "a.md.j2"
    assert caught.value.where == f"{tmp_path / file}:{line}"


def test_a_macro_that_calls_itself_without_end_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md.j2").write_text("{% block user %}{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}{% endblock %}")
    with pytest.raises(TemplateError, match=r"a\.md\.j2:1: a macro calls itself without end"):
        TemplateFolder(tmp_path).render("a.md.j2", ["user"], {})
