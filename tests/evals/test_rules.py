"""The checks as the settings want them: for all, for a subject."""

import dataclasses
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evals import version
from evals.check import Check, Described, Hit, TreeCheck
from evals.finding import Severity
from evals.reading import Reading
from evals.rules import Ruling, rulings
from evals.suite import Suite
from gen.config import CheckSettings, Settings, SubjectSettings
from gen.errors import SettingsError
from gen.mistakes import SettingsSource
from gen.settings_file import load_settings
from gen.site.profile import SiteProfile
from tests.evals.cases import BASE

SHORT = dataclasses.replace(BASE, answer="Short.")


def of_subjects(site: SiteProfile | None = None, **subjects: dict[str, CheckSettings]) -> Settings:
    return Settings(
        site=site or SiteProfile(), subjects={name: SubjectSettings(checks=said) for name, said in subjects.items()}
    )


def severity(suite: Suite, subject: str, check: str = "answer-short") -> Severity | None:
    found = suite.inspect(dataclasses.replace(SHORT, subject=subject)).findings
    return next((finding.severity for finding in found if finding.check == check), None)


def test_a_subject_has_its_own_severity_and_threshold() -> None:
    said = {"answer-short": CheckSettings(severity="error", options={"least": 50})}
    suite = Suite.from_settings(of_subjects(Law=said))
    page = dataclasses.replace(SHORT, subject="Law")
    (finding,) = [each for each in suite.inspect(page).findings if each.check == "answer-short"]
    assert finding.severity == Severity.ERROR
    assert "at least 50" in finding.message
    assert severity(suite, "Biology") == Severity.WARNING


def test_what_is_off_for_all_can_be_on_for_a_subject_and_the_other_way_round() -> None:
    settings = Settings(
        checks={"answer-short": CheckSettings(enabled=False), "id-twice": CheckSettings(enabled=False)},
        subjects={
            "Law": SubjectSettings(
                checks={
                    "answer-short": CheckSettings(enabled=True),
                    "id-twice": CheckSettings(enabled=True, severity="note"),
                    "url-twice": CheckSettings(enabled=False),
                }
            )
        },
    )
    suite = Suite.from_settings(settings)
    assert severity(suite, "Biology") is None
    assert severity(suite, "Law") == Severity.WARNING
    assert {"id-twice", "url-twice"} <= {check.id for check in suite.tree_checks}
    general, law = suite.ruling("Biology").tree, suite.ruling("Law").tree
    assert "id-twice" not in general
    assert law["id-twice"].severity == Severity.NOTE
    assert "url-twice" in general
    assert "url-twice" not in law


def test_each_key_goes_before_the_general_one_by_itself() -> None:
    settings = Settings(
        checks={"loop": CheckSettings(severity="note", options={"share": 0.5, "least": 60}, waivable=False)},
        subjects={"Law": SubjectSettings(checks={"loop": CheckSettings(options={"least": 90})})},
    )
    (rule,) = [rule for rule in Suite.from_settings(settings).ruling("Law").rules if rule.check.id == "loop"]
    assert rule.severity == Severity.NOTE
    assert not rule.waivable
    assert rule.check.model_dump() == {"share": 0.5, "least": 90}


@pytest.mark.parametrize("spelling", ["Computer science", "computer-science", "Computing", "COMPUTER SCIENCE!"])
@pytest.mark.parametrize("name", ["Computer Science", "computing"])
def test_a_subject_is_meant_by_any_spelling(spelling: str, name: str) -> None:
    site = SiteProfile(subjects={"Computer Science": ("Computing", "computer-science")})
    suite = Suite.from_settings(of_subjects(site, **{name: {"answer-short": CheckSettings(severity="error")}}))
    assert severity(suite, spelling) == Severity.ERROR
    assert severity(suite, "Science") == Severity.WARNING


def test_a_subject_that_an_open_site_does_not_list() -> None:
    suite = Suite.from_settings(of_subjects(Alchemy={"answer-short": CheckSettings(severity="error")}))
    assert severity(suite, "alchemy ") == Severity.ERROR


def test_a_list_does_where_an_option_is_a_tuple(monkeypatch: pytest.MonkeyPatch) -> None:
    class Listed(Check):
        id = "listed"
        severity = Severity.NOTE
        enabled = False
        source = bad = good = "."
        words: tuple[str, ...] = ("a",)

        def _hits(self, reading: Reading) -> Iterator[Hit]:
            yield from ()

    monkeypatch.setitem(rulings.__globals__["CATALOGUE"], "listed", Listed)
    monkeypatch.setitem(rulings.__globals__["EVERY"], "listed", Listed)
    assert "listed" not in rulings(Settings())[0].severities, "off unless the settings turn it on"
    said = CheckSettings(enabled=True, options={"words": ["b", "c"]})
    (rule,) = [rule for rule in rulings(Settings(checks={"listed": said}))[0].rules if rule.check.id == "listed"]
    assert rule.check.model_dump() == {"words": ("b", "c")}


