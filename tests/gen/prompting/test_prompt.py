"""Prompts: which template is chosen, what it is given, and what its hash depends on."""

import datetime
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.config import SeoSettings
from gen.errors import TemplateError
from gen.prompting.prompt import Prompt, PromptLibrary
from gen.question import Question
from gen.site.profile import SiteProfile

SITE = SiteProfile(author="Ada", language="en", description_prefix="Read it here: ")
TODAY = datetime.date(2025, 3, 9)
QUESTION = Question("Why is the sky blue?", "Physics")
FILES = {
    "answer/general.md.j2": """\
{% block system %}
Write in {{ site.language }} for {{ site.author }}.
{% include "answer/_rules.md.j2" %}
{% block subject %}{% endblock %}
{% endblock %}
{% block user %}
{{ question.notes }}{{ question.date }}/{{ question.month }}
{{ question.subject }}
{{ question.text | tagged("question") }}
{% endblock %}
""",
    "answer/_rules.md.j2": "Be kind.\n",
    "answer/physics.md.j2": '{% extends "answer/general.md.j2" %}\n{% block subject %}SI units.{% endblock %}\n',
    "answer/small.md.j2": "{% block system %}{% endblock %}\n{% block user %}Q: {{ question.text }}{% endblock %}\n",
    "answer/shown.md.j2": """\
{% extends "answer/small.md.j2" %}
{% block system %}Teach.{% block none %}{% endblock %}{% endblock %}
{% block example_question %}Why not?{% endblock %}
{% block example_answer %}Because.{% endblock %}
""",
    "seo/general.md.j2": """\
{% block system %}
{{ bounds.description_min }}-{{ bounds.description_max }}, {{ bounds.keywords_min }}-{{ bounds.keywords_max }}
{% endblock %}
{% block user %}
{{ question.text }}
{{ answer | tagged("page") }}
{% endblock %}
""",
    "seo/small.md.j2": """\
{% block system %}JSON.{% endblock %}
{% block example_question %}A page.{% endblock %}
{% block example_answer %}{}{% endblock %}
{% block user %}{{ answer }}{% endblock %}
""",
    "seo/again.md.j2": "{% block user %}{% for problem in problems %}\n- {{ problem }}\n{% endfor %}{% endblock %}\n",
}


def library_of(path: Path, **changes: str) -> PromptLibrary:
    """The library of `FILES`, some of them changed: `answer__general` is `answer/general.md.j2`."""
    changed = {f"{name.replace('__', '/')}.md.j2": text for name, text in changes.items()}
    for name, text in {**FILES, **changed}.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return PromptLibrary(path)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> PromptLibrary:
    return library_of(tmp_path_factory.mktemp("prompts"))


def said(prompt: Prompt) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in prompt.messages]


def test_a_prompt_is_the_blocks_of_a_template(library: PromptLibrary) -> None:
    prompt = library.answer(QUESTION, SITE, today=TODAY)
    assert said(prompt) == [
        ("system", "Write in English for Ada.\nBe kind.\nSI units."),
        ("user", "2025-03-09/2025-03\nPhysics\n<question>Why is the sky blue?</question>"),
    ]
    assert prompt.files == ("answer/physics.md.j2", "answer/_rules.md.j2", "answer/general.md.j2")


def test_an_empty_system_block_is_no_message(library: PromptLibrary) -> None:
    assert said(library.answer(QUESTION, SITE, template="small")) == [("user", "Q: Why is the sky blue?")]


def test_an_example_is_a_turn_before_the_one_asked_for(library: PromptLibrary) -> None:
    shown = library.answer(QUESTION, SITE, template="shown")
    assert said(shown)[1:] == [("user", "Why not?"), ("assistant", "Because."), ("user", "Q: Why is the sky blue?")]
    prompt = library.seo(QUESTION, "The page.", profile=SITE, seo=SeoSettings(), template="small")
    assert said(prompt) == [("system", "JSON."), ("user", "A page."), ("assistant", "{}"), ("user", "The page.")]


