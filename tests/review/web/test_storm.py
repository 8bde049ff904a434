"""The review page killed in a storm of verdicts; bench/verdict_storm.py does it a hundred times."""

from pathlib import Path

import pytest

from bench.verdict_storm import Storm


@pytest.mark.parametrize("seconds", [0.0, 0.2])
def test_what_was_answered_is_there_once(root: Path, seconds: float) -> None:
    storm = Storm(root, drafts=3, seed=int(seconds * 100))
    storm.blow(clients=4, seconds=seconds, kill=0)
    assert storm.answered
    assert storm.wrongs() == []
