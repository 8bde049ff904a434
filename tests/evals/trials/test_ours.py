"""Our own golden set, recorded of the embedded model: replayed as CI of any content repository replays its own."""

import asyncio
from pathlib import Path

from evals.trials.golden import CASSETTES, read_golden
from evals.trials.outcomes import line
from evals.trials.result import State
from evals.trials.trial import Trial
from gen.prompting.prompt import PromptLibrary
from gen.workspace import Workspace

ROOT = Path(__file__).parents[3]


def test_no_cassette_is_stale_missing_or_left_over() -> None:
    workspace = Workspace.find(ROOT)
    cases = read_golden(workspace.golden, workspace.settings.site)
    library = PromptLibrary.checked(workspace.prompts)
    trial = Trial(workspace, library, workspace.settings.model, workspace.golden / CASSETTES)
    results = asyncio.run(trial.replay(cases))
    lost = [line(one) for one in results if one.state in (State.STALE, State.UNRECORDED)]
    assert lost == [], "record them again: `answerdesk record`"
    assert trial.unused == {}
    assert trial.orphans(cases) == []
    assert sum(one.state is State.DRAFTED for one in results) >= 30
    assert all(one.seconds > 0 for one in results)