@pytest.mark.parametrize(
    ("own", "model", "subject", "chosen"),
    [
        ("", "", "Physics", "physics"),
        ("", "", "Sociology", "general"),
        ("", "", "PHYSICS!", "physics"),
        ("", "", "", "general"),
        ("", "small", "Physics", "small"),
        ("shown", "small", "Physics", "shown"),
        ("shown.md.j2", "", "Physics", "shown"),
        ("answer/shown.md.j2", "", "Physics", "shown"),
    ],
)
def test_the_questions_template_goes_first_then_the_models_then_the_subjects(
    library: PromptLibrary, own: str, model: str, subject: str, chosen: str
) -> None:
    prompt = library.answer(Question("Why?", subject, template=own), SITE, template=model)
    assert prompt.files[0] == f"answer/{chosen}.md.j2"


@pytest.mark.parametrize(
    "asked", ["smal", "_rules", "../seo/general", "seo/again.md.j2", "/etc/passwd", "{{ 7 }}", "\0"]
)
def test_a_template_that_is_not_there_is_named_with_the_row(library: PromptLibrary, asked: str) -> None:
    with pytest.raises(TemplateError, match="no template") as caught:
        library.answer(Question("Why?", "Physics", template=asked, where="list.csv:7"), SITE)
    assert caught.value.where == "list.csv:7"
    assert asked != "smal" or caught.value.hint == "did you mean 'small'?"
    assert library.templates == ("general", "physics", "shown", "small")


def test_a_model_without_its_own_seo_template_gets_the_general_one(library: PromptLibrary) -> None:
    for template in ("", "shown", "again", "../answer/small"):
        prompt = library.seo(QUESTION, "The page.", profile=SITE, seo=SeoSettings(), template=template)
        assert prompt.files == ("seo/general.md.j2",)


def test_the_bounds_leave_out_the_sites_prefix(library: PromptLibrary) -> None:
    seo = SeoSettings(description=(121, 156), keywords=(3, 5))
    prompt = library.seo(QUESTION, "The page.", profile=SITE, seo=seo)
    assert said(prompt)[0][1] == f"{121 - 14}-{156 - 14}, 3-5"
    tight = library.seo(QUESTION, "The page.", profile=SITE, seo=SeoSettings(description=(5, 10)))
    assert said(tight)[0][1].startswith("1-1,")


def test_asking_again_goes_on_with_the_conversation(library: PromptLibrary) -> None:
    first = library.seo(QUESTION, "The page.", profile=SITE, seo=SeoSettings())
    again = library.seo_again(first, '{"page_description": "x"}', ["too short", "no {{ keywords }}"])
    assert again.messages[: len(first.messages)] == first.messages
    assert said(again)[2:] == [
        ("assistant", '{"page_description": "x"}'),
        ("user", "- too short\n- no {{ keywords }}"),
    ]
    assert again.files == ("seo/general.md.j2", "seo/again.md.j2")
    assert again.hash != first.hash
    thrice = library.seo_again(again, " \n", ["still"])
    assert [role for role, _ in said(thrice)] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert said(thrice)[4] == ("assistant", "{}")
    assert thrice.hash == again.hash


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "German"), ("pt-BR", "Portuguese (pt-BR)"), ("tlh", "tlh"), ("Deutsch", "Deutsch")],
)
def test_the_language_is_said_by_its_name(library: PromptLibrary, language: str, expected: str) -> None:
    prompt = library.answer(QUESTION, SITE.model_copy(update={"language": language}))
    assert f"Write in {expected} for" in prompt.messages[0]["content"]


def test_the_rows_own_date_goes_before_the_runs(library: PromptLibrary) -> None:
    question = Question("Why?", "Physics", date=datetime.date(2024, 12, 31))
    assert "2024-12-31/2024-12" in library.answer(question, SITE, today=TODAY).messages[1]["content"]


def test_the_hash_covers_every_file_that_went_in_and_no_other(tmp_path: Path) -> None:
    def hashes(name: str, **changes: str) -> tuple[str, str]:
        library = library_of(tmp_path / name, **changes)
        return library.answer(QUESTION, SITE).hash, library.answer(Question("Why?", "Sociology"), SITE).hash

    physics, general = hashes("as it is")
    assert physics != general
    assert hashes("again") == (physics, general)
    for base in ("answer__general", "answer___rules"):
        text = FILES[f"{base.replace('__', '/', 1)}.md.j2"]
        other_physics, other_general = hashes(base, **{base: text.replace("Write", "Speak").replace("kind", "kinder")})
        assert other_physics != physics
        assert other_general != general
    child = FILES["answer/physics.md.j2"].replace("SI", "cgs")
    assert hashes("child", answer__physics=child)[0] != physics
    assert hashes("child", answer__physics=child)[1] == general
    assert hashes("another", answer__small="{% block system %}{% endblock %}{% block user %}Y{% endblock %}") == (
        physics,
        general,
    )


