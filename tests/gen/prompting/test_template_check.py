"""Mistakes in templates are found by reading them, with file, line and what to do."""

from pathlib import Path

import pytest

from gen.errors import TemplateError
from gen.prompting.template_check import faults
from gen.prompting.templates import TemplateFolder

NAMES = {"question": frozenset({"text", "notes"}), "problems": frozenset[str]()}
BASE = """\
{% block system %}Be kind.{% block more %}{% endblock %}{% endblock %}
{% block user %}{{ question.text }}{% endblock %}
"""


def folder_of(path: Path, files: dict[str, str]) -> TemplateFolder:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return TemplateFolder(path)


def found(path: Path, files: dict[str, str], name: str = "a.md.j2") -> list[TemplateError]:
    return faults(folder_of(path, {"base.md.j2": BASE, **files}), name, ("system", "user"), NAMES)


def child(text: str) -> dict[str, str]:
    return {"a.md.j2": '{% extends "base.md.j2" %}\n{% block more %}\n' + text + "\n{% endblock %}\n"}


@pytest.mark.parametrize(
    ("files", "line", "message", "hint"),
    [
        (child("{% if false %}{{ qestion.text }}{% endif %}"), 3, "no name 'qestion'", "did you mean 'question'?"),
        (child("{% if false %}\n{{ question.txt }}{% endif %}"), 4, "'question.txt'", "did you mean 'question.text'?"),
        (child("{{ question['txt'] }}"), 3, "'question.txt'", "'question.text'"),
        (child("{% if false %}{{ 1 | uper }}{% endif %}"), 3, "uper", ""),
        (child("{{ 'a' is strng }}"), 3, "strng", ""),
        (child("{% set question = 1 %}"), 3, "'question' is given", "another name"),
        (child("{% for problems in [1] %}{% endfor %}"), 3, "'problems' is given", "another name"),
        (child("{% if %}"), 3, "Expected an expression", ""),
        (child('{% include "bsae.md.j2" %}'), 3, "no template 'bsae.md.j2'", "did you mean 'base.md.j2'?"),
        (child('{% include "../secret.md.j2" %}'), 3, "no template '../secret.md.j2'", ""),
        (child('{% include "/etc/passwd" %}'), 3, "no template '/etc/passwd'", ""),
        (child("{% include question.text %}"), 3, "named by a literal", "in quotes"),
        (child('{% include "a.md.j2" %}'), 3, "'a.md.j2' draws itself in", "circle"),
        ({"a.md.j2": '{% extends "a.md.j2" %}'}, 1, "'a.md.j2' draws itself in", "circle"),
        ({"a.md.j2": '{% extends "b.md.j2" %}', "b.md.j2": '\n{% extends "a.md.j2" %}'}, 2, "draws itself in", ""),
        ({"a.md.j2": '{% extends "base.md.j2" %}\n\nLost words.\n'}, 3, "never sent", "into a block"),
        ({"a.md.j2": '{% extends "base.md.j2" %}\n{% set x = 1 %}'}, 2, "never sent", "into a block"),
        ({"a.md.j2": '{% extends "base.md.j2" %}\n{% block mroe %}x{% endblock %}'}, 2, "block 'mroe'", "'more'"),
        ({"a.md.j2": "{% block system %}x{% endblock %}"}, 0, "no block 'user'", "system, user"),
        ({"a.md.j2": '{% extends "gone.md.j2" %}'}, 1, "no template 'gone.md.j2'", ""),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, files: dict[str, str], line: int, message: str, hint: str
) -> None:
    fault = found(tmp_path, files)[0]
    assert message in fault.message
    assert hint in fault.hint
    assert fault.where.startswith(str(tmp_path))
    assert fault.where.endswith(f"md.j2:{line}" if line else "a.md.j2")


def test_a_mistake_in_a_file_drawn_in_is_named_there(tmp_path: Path) -> None:
    files = child('{% include "parts/_x.md.j2" %}') | {"parts/_x.md.j2": "fine\n{{ questio.text }}\n"}
    [fault] = found(tmp_path, files)
    assert fault.where == f"{tmp_path}/parts/_x.md.j2:2"
    assert fault.context == "  2 | {{ questio.text }}"


def test_an_imported_file_sees_no_names_unless_it_is_given_them(tmp_path: Path) -> None:
    macro = {"_m.md.j2": "{% macro m() %}{{ question.text }}{% endmacro %}"}
    plain = child('{% import "_m.md.j2" as m %}{{ m.m() }}') | macro
    assert [fault.message for fault in found(tmp_path, plain)] == ["no name 'question'"]
    assert found(tmp_path, child('{% import "_m.md.j2" as m with context %}{{ m.m() }}') | macro) == []


def test_what_is_right_passes(tmp_path: Path) -> None:
    text = """
{{ super() }}
{% for problem in problems if problem %}{{ loop.index }} {{ problem | upper }}{% else %}none{% endfor %}
{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}
{% call m(1) %}{{ question.notes }}{% endcall %}
{% include "gone.md.j2" ignore missing %}
{% include ["gone.md.j2", "_p.md.j2"] %}
{% block deeper %}{% endblock %}{{ self.deeper() }}
{# {{ nothing }} #}{% raw %}{{ nothing }}{% endraw %}
"""
    folder = folder_of(tmp_path, {"base.md.j2": BASE, "_p.md.j2": "part {{ question.text }}", **child(text)})
    assert faults(folder, "a.md.j2", ("system", "user"), NAMES) == []
    assert folder.files("a.md.j2") == ("a.md.j2", "_p.md.j2", "base.md.j2")
