"""`answerdesk check --explain`: what cost what, and what a page ignores."""

import dataclasses
import io
import json
from pathlib import Path

import pytest

from answerdesk import main
from evals.finding import Finding, Severity
from evals.printers.explained import ExplainedJsonPrinter, ExplainedTextPrinter
from evals.report import PageReport, Suppressed
from gen.page.values import Value
from gen.page.writer import dump_page
from tests.evals.cases import BASE

LOOP = Finding("loop", Severity.ERROR, "it runs in circles", "answer", 5, 2, 5, 9, "la la")
AUTHOR = Finding("author", Severity.WARNING, "another author")
REPORT = PageReport("a\x1b.md", (LOOP, AUTHOR), 0.455, suppressed=(Suppressed(LOOP, "a\nrefrain"),))


def test_text() -> None:
    stream = io.StringIO()
    printer = ExplainedTextPrinter(stream)
    printer.page(REPORT)
    printer.page(PageReport("b.md", (), needs_person=True))
    assert stream.getvalue().splitlines()[2:] == [
        "a\\x1b.md: score 0.455 = 1 / (1 + loop 1.00, author 0.20)",
        "a\\x1b.md:5:2: ignored [loop] it runs in circles: a ⏎ refrain",
        "b.md: score none, needs a person",
    ]


def test_json() -> None:
    stream = io.StringIO()
    ExplainedJsonPrinter(stream).page(REPORT)
    *findings, page = map(json.loads, stream.getvalue().splitlines())
    assert [finding["check"] for finding in findings] == ["loop", "author"]
    assert (page["path"], page["score"], page["needs_person"]) == ("a\x1b.md", 0.455, False)
    assert page["costs"][0] == {"check": "loop", "findings": 1, "demerits": 1.0}
    assert [(each["check"], each["reason"]) for each in page["suppressed"]] == [("loop", "a\nrefrain")]


def test_a_stream_that_cannot_say_it_all() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    ExplainedTextPrinter(stream).page(dataclasses.replace(REPORT, findings=()))
    stream.seek(0)
    assert "\\u23ce" in stream.read()


def test_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said: Value = {"ignore": [{"check": "raw-html", "reason": "the page is about HTML"}]}
    page = dataclasses.replace(BASE, answer=BASE.answer + " So <br>.", other={"answerdesk": said})
    (tmp_path / "a.md").write_text(dump_page(page), encoding="utf-8", newline="\n")
    assert main(["-C", str(tmp_path), "check", "--explain", "a.md"]) == 0
    out, err = capsys.readouterr()
    assert "a.md: score 1.000\n" in out
    assert ": ignored [raw-html] raw HTML shows as text: the page is about HTML\n" in out
    assert "; 1 finding ignored by their pages" in err
    main(["-C", str(tmp_path), "check", "--explain", "--json", "a.md"])
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["suppressed"][0]["check"] == "raw-html"
