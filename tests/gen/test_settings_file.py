import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gen.config import CheckSettings, Settings, SubjectSettings
from gen.errors import SettingsError
from gen.mistakes import Mistake
from gen.settings_file import load_settings
from gen.site.profile import SiteProfile


def settings_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "answerdesk.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert load_settings(settings_file(tmp_path, "")).model_dump() == Settings().model_dump()


def test_values_are_read(tmp_path: Path) -> None:
    settings = load_settings(
        settings_file(
            tmp_path,
            """\
            model: big
            models:
              big: {price: {input: 2.5, output: 10}}
            run: {concurrency: 64}
            """,
        )
    )
    assert settings.model == "big"
    assert settings.run.concurrency == 64
    price = settings.model_settings("big").price
    assert price is not None
    assert (price.input, price.output) == (2.5, 10)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("run:\n  concurency: 4\n", 2, 3, "did you mean `concurrency`"),
        ("modle: x\n", 1, 1, "did you mean `model`"),
        ("run:\n  concurrency: many\n", 2, 16, "run.concurrency"),
        ("run:\n  concurrency: 0\n", 2, 16, "greater than or equal to 1"),
        ("models:\n  m:\n    price:\n      input: 1\n", 4, 7, "models.m.price.output"),
        ("models:\n  m:\n    base_ulr: x\n", 3, 5, "did you mean `base_url`"),
        ("run: [1, 2\n", 2, 1, "not YAML"),
        ("model: a\nrun: {}\nmodel: b\n", 3, 1, "twice"),
        ("seo:\n  description: [121]\n", 2, 16, "seo.description"),
        ("- a\n", 1, 1, "the settings"),
        ("run: !!python/object:os.system {}\n", 1, 6, "not YAML"),
        ("{[a]: 1}\n", 1, 2, "not YAML"),
        ("a: &a [*a]\n", 1, 1, "no setting `a`"),
        ("checks:\n  loop: {severity: fatal}\n", 2, 20, "'error', 'warning' or 'note'"),
        ("checks:\n  loop: off\n", 2, 9, "should be a mapping"),
        ("checks:\n  loop: {enabeld: no}\n", 2, 10, "did you mean `enabled`"),
        ("subjects:\n  Law:\n    chekcs: {}\n", 3, 5, "did you mean `checks`"),
        ("subjects:\n  checks:\n    checks: {loop: {optoins: {}}}\n", 3, 21, "did you mean `options`"),
        ("subjects:\n  Law: {}\n  law: {}\n", 3, 3, "the same subject as `Law`"),
        ("site: {subjects_closed: true, subjects: {Law: []}}\nsubjects: {Lawe: {}}\n", 2, 12, "did you mean `Law`"),
        ("site:\n  layout:\n    keys:\n    - {key: a, vlue: 3}\n", 4, 16, "did you mean `value`"),
    ],
)
def test_a_mistake_is_shown_at_its_place(tmp_path: Path, text: str, line: int, column: int, words: str) -> None:
    path = settings_file(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert caught.value.where == f"{path}:{line}:{column}"
    assert words in caught.value.message


def test_the_lines_around_a_mistake_are_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(settings_file(tmp_path, "model: m\nrun:\n  concurrency: no\npaths: {}\n"))
    assert ">    3 |   concurrency: no" in str(caught.value)
    assert "     2 | run:" in str(caught.value)


def test_all_mistakes_are_shown_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "modle: m\nrun: {}\nseo:\n  keywords: 3\npaths: {}\nrun: {}\nchecks: {loop: {severity: bad}}\n"
    path = settings_file(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    said = str(caught.value)
    places = [line for line in said.splitlines() if line.startswith(str(path))]
    assert [place.split(":")[1] for place in places] == ["1", "4", "6", "7"]
    assert said.count("\n>") == 4


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"and 15 more mistakes"):
        load_settings(settings_file(tmp_path, "".join(f"key{number}: 1\n" for number in range(25))))


@pytest.mark.parametrize("text", ["model: 2025-02-30\n", "[" * 3000])
def test_what_yaml_stumbles_over_is_a_settings_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"not YAML|nested"):
        load_settings(settings_file(tmp_path, text))


def test_settings_know_where_they_stand(tmp_path: Path) -> None:
    path = settings_file(tmp_path, "checks:\n  lop:\n    options: {a: 1}\n")
    settings = load_settings(path).model_copy(update={"model": "other"})
    mistake = Mistake("no option `a`", ("checks", "lop", "options", "a"), at_key=True)
    error = settings.error([mistake, Mistake("no check `lop`", ("checks", "lop"), at_key=True)])
    assert error.where == f"{path}:2:3"
    assert f"{path}:3:15: no option `a`" in error.context
    assert str(Settings().error([mistake])).startswith("checks.lop.options.a: no option `a`")


def test_a_subject_is_known_by_any_spelling() -> None:
    with pytest.raises(ValidationError, match="no subject `Magic`"):
        Settings(
            site=SiteProfile(subjects={"Law": ("Jurisprudence",)}, subjects_closed=True),
            subjects={"jurisprudence": SubjectSettings(), "Magic": SubjectSettings()},
        )


@pytest.mark.parametrize(
    ("over", "base", "both"),
    [
        ({}, {}, {}),
        ({"enabled": False}, {"severity": "note"}, {"enabled": False, "severity": "note"}),
        ({"severity": "error"}, {"severity": "note", "waivable": False}, {"severity": "error", "waivable": False}),
        ({"options": {"a": 2}}, {"options": {"a": 1, "b": 1}}, {"options": {"a": 2, "b": 1}}),
        ({"enabled": None}, {"enabled": False}, {"enabled": False}),
    ],
)
def test_a_subjects_word_goes_before_the_general_one(
    over: dict[str, Any], base: dict[str, Any], both: dict[str, Any]
) -> None:
    merged = CheckSettings(**over).over(CheckSettings(**base))
    assert merged.model_dump() == CheckSettings(**both).model_dump()


def test_latin_1_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "answerdesk.yaml"
    path.write_bytes("model: caf\xe9".encode("latin-1"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(path)


@given(st.text(max_size=200))
def test_any_text_is_settings_or_a_settings_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "answerdesk.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    where = str(path)
    try:
        load_settings(path)
    except SettingsError as error:
        where = error.where
    assert where.startswith(str(path))
