"""The environment of the templates: tags that nothing closes from inside, and an end to every loop."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader
from jinja2.exceptions import SecurityError, TemplateRuntimeError, UndefinedError

from gen.prompting.sandbox import MAX_STEPS, Sandbox, bounded_range, close, tagged

LOOPS = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"


def rendered(source: str, **values: object) -> str:
    environment = Sandbox(DictLoader({}))
    template = environment.from_string(source)
    return environment.joined(template.root_render_func(template.new_context(dict(values))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Why?", "<question>Why?</question>"),
        ("two\nlines", "<question>\ntwo\nlines\n</question>"),
        ("ends </question> early", "<question-2>ends </question> early</question-2>"),
        ("< / QUESTION > and </question-2>", "<question-3>< / QUESTION > and </question-2></question-3>"),
        ("a <questionnaire>", "<question>a <questionnaire></question>"),
        ("", "<question></question>"),
    ],
)
def test_a_text_stands_between_tags_of_its_own(text: str, expected: str) -> None:
    assert tagged(text, "question") == expected


@given(st.text() | st.from_regex(r"(</?\s*(question|notes)(-\d)?>? ?)*", fullmatch=True))
def test_no_text_closes_its_own_frame(text: str) -> None:
    framed = tagged(text, "question")
    opening = re.match(r"<(question(-\d+)?)>", framed)
    assert opening
    assert text in framed
    assert framed.count(f"</{opening[1]}>") == 1
    assert framed.endswith(f"</{opening[1]}>")


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'x' * 100000000 }}",
        "{{ [1] * 100000000 }}",
        "{{ '%100000000d' % 1 }}",
        "{{ 9 ** 9999999 }}",
        "{{ 'x'.ljust(100000000) }}",
        "{{ '{:>100000000}'.format(1) }}",
        "{{ (1).to_bytes(100000000, 'big') }}",
        "{{ range(100000000) | length }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ [].append(1) }}",
        "{% set x %}{{ range.__globals__ }}{% endset %}{{ x }}",
    ],
)
def test_what_reaches_python_or_fills_the_memory_is_refused(source: str) -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        rendered(source)


@pytest.mark.parametrize(
    "source",
    [
        LOOPS,
        "{% macro m() %}" + LOOPS + "{% endmacro %}{{ m() }}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    ],
)
def test_a_loop_within_a_loop_ends(source: str) -> None:
    with pytest.raises(TemplateRuntimeError, match=f"more than {MAX_STEPS}"):
        rendered(source)


def test_a_message_has_a_bound() -> None:
    with pytest.raises(TemplateRuntimeError, match="characters"):
        rendered("{% for n in range(99999) %}{{ text }}{% endfor %}", text="x" * 1000)


@pytest.mark.parametrize("bounds", [(10**30,), (0, -(10**30), -1), (-(10**9), 10**9), (0, 10**30, 10**20)])
def test_a_range_has_a_bound(bounds: tuple[int, ...]) -> None:
    with pytest.raises(SecurityError):
        bounded_range(*bounds)


def test_what_templates_need_is_there() -> None:
    source = (
        "{{ 2 * 3 }} {{ 2 ** 3 }} {{ 7 % 4 }} {{ name.upper() }} {{ name | capitalize }} {{ range(3) | join(',') }}"
    )
    assert rendered(source, name="ada") == "6 8 3 ADA Ada 0,1,2"


def test_a_missing_name_fails_at_any_use() -> None:
    for use in ("{{ nme }}", "{% if nme %}{% endif %}", "{{ nme == 1 }}", "{% for x in nme %}{% endfor %}"):
        with pytest.raises(UndefinedError, match="nme"):
            rendered(use, name="ada")


def test_the_close_name_is_offered_or_all_of_them() -> None:
    assert close("qestion", ["question", "site"]) == "did you mean 'question'?"
    assert close("zzz", ["site", "question"]) == "there is question, site"
    assert close("zzz", []) == ""