def test_the_hash_says_nothing_of_the_question(library: PromptLibrary) -> None:
    assert library.answer(Question("One?", "Physics"), SITE).hash == library.answer(QUESTION, SITE).hash


def test_a_library_does_not_see_later_edits(tmp_path: Path) -> None:
    library = library_of(tmp_path)
    (tmp_path / "answer/_rules.md.j2").write_text("Be rude.")
    assert "Be kind." in library.answer(QUESTION, SITE).messages[0]["content"]


@given(text=st.text(min_size=1), notes=st.text())
def test_a_question_is_data(library: PromptLibrary, text: str, notes: str) -> None:
    prompt = library.answer(Question(text, "Physics", notes=notes), SITE, today=TODAY)
    assert prompt.messages[0] == library.answer(QUESTION, SITE).messages[0]
    expected = f"{notes}2025-03-09/2025-03\nPhysics\n".lstrip()
    assert prompt.messages[1]["content"].startswith(expected)
    assert text in prompt.messages[1]["content"][len(expected) :]


@pytest.mark.parametrize(
    "text", ["{{ 7 * 7 }}", '{% include "seo/again.md.j2" %}', "{# gone #}", "{{ site.author }}", "\\n"]
)
def test_a_question_is_never_a_template(library: PromptLibrary, text: str) -> None:
    prompt = library.answer(Question(text, "Physics"), SITE)
    assert prompt.messages[1]["content"].endswith(f"<question>{text}</question>")


@given(st.text())
def test_an_answer_stands_in_the_seo_prompt_word_for_word(library: PromptLibrary, answer: str) -> None:
    prompt = library.seo(QUESTION, answer, profile=SITE, seo=SeoSettings())
    assert answer in prompt.messages[1]["content"]


def test_a_mistake_is_told_before_a_prompt_is_rendered(tmp_path: Path) -> None:
    broken = '{% extends "answer/general.md.j2" %}\n{% block subject %}{% if false %}{{ x }}{% endif %}{% endblock %}\n'
    library = library_of(tmp_path, answer__physics=broken)
    with pytest.raises(TemplateError, match=r"physics\.md\.j2:2: no name 'x'"):
        library.answer(QUESTION, SITE)
    assert library.answer(Question("Why?", "Sociology"), SITE).files[0] == "answer/general.md.j2"


def test_an_empty_user_message_is_an_error(tmp_path: Path) -> None:
    library = library_of(tmp_path, answer__physics="{% block system %}x{% endblock %}{% block user %} {% endblock %}")
    with pytest.raises(TemplateError, match="came out empty"):
        library.answer(QUESTION, SITE)


def test_check_finds_all_mistakes_of_all_files(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        answer__general=FILES["answer/general.md.j2"].replace("site.author", "site.autor"),
        answer___unused="{{ broken",
        seo__again="{% block user %}{{ answer }}{% endblock %}",
    )
    (tmp_path / "seo/general.md.j2").unlink()
    found = [fault.message for fault in PromptLibrary(tmp_path).check()]
    assert found[0] == library.check()[0].message
    assert sorted(found) == sorted(
        [
            "unexpected end of template, expected 'end of print statement'.",
            "no name 'site.autor'",
            "no name 'answer'",
            "no template 'seo/general.md.j2'",
        ]
    )


def test_check_is_silent_where_all_is_well(library: PromptLibrary) -> None:
    assert library.check() == ()


def test_a_prompt_costs_next_to_nothing(library: PromptLibrary) -> None:
    library.answer(QUESTION, SITE)
    best = min(_seconds(library) for _ in range(20))
    assert best < 0.0005  # 0.03 ms where it was measured; the best of many, for the machine may be busy


def _seconds(library: PromptLibrary) -> float:
    before = time.perf_counter()
    library.answer(QUESTION, SITE)
    return time.perf_counter() - before
