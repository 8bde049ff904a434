"""A pytest plugin for content repositories: `pytest_plugins = ["evals.trials.plugin"]` in their conftest."""

import asyncio
from pathlib import Path

import pytest

from evals.trials.golden import CASSETTES, read_golden
from evals.trials.outcomes import line
from evals.trials.result import Result, State
from evals.trials.trial import Trial
from gen.prompting.prompt import PromptLibrary
from gen.workspace import Workspace


class Golden:
    """The golden set of a workspace, replayed in tests.

    Args:
        start: a folder of the workspace.
    """

    def __init__(self, start: Path) -> None:
        self._workspace = Workspace.find(start)
        self._library = PromptLibrary.checked(self._workspace.prompts)

    def replay(self, *cases: str, model: str = "") -> list[Result]:
        """The drafts of these cases, of all where none is named, from their cassettes.

        Args:
            cases: ids.
            model: whose cassettes; `""`: the settings' model.

        A case that cannot be replayed fails the test.
        """
        workspace = self._workspace
        wanted = read_golden(workspace.golden, workspace.settings.site, cases)
        trial = Trial(workspace, self._library, model or workspace.settings.model, workspace.golden / CASSETTES)
        results = asyncio.run(trial.replay(wanted))
        lost = [line(one) for one in results if one.state in (State.STALE, State.UNRECORDED)]
        if lost:
            pytest.fail("\n".join([*lost, "Record again what is stale:  answerdesk record"]), pytrace=False)
        return results


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """The golden set of the workspace that the test file stands in."""
    return Golden(request.path.parent)
