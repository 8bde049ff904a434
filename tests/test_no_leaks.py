"""Nothing that is in the repository says where it was made, or with whose key."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
CASSETTES = ROOT / "tests" / "cassettes"

# Split, so that this file does not hold what it looks for.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "deb.debian" + ".org", "npm" + "js.com"]
PATTERNS = {
    "a package registry's host": re.compile("|".join(map(re.escape, REGISTRIES)), re.IGNORECASE),
    "a path of the machine it was made on": re.compile(r"(?<![\w./-])/(?:work|root)/\w"),
    "a key": re.compile(
        r"\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bhf_\w{30,}"
        r"|\bBearer [A-Za-z0-9_.-]{24,}|-----BEGIN [A-Z ]*PRIVATE KEY"
    ),
}
TEMPORARY = re.compile(r"(?<![\w./-])/tmp/\w")
SECRET_HEADERS = {
    "api-key",
    "authorization",
    "cookie",
    "openai-organization",
    "openai-project",
    "set-cookie",
    "x-api-key",
}
LOOPBACK = re.compile(r"http://(?:recorded\.invalid|127\.0\.0\.1|localhost|\[::1\])[:/]")


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return [file for name in listed.split("\0") if name and (file := ROOT / name).is_file()]


def _texts() -> Iterator[tuple[Path, str]]:
    for file in _tracked():
        data = file.read_bytes()
        if b"\0" not in data[:8192]:
            yield file, data.decode("utf-8", "replace")


@pytest.mark.parametrize("what", PATTERNS)
def test_no_file_names(what: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for file, text in _texts()
        for match in PATTERNS[what].finditer(text)
    ]
    assert not found


def test_no_document_names_a_temporary_file() -> None:
    assert not [file for file, text in _texts() if file.suffix == ".md" and TEMPORARY.search(text)]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a package registry's host", "see https://" + REGISTRIES[0] + "/simple"),
        ("a path of the machine it was made on", "cd /wo" + "rk/main"),
        ("a key", "OPENAI_API_KEY=s" + "k-proj-" + "a1" * 20),
        ("a key", "authorization: Bear" + "er " + "a1" * 20),
    ],
)
def test_the_patterns_find_what_they_are_for(what: str, text: str) -> None:
    assert PATTERNS[what].search(text)


def _interactions() -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted(CASSETTES.rglob("*.yaml")):
        for interaction in yaml.safe_load(file.read_text("utf-8"))["interactions"]:
            yield file, interaction


def test_cassettes_hold_no_secret_header() -> None:
    for file, interaction in _interactions():
        for side in ("request", "response"):
            names = {name.lower() for name in interaction[side]["headers"]}
            assert not names & SECRET_HEADERS, file


def test_cassettes_are_of_this_machine_alone() -> None:
    for file, interaction in _interactions():
        assert LOOPBACK.match(interaction["request"]["uri"]), file
