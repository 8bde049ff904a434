"""A model for tests of trials: it keeps to the rules that its prompt gives, and to no others."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gen.desk import TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, answers
from tests.gen.model_server import DESCRIPTION, KEYWORDS, ModelServer, is_seo, model_server

GOLDEN = """\
cases:
  - id: valve
    question: What does the valve of item 0001 do?
    subject: Medicine
    must:
      - {says: Names the leaflets., any: [leaflet*]}
      - The leaflets are thin and strong.
    must_not:
      - {says: Sends the reader away., any: [ask your doctor]}
    clean: [maths-delimiter, answer-cut]
  - id: pump
    question: What does the pump of item 0002 do?
    subject: Physics
    must: [{says: Names the pressure., any: [pressure]}]
"""
KEY = "sk-test-0123456789abcdef"


def prompt_of(request: Received) -> str:
    """All that the model is told."""
    return "\n".join(each["content"] for each in json.loads(request.body)["messages"])


def write(request: Received) -> Deed:
    """An answer that is as good as its prompt."""
    if is_seo(request):
        return answers(json.dumps({"page_description": DESCRIPTION, "page_keywords": KEYWORDS}))
    item = re.findall(r"item (\d+)", prompt_of(request))[-1]
    return answers(
        f"The part of item {item} keeps the flow going in one direction, and that is the whole of its work.\n\n"
        "### How it works\n\nIt opens when the pressure before it is higher than behind it. The leaflets are thin and "
        "strong, and the cords keep them from turning over. The muscles pull on them while the chamber empties.\n\n"
        "### What happens when it fails\n\nBlood flows back, the chamber before it is filled twice, and in time it "
        "grows wider. A murmur is often the first sign, and an ultrasound of the heart shows how much flows back. "
        "Treatment depends on the amount and on what the patient feels.\n"
    )


@contextmanager
def trial_desk(
    root: Path, capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, answerer: object = write
) -> Iterator[tuple[TestDesk, ModelServer]]:
    """A workspace with a golden set, and a server that its settings name."""
    with model_server(answerer) as server:  # type: ignore[arg-type]
        settings = (
            f"model: test-model\nmodels:\n  test-model: {{base_url: '{server.url}', price: {{input: 1, output: 2}}}}\n"
            "run: {concurrency: 4, retry: {attempts: 2, first_wait: 0, longest_wait: 0}}\n"
        )
        desk = make_desk(root, capture, settings)
        desk.write("evals/golden/all.yaml", GOLDEN)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield desk, server
