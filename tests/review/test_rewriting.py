"""Drafts that were sent back are written again beside the review page."""

import time
from pathlib import Path

import pytest

from gen.errors import VerdictError
from gen.ledger import State
from review.rewriting import Rewriting
from review.verdicts import revise
from tests.gen.model_server import model_server
from tests.review.tray import JANE, add_drafts, desk_of, make_workspace


def wait(rewriting: Rewriting) -> None:
    deadline = time.monotonic() + 60
    while rewriting.under_way and time.monotonic() < deadline:
        time.sleep(0.02)


def test_they_wait_for_a_verdict_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    repository = Path(__file__).parents[2]
    with model_server() as server:
        settings = f"model: m\nmodels: {{m: {{base_url: {server.url}}}}}\nreview: {{reviewer: jane}}\n"
        settings += f"paths: {{prompts: {repository / 'prompts'}}}\n"
        root = make_workspace(tmp_path / "desk", settings)
        add_drafts(root, "What does the valve do?")
        with desk_of(root) as desk:
            revise(desk, 1, JANE, "incomplete", note="Say when it closes.")
        rewriting = Rewriting(root)
        rewriting.start()
        with pytest.raises(VerdictError, match="already"):
            rewriting.start()
        wait(rewriting)
        assert rewriting.trouble == ""
        rewriting.close()
        with desk_of(root) as desk:
            draft = desk.ledger.draft(1)
    assert draft is not None
    assert draft.state is State.WAITING


def test_what_went_wrong_is_told(tmp_path: Path) -> None:
    rewriting = Rewriting(make_workspace(tmp_path / "desk", "model: m\npaths: {prompts: nowhere}\n"))
    rewriting.start()
    wait(rewriting)
    assert "nowhere" in rewriting.trouble
    rewriting.close()
