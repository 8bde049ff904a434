"""Every command in the documents is one: each is run, in a workspace with drafts, and what prose names is there."""

import argparse
import importlib
import itertools
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

import answerdesk
from tests.evals.trials.writer import GOLDEN
from tests.gen import batch_server as served
from tests.gen.batch_server import BatchServer, batch_server

ROOT = Path(__file__).parents[1]
# Written by the code that they are about.
GENERATED = {"commands.md", "checks.md"}
DOCUMENTS = [
    path
    for path in sorted([ROOT / "README.md", ROOT / "prompts" / "README.md", *ROOT.glob("docs/*.md")])
    if path.name not in GENERATED
]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}

# Words of commands that are only parsed, and why.
NOT_RUN = {
    "review": "serves until it is stopped",
    "serve": "serves until it is stopped",
    "ray": "starts a cluster, for seconds; tests/gen/commands/test_ray.py does so",
}
# Commands that do not end with 0 here, and what they say.
REFUSED = {
    "answerdesk ledger import archive.jsonl": "there is a ledger already",
    "answerdesk batch cancel 3": "there is no batch 3",
}
SETTINGS = """\
model: test-model
models:
  test-model: {{base_url: "{url}", price: {{input: 1, output: 2}}}}
  gpt-4o-mini: {{price: {{input: 1, output: 2}}}}
run: {{concurrency: 4, retry: {{attempts: 2, first_wait: 0, longest_wait: 0}}}}
batch: {{poll: 0.01}}
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a fenced block that is for a shell."""

    block: int  # counted in its document
    text: str

    @property
    def pipe(self) -> list[list[str]]:
        """Its programs with their arguments."""
        words = shlex.split(self.text, comments=True)
        cuts = [-1, *(number for number, word in enumerate(words) if word == "|"), len(words)]
        return [words[start + 1 : end] for start, end in itertools.pairwise(cuts)]


def lines(text: str) -> list[Line]:
    blocks = re.findall(r"(?ms)^```(?:sh|text|console)\n(.*?)^```", text)
    found = [Line(n, line.removeprefix("$ ").strip()) for n, block in enumerate(blocks) for line in block.splitlines()]
    return [line for line in found if re.match(r"(\.venv/bin/)?(answerdesk|vllm|make)\s", line.text)]


@pytest.fixture(scope="module")
def server() -> Iterator[BatchServer]:
    with batch_server() as there:
        yield there


@pytest.fixture(scope="module")
def full(server: BatchServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with drafts 1 to 31, a golden set that is recorded, and a page in its content tree; in git."""
    root = tmp_path_factory.mktemp("full") / "desk"
    assert silently("init", str(root)) == 0
    (root / "answerdesk.yaml").write_text(SETTINGS.format(url=server.url))
    (root / "evals" / "golden").mkdir(parents=True)
    (root / "evals" / "golden" / "all.yaml").write_text(GOLDEN)
    asked(root / "questions" / "sample.csv", range(960, 963))
    for n in range(9):
        asked(root / f"list{n}.csv", range(100 * n, 100 * n + (31 if n == 0 else 3)))
    book = openpyxl.Workbook()
    for row in (("question", "subject"), ("What does the valve of item 0950 do?", "Medicine")):
        book.worksheets[0].append(row)
    book.save(root / "questions.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        assert silently("-C", str(root), "generate", str(root / "list0.csv")) == 0
        assert silently("-C", str(root), "record") == 0
    for command in ("init -q -b main", "add -A", "commit -qm Begun"):
        who = ["-c", "user.name=Ed", "-c", "user.email=ed@example.org"]
        subprocess.run(["git", *who, *command.split()], cwd=root, check=True, capture_output=True)
    return root


def asked(path: Path, items: range) -> None:
    path.write_text(
        "question,subject\n" + "".join(f"What does the valve of item {n:04d} do?,Medicine\n" for n in items)
    )


def silently(*argv: str) -> int:
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return answerdesk.main(argv)


@pytest.mark.xdist_group("documents")
@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if lines(text)])
def test_its_commands_run(
    name: str,
    full: Path,
    server: BatchServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = tmp_path / "desk"
    shutil.copytree(full, desk)
    monkeypatch.chdir(desk)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    for line in lines(TEXTS[name]):
        program, *argv = line.pipe[0]
        if program == "make":
            assert all(re.search(rf"(?m)^{target}:", (ROOT / "Makefile").read_text()) for target in argv), line.text
        elif program == "vllm":
            run_batch(desk, argv)
        elif parsed(line) and NOT_RUN.keys().isdisjoint(argv):
            status = answerdesk.main([replaced(word, line, server) for word in argv])
            said = "".join(capsys.readouterr())
            refused = REFUSED.get(line.text.partition("  #")[0].strip())
            assert bool(status) == bool(refused), f"{name}: {line.text}\n{said}"
            assert (refused or "") in said


def replaced(word: str, line: Line, server: BatchServer) -> str:
    """What stands for something else in the documents."""
    return f"list{line.block + 1}.csv" if word == "LIST" else re.sub(r"^https?://.*/v1$", server.url, word)


def run_batch(desk: Path, argv: list[str]) -> None:
    """`vllm run-batch`: an answer to each line of the file `-i`, in the file `-o`."""
    requests, answers = (desk / argv[argv.index(option) + 1] for option in ("-i", "-o"))
    lines = [served.well(0, json.loads(each)) for each in requests.read_text("utf-8").splitlines()]
    answers.write_text("".join(json.dumps(line) + "\n" for line in lines))


def parsed(line: Line) -> bool:
    """Hold every command of a pipe against its parser, which ends the test where it does not know a word."""
    ours = [argv for program, *argv in line.pipe if program.endswith("answerdesk")]
    for argv in ours:
        parser(argv[0]).parse_args(argv[1:])
    return bool(ours)


def parser(command: str) -> argparse.ArgumentParser:
    return answerdesk.command_parser(command, importlib.import_module(answerdesk.COMMANDS[command][0]))


@pytest.mark.parametrize("name", TEXTS)
def test_what_its_prose_names_is_there(name: str) -> None:
    """Commands by their names, and options of a command that stands before them."""
    prose = re.sub(r"(?s)^```.*?^```", "", TEXTS[name], flags=re.MULTILINE)
    for span in re.findall(r"`([^`\n]+)`", prose):
        command, *rest = span.removeprefix("answerdesk ").split() or [""]
        if span.startswith("answerdesk ") and not command.startswith("-"):
            assert command in answerdesk.COMMANDS, span
        options = [word.partition("=")[0] for word in rest if word.startswith("--")]
        if command in answerdesk.COMMANDS and options:
            help_text = parser(command).format_help()
            assert [option for option in options if option not in help_text] == [], span
