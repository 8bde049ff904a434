"""A content repository whose prompt is made worse in five ways: each is recorded, and each is stopped."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evals.trials.writer import prompt_of, trial_desk
from tests.gen.desk import TestDesk
from tests.gen.misbehaving import Deed, Received, answers
from tests.gen.model_server import DESCRIPTION, KEYWORDS, is_seo

PARTS = ("inlet", "outlet", "mitral", "aortic", "tricuspid")  # of fewer no interval is told
CASE = """\
  - id: {part}
    question: What does the {part} valve do?
    subject: Medicine
    must:
      - {{says: Speaks of blood., any: [blood]}}
    must_not:
      - {{says: Lists sources that nobody has looked at., any: [references, et al.]}}
    clean: [maths-delimiter, answer-short]
"""
TEMPLATE = "prompts/answer/general.md.j2"


def obedient(request: Received) -> Deed:
    """Keeps to the shipped prompt's rules as far as they are in what it is told."""
    prompt = prompt_of(request)
    if is_seo(request):
        return answers(json.dumps({"page_description": DESCRIPTION, "page_keywords": KEYWORDS}))
    part = next(part for part in PARTS if f"the {part} valve" in prompt)
    what = "blood" if "<subject>" in prompt else "current"
    sum_ = "$p = F/A$" if "Formulas: `$E" in prompt else r"\(p = F/A\)"
    text = f"The {part} valve lets {what} through in one direction, since the pressure {sum_} opens it.\n"
    if "300 to 500 words" in prompt:
        text += (
            f"\n### How the {part} valve opens\n\nIts parts are thin and strong. They give way when the pressure "
            f"before them is higher than behind them, and the {what} flows. When that turns round, they "
            f"close again.\n\n### What happens when the {part} valve fails\n\nSome {what} flows back, and the "
            "chamber before it is filled twice. In time it grows wider. A murmur is often the first sign, and an "
            "ultrasound shows how much flows back. What is done depends on the amount, and on how "
            "the person feels during the day.\n"
        )
    if "Cite" in prompt:
        text += "\nIt was shown by Smith and others [1].\n\n### References\n\n[1] Smith, J. (2019).\n"
    return answers(json.dumps({"answer": text}) if "as JSON" in prompt else text)


# What is taken out of the template, and what is put there.
WORSE = {
    "maths": ("- Formulas: `$E = mc^2$` in a line;", "- A displayed formula stands"),
    "length": ("300 to 500 words (1,600 to 3,200 characters). ", ""),
    "json": ("- Markdown,", "- Give your answer as JSON, in Markdown,"),
    "subject": ('{{ question.subject | tagged("subject") }}\n', ""),
    "citations": ("- Explain; give", "- Cite a study for each claim. Explain; give"),
}


def git(root: Path, *argv: str) -> None:
    who = ["-c", "user.name=Ed", "-c", "user.email=ed@example.org"]
    subprocess.run(["git", *who, *argv], cwd=root, check=True, capture_output=True)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[TestDesk]:
    with trial_desk(tmp_path, capsys, monkeypatch, obedient) as (here, _):
        here.write("evals/golden/all.yaml", "cases:\n" + "".join(CASE.format(part=part) for part in PARTS))
        for subject in ("medicine", "_health"):  # the general template is the one that is changed
            (here.root / f"prompts/answer/{subject}.md.j2").unlink()
        assert here.run("record").status == 0
        git(here.root, "init", "-q", "-b", "main")
        git(here.root, "add", "-A")
        git(here.root, "commit", "-qm", "As it was")
        git(here.root, "switch", "-qc", "change")
        yield here


def test_a_prompt_that_is_made_worse_is_stopped_in_all_five_ways(desk: TestDesk) -> None:
    template = desk.root / TEMPLATE
    before = template.read_text()
    for way, (old, new) in WORSE.items():
        assert old in before, way
        template.write_text(before.replace(old, new))

        if way == "maths":  # before it is recorded, any of them is stopped in the same way
            stale = desk.run("compare", "main", "--gate")
            assert stale.status == 1
            assert f"{TEMPLATE} has changed since the cassette was recorded" in stale.err
            assert "record them again with `answerdesk record`" in stale.out

        assert desk.run("record").status == 0
        said = desk.run("compare", "main", "--gate")
        assert said.status == 1, (way, said.out)
        assert ". against main: worse" in said.out, (way, said.out)
        assert "The gate stops it:" in said.out

        git(desk.root, "checkout", "-q", "--", ".")
    back = desk.run("compare", "main", "--gate")
    assert back.status == 0, back.out
    assert ". against main: no difference shown" in back.out
    assert "The gate lets it through." in back.out


def test_a_harmless_change_passes(desk: TestDesk) -> None:
    template = desk.root / TEMPLATE
    template.write_text(template.read_text().replace("- Explain; give no", "- Explain, and give no"))
    assert desk.run("record").status == 0
    said = desk.run("compare", "main", "--gate", "--format", "json")
    assert said.status == 0, said.out
    assert said.json["verdict"] == "no difference shown"
    assert said.json["passes"] is True
    assert len(said.json["pairs"]) == len(PARTS)


def test_it_is_told_in_other_ways(desk: TestDesk, tmp_path: Path) -> None:
    template = desk.root / TEMPLATE
    template.write_text(template.read_text().replace(*WORSE["maths"]))
    desk.run("record")
    markdown = desk.run("compare", "main", "--gate", "--format", "markdown")
    assert markdown.out.startswith("## . against main: worse\n")
    assert "| mended: brackets | 0.000 | 1.000 | +1.000 | +1.000 to +1.000 |" in markdown.out
    assert "- Of the drafts, 100% have what has to be mended (brackets), instead of 0%." in markdown.out
    template.write_text(template.read_text().replace(*WORSE["json"]))
    desk.run("record")
    page = tmp_path / "report.html"
    assert desk.run("compare", "main", "--gate", "--format", "html", "--output", str(page)).status == 1
    text = page.read_text()
    assert "<script" not in text
    assert "<summary>inlet:" in text
    added = [line for line in text.splitlines() if line.startswith('<span class="more">')]
    assert any("answer" in line and "The inlet valve lets blood" in line for line in added)


def test_what_is_no_side_says_so(desk: TestDesk) -> None:
    for name in ("nowhere", "--help-me", "model:"):
        said = desk.run("compare", "--", name)
        assert said.status in (1, 2)
    assert "there is no side 'nowhere' to compare" in desk.run("compare", "nowhere").err
    assert "a run is compared with another run" in desk.run("compare", "run:1").err
    assert "the ledger has no 'run:7'" in desk.run("compare", "run:7", "run:8").err
