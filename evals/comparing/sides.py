"""What can be compared: a git revision, a folder of templates, a model, a run."""

import asyncio
import io
import subprocess
import tarfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.comparing.comparison import Side
from evals.comparing.runs import run_side
from evals.trials.case import Case
from evals.trials.golden import CASSETTES
from evals.trials.trial import Trial
from gen.errors import UsageError
from gen.prompting.prompt import PromptLibrary
from gen.settings_file import load_settings
from gen.visible import one_line
from gen.workspace import SETTINGS_FILE, Workspace

HERE = "."
_GIT = ("git", "--no-optional-locks")
_HINT = (
    "A side is `.` (the workspace as it is), a git revision, a folder of templates, `model:NAME` of the settings, "
    "or `run:ID`."
)


@dataclass(slots=True)
class Sides:
    """Makes the sides of a comparison. Use within a `with` block of `open`, which keeps what a revision held.

    Attributes:
        workspace: where the command was given.
        cases: of its golden set: both sides are asked the same, and held against the same.
        model: whom to ask, where a side does not say.
        open: keeps folders until the end.
    """

    workspace: Workspace
    cases: Sequence[Case]
    model: str
    open: ExitStack

    def side(self, said: str) -> Side:
        """One side, replayed from its cassettes.

        Raises:
            UsageError: there is no such thing, or it is no workspace.
        """
        if said.startswith("run:"):
            return run_side(self.workspace, said)
        workspace, model = self.workspace, self.model
        if said.startswith("model:"):
            model = said.removeprefix("model:")
        elif (folder := self.workspace.root / said).is_dir() and folder.resolve() != self.workspace.root:
            paths = workspace.settings.paths.model_copy(update={"prompts": str(folder.resolve())})
            workspace = replace(workspace, settings=workspace.settings.model_copy(update={"paths": paths}))
        elif said != HERE and folder.resolve() != self.workspace.root:
            workspace = self._revision(said)
        library = PromptLibrary.checked(workspace.prompts)
        trial = Trial(workspace, library, model, workspace.golden / CASSETTES)
        return Side(said, asyncio.run(trial.replay(self.cases)))

    def _revision(self, revision: str) -> Workspace:
        """The workspace as it was: settings, templates and cassettes."""
        root, commit = self.workspace.root, _commit(self.workspace.root, revision)
        folder = Path(self.open.enter_context(TemporaryDirectory(prefix="answerdesk-")))
        _extract(root, commit, _files(root, commit), folder)  # settings, and a site profile that they may name
        if not (folder / SETTINGS_FILE).is_file():
            raise UsageError(f"{one_line(revision)} has no {SETTINGS_FILE} here", hint=_HINT)
        settings = load_settings(folder / SETTINGS_FILE)
        for path in (settings.paths.prompts, settings.paths.golden):
            _extract(root, commit, [path], folder)
        return Workspace(folder, settings)


def _commit(root: Path, revision: str) -> str:
    """The commit of a revision. A name that begins with a hyphen is none: git would take it for an option."""
    asked = [*_GIT, "-C", str(root), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UsageError(f"there is no side {one_line(revision)!r} to compare", hint=_HINT)
    return done.stdout.strip()


def _files(root: Path, commit: str) -> list[str]:
    """The files that lie beside the settings in a commit, folders left out."""
    asked = [*_GIT, "-C", str(root), "ls-tree", "-z", commit, "./"]
    entries = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\0")
    return [name for kind, _, name in (entry.partition("\t") for entry in entries if entry) if " blob " in kind]


def _extract(root: Path, commit: str, paths: Sequence[str], folder: Path) -> None:
    """What a commit holds at paths below the workspace, into a folder. What it does not hold is left out."""
    asked = [*_GIT, "-C", str(root), "archive", "--format=tar", commit, "--", *paths]
    done = subprocess.run(asked, capture_output=True, check=False)
    if done.returncode == 0 and paths:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