def test_all_that_is_wrong_is_shown_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "answerdesk.yaml"
    text = """\
        checks:
          refusel: {enabled: false}
          answer-short: {options: {lest: 5}}
          loop:
            options:
              share: high
              least: 40
          check-crashed: {severity: note}
        review:
          must_settle: [chatter, chater]
        subjects:
          Law:
            checks:
              answer-long: {options: {most: -1}}
              loop: {severity: error}
              lop: {}
              id-twice: {options: {a: 1}}
        """
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        Suite.from_settings(load_settings(path))
    said = [line.removeprefix(f"{path}:") for line in str(caught.value).splitlines() if line.startswith(str(path))]
    assert [(place, words) for place, _, words in (line.partition(": ") for line in said)] == [
        ("2:3", "there is no check `refusel`; did you mean `refusal`?"),
        ("3:28", "the check `answer-short` has no option `lest`; did you mean `least`?"),
        ("6:14", "option `share` of the check `loop` should be a valid number"),
        ("8:3", "`check-crashed` is no rule of this site: it cannot be changed"),
        ("10:26", "there is no check `chater`; did you mean `chatter`?"),
        ("14:37", "option `most` of the check `answer-long` should be greater than or equal to 0"),
        ("16:7", "there is no check `lop`; did you mean `loop`?"),
        ("17:18", "`id-twice` compares pages of all subjects, so that its options can stand in `checks` alone"),
    ]


SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=4) | st.just([1, 2])
CHECK = st.fixed_dictionaries(
    {},
    optional={
        "enabled": st.booleans(),
        "severity": st.sampled_from(["error", "warning", "note"]),
        "waivable": st.booleans(),
        "options": st.dictionaries(st.sampled_from(["least", "most", "share", "words", "x"]), SCALARS, max_size=2),
    },
)
NAMES = st.sampled_from(
    ["loop", "answer-short", "item-repeated", "id-twice", "ignore-unused", "page-unreadable", "x", "?"]
)
CHECKS = st.dictionaries(NAMES, CHECK, max_size=3)


@given(checks=CHECKS, law=CHECKS, biology=CHECKS)
def test_any_settings_are_rules_or_shown_at_their_places(
    checks: dict[str, Any], law: dict[str, Any], biology: dict[str, Any]
) -> None:
    said = {"checks": checks, "subjects": {"Law": {"checks": law}, "Biology": {"checks": biology}}}
    text = yaml.safe_dump(said, allow_unicode=True)
    source = SettingsSource(Path("answerdesk.yaml"), text)
    settings = Settings.model_validate(yaml.safe_load(text)).read_from(source)
    found = attempt(settings)
    if isinstance(found, SettingsError):
        assert found.where.startswith("answerdesk.yaml:")
        assert int(found.where.split(":")[1]) > 1
        return
    general, subjects = found
    assert subjects.keys() == {"law", "biology"}
    assert not {name for name, each in law.items() if each.get("enabled") is False} & subjects["law"].severities.keys()
    untouched = general.severities.keys() - biology.keys()
    assert {name: general.severities[name] for name in untouched}.items() <= subjects["biology"].severities.items()


def attempt(settings: Settings) -> tuple[Ruling, dict[str, Ruling]] | SettingsError:
    try:
        return rulings(settings)
    except SettingsError as error:
        return error


def test_the_version_knows_subjects_severities_and_waivers() -> None:
    def version_of(**said: object) -> str:
        return Suite.from_settings(of_subjects(Law={"loop": CheckSettings(**said)})).version

    plain = Suite.from_settings(Settings()).version
    versions = [version_of(severity="note"), version_of(enabled=False), version_of(waivable=False)]
    versions += [version_of(options={"least": 99}), plain]
    frame = Settings(checks={"ignore-unused": CheckSettings(severity="note")})
    versions.append(Suite.from_settings(frame).version)
    biology = of_subjects(Biology={"loop": CheckSettings(severity="note")})
    versions.append(Suite.from_settings(biology).version)
    assert len(set(versions)) == len(versions)


def test_the_version_knows_every_file_of_the_code(tmp_path: Path) -> None:
    (tmp_path / "below" / "__pycache__").mkdir(parents=True)
    (tmp_path / "a.py").write_text("a")
    seen = [version._content(tmp_path)]
    (tmp_path / "below" / "bundle.js").write_text("1")
    seen.append(version._content(tmp_path))
    (tmp_path / "below" / "bundle.js").write_text("2")
    seen.append(version._content(tmp_path))
    (tmp_path / "below" / "bundle.js").rename(tmp_path / "below" / "other.js")
    seen.append(version._content(tmp_path))
    assert len(set(seen)) == 4
    (tmp_path / "below" / "__pycache__" / "a.pyc").write_text("c")
    assert version._content(tmp_path) == seen[-1]


def test_the_version_knows_the_packages_that_are_called() -> None:
    names = [line.partition(" ")[0] for line in version._packages()]
    assert {"pydantic", "pyyaml", "ftfy", "httpx2"} <= set(names)
    assert not [line for line in version._packages() if line.startswith("pydantic none")]


def test_every_check_can_be_named(tmp_path: Path) -> None:
    """Nothing but the frame's own two refuses to be turned off, for all or for a subject."""
    everything: dict[str, type[Described]] = rulings.__globals__["EVERY"]
    said = {
        name: CheckSettings(enabled=False) for name in everything if name not in ("check-crashed", "page-unreadable")
    }
    settings = Settings(checks=said, subjects={"Law": SubjectSettings(checks=said)})
    general, subjects = rulings(settings)
    assert set(general.severities) == set(subjects["law"].severities) == {"check-crashed", "page-unreadable"}
    assert any(issubclass(check, TreeCheck) for check in everything.values())
