import getpass
import subprocess
from pathlib import Path

import pytest

from gen.config import ReviewSettings
from gen.errors import UsageError
from review.reviewer import Reviewer, who

NOBODY = ReviewSettings()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git workspace that the machine's own settings do not reach."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def configure(root: Path, **settings: str) -> None:
    for name, value in settings.items():
        subprocess.run(["git", "-C", str(root), "config", f"user.{name}", value], check=True)


def test_the_command_line_is_asked_first_then_the_settings_git_and_the_system(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "jdoe")
    assert who(repository, NOBODY, None) == Reviewer("jdoe")
    configure(repository, name="Jane Doe")
    assert who(repository, NOBODY, None).name == "Jane Doe"
    configure(repository, email="jane@example.org")
    assert who(repository, NOBODY, None).name == "Jane Doe <jane@example.org>"
    settings = ReviewSettings(reviewer="the desk")
    assert who(repository, settings, None).name == "the desk"
    assert who(repository, settings, " Bob ").name == "Bob"


def test_who_has_no_name_must_say_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nobody)
    with pytest.raises(UsageError, match="who you are"):
        who(repository, NOBODY, None)


def test_no_git_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(getpass, "getuser", lambda: "jdoe")
    assert who(tmp_path, NOBODY, None).name == "jdoe"


@pytest.mark.parametrize("name", ["", "  ", "Jane\nDoe", "Jane \u202eeoD", "\x1b[31mJane", "J" * 201])
def test_what_is_no_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no reviewer's name"):
        who(tmp_path, NOBODY, name)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Jane Doe <jane@example.org>", "medical"),
        ("Someone Else <JANE@example.org>", "medical"),
        ("jane@example.org", "medical"),
        ("Bob <bob@example.org>", "chief"),
        ("bob", "chief"),
        ("Bobby", ""),
    ],
)
def test_roles_go_by_name_or_address(tmp_path: Path, name: str, role: str) -> None:
    settings = ReviewSettings(roles={"jane@example.org": "medical", "Bob": "chief"})
    assert who(tmp_path, settings, name) == Reviewer(name, role)
