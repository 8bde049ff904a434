"""The documents cannot drift: what the code knows better is written into them by cog, and links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cogapp import Cog
from pydantic import BaseModel

from answerdesk import COMMANDS
from docs import reference
from gen.config import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("prompts/*.md")])
COGGED = [path for path in DOCUMENTS if "[[[cog" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", COGGED, ids=lambda path: path.name)
def test_generated_parts_are_current(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = Cog().main(["cog", "--check", "-I", str(ROOT / "docs"), "-I", str(ROOT), str(path)])
    assert status == 0, f"{path.name} is stale: run `make docs`\n{''.join(capsys.readouterr())}"


def test_commands_and_settings_are_generated_somewhere() -> None:
    assert {path.name for path in COGGED} >= {"commands.md", "settings.md"}


def test_every_command_is_documented() -> None:
    text = reference.commands()
    for name in COMMANDS:
        assert f"## {name}\n" in text
        assert f"usage: answerdesk {name}" in text


def test_every_setting_says_what_it_means() -> None:
    undocumented = [
        f"{model.__name__}.{name}"
        for model in models(Settings)
        for name, meaning in reference.meanings(model).items()
        if not meaning and model.__module__ == Settings.__module__
    ]
    assert undocumented == []


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for inner, _ in reference.models_below(field.annotation, ""):
            yield from models(inner)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"))
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", prose)
    missing = [link for link in links if not (path.parent / link).exists()]
    assert missing == []


def test_every_document_is_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs").glob("*.md"):
        assert f"docs/{path.name}" in readme, f"docs/{path.name} is not named in the README"
