import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.config import Settings
from gen.errors import SettingsError
from gen.settings_file import load_settings


def settings_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "answerdesk.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert load_settings(settings_file(tmp_path, "")) == Settings()


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
