"""An answer held against references: what state each sentence has, and what is flagged beside which passage."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.facts.against import Held, held_against
from evals.suite import Suite
from gen.config import CheckSettings, Settings
from gen.sources.references import References, Shelf
from gen.sources.sources import Sources
from tests.evals.cases import BASE
from tests.gen.sources.references import workspace

FILES: dict[str, str | bytes] = {
    "kidney.md": "# The kidney\n\nThe pressure in the collecting duct of adults rises to 1200 mosm per litre.\n\n"
    "# History\n\nIt was measured in 1951 by Rita Levi, PMID 12345678.\n\nRoe v. Wade, 42 U.S.C. § 1983.\n",
    "levi-1951.txt": "Membranes of collodion hold salt back, and water goes where the salt is.\n",
}
QUESTION = "How does osmosis move water?"
DUCT = "The pressure in the collecting duct of adults rises to 1200 mosm per litre."


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    opened = Sources.open(workspace(tmp_path_factory.mktemp("w"), FILES))
    assert opened is not None
    with ExitStack() as stack:
        stack.callback(opened.close)
        yield opened


Hold = Callable[..., list[Held]]


@pytest.fixture(scope="module")
def hold(sources: Sources) -> Hold:
    return lambda answer, *named: held_against(answer, QUESTION, References(sources, named))


@pytest.mark.parametrize(
    ("answer", "named", "said"),
    [
        (DUCT, ("kidney.md",), "words supported kidney.md:3"),
        (DUCT, (), "words supported kidney.md:3"),
        (DUCT.replace("1200", "2500"), (), "figure flagged kidney.md:3"),
        ("The pressure in the duct is 2500 mosm.", ("kidney.md",), "figure flagged kidney.md:3"),
        ("The Pacific has 165 million square kilometres.", (), "words no-source "),
        ("The Pacific has 165 million square kilometres.", ("kidney.md",), "words no-source "),
        ("The Pacific is an ocean.", (), "words not-checked "),
        ("The Pacific is an ocean.", ("kidney.md",), "words no-source "),
        ("The collecting duct carries urine.", ("kidney.md",), "words not-checked kidney.md:3"),
        (DUCT, ("gone.md",), "words no-source "),
        ("See (Miller et al., 2019) on that.", (), "citation flagged "),
    ],
)
def test_states(hold: Hold, answer: str, named: tuple[str, ...], said: str) -> None:
    (held,) = hold(answer, *named)
    assert f"{held.kind} {held.state} {held.passage.place if held.passage else ''}" == said
    assert held.as_dict()["words"] == answer


@pytest.mark.parametrize(
    ("cited", "known"),
    [
        ("PMID 12345678", True),
        ("PMID 87654321", False),
        ("(Levi, 1951)", True),  # by the name of a file
        ("(Levi, 1952)", False),
        ("Roe v. Wade", True),
        ("Roe v. Miller", False),
        ("42 U.S.C. § 1983", True),
        ("42 U.S.C. § 1985", False),
    ],
)
def test_citations(hold: Hold, cited: str, known: bool) -> None:
    flags = [held for held in hold(f"This is told by some, see {cited}, and by others.") if held.kind == "citation"]
    assert (flags == []) is known


def test_headings_questions_and_the_list_itself_are_no_claims(hold: Hold) -> None:
    answer = f"### 900 ducts\n\nAre there 800? \n\n{DUCT}\n\n### References\n\n- [1] The 700 ducts, p. 3\n"
    assert [held.words for held in hold(answer, "kidney.md")] == [DUCT]


@given(answer=st.text(st.sampled_from("The duct rises. 12 %“”[1]\n#-(Levi, 1951)"), max_size=80))
def test_spans_are_in_the_answer(hold: Hold, answer: str) -> None:
    for held in hold(answer, "kidney.md"):
        assert 0 <= held.start < held.end <= len(answer)
        assert held.words in answer


def test_a_suite_of_other_references_is_another_one(sources: Sources) -> None:
    suite = Suite.from_settings(Settings())
    shelved = replace(suite, shelf=Shelf(sources))
    named = replace(suite, shelf=Shelf(sources, {101: ("kidney.md",)}))
    assert len({suite.version, shelved.version, named.version}) == 3


def test_the_shelf_has_what_a_pages_question_names(sources: Sources) -> None:
    page = replace(BASE, answer=f"{BASE.answer}\n\n{DUCT.replace('1200', '2500')}")
    suite = replace(Suite.from_settings(Settings()), shelf=Shelf(sources, {BASE.id: ("levi-1951.txt",)}))
    assert "source-figure" not in {finding.check for finding in suite.inspect(page).findings}
    suite = replace(suite, shelf=Shelf(sources))
    assert "source-figure" in {finding.check for finding in suite.inspect(page).findings}


def test_a_claim_that_is_open_costs_no_score_and_nothing_is_looked_up_for_checks_that_are_off(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = Suite.from_settings(Settings())
    page = replace(BASE, answer=f"{BASE.answer}\n\nThe Pacific has 165 million square kilometres.")
    said = suite.inspect(page, references=References(sources, ("kidney.md",)))
    assert [finding.check for finding in said.findings] == ["source-none"]
    assert said.score == 1.0
    assert {fact["state"] for fact in said.facts} >= {"no-source"}
    names = ("source-figure", "source-quotation", "source-citation", "source-none")
    off = Suite.from_settings(Settings(checks={name: CheckSettings(enabled=False) for name in names}))
    monkeypatch.setattr(Sources, "passages_for", lambda *_, **__: pytest.fail("it was looked for"))
    assert off.inspect(page, references=References(sources)).facts == ()


def test_an_index_that_fails_leaves_the_page_to_a_person(tmp_path: Path) -> None:
    opened = Sources.open(workspace(tmp_path, FILES))
    assert opened is not None
    opened.close()
    page = replace(BASE, answer=f"{BASE.answer}\n\n{DUCT}")
    said = Suite.from_settings(Settings()).inspect(page, references=References(opened))
    assert said.needs_person
    assert said.score == -1.0
