"""The judge's whole way over HTTP: what it is asked, and what is made of every kind of answer."""

import asyncio
from dataclasses import replace

import pytest

from evals.claims.sentence import Sentence
from evals.facts.judge.purse import JudgePurse
from evals.facts.state import State
from gen.budget import Budget
from gen.errors import OverBudget, StopRun
from tests.evals.facts.judge.bench import (
    HASTY,
    PASSAGES,
    SENTENCE,
    SETTINGS,
    Passage,
    is_refutation,
    judge,
    judgement,
    refutation,
)
from tests.gen.misbehaving import Deed, Received, answers, errs, hangs, says


def prompt(request: Received) -> str:
    return "\n".join(message["content"] for message in request.json["messages"])


def test_the_judge_reads_the_sentence_with_its_neighbours_and_passages() -> None:
    said = judge((judgement(),))
    (request,) = said.received
    text = prompt(request)
    for words in (SENTENCE.text, SENTENCE.before, SENTENCE.after, PASSAGES[0].text, "When was the tower built?"):
        assert words in text
    body = request.json
    assert body["model"] == "judge-1"
    enum = body["response_format"]["json_schema"]["schema"]["properties"]["framing"]["enum"]
    assert enum == ["exact", "narrower", "broader", "shifted", "contradicted", "not in source"]
    assert all(f'"{framing}"' in text for framing in enum)
    assert "site" not in said.one.prompt_hash
    assert (said.one.model, len(said.one.prompt_hash)) == ("judge-1", 64)


@pytest.mark.parametrize(
    ("framing", "state"),
    [
        ("exact", State.SUPPORTED),
        ("narrower", State.SUPPORTED),
        ("broader", State.FLAGGED),
        ("shifted", State.FLAGGED),
        ("not in source", State.FLAGGED),
        ("NOT_IN-SOURCE", State.FLAGGED),
    ],
)
def test_the_framing_makes_the_verdict(framing: str, state: State) -> None:
    one = judge((judgement(framing),)).one
    assert one.state == state
    assert one.kind == framing.lower().replace("_", " ").replace("-", " ")
    assert (one.quote, one.place) == ("opened to the public on 6 May 1889", "tower.md:3")
    assert one.reason == "Both say 1889."


def test_without_a_passage_nobody_is_asked() -> None:
    said = judge((judgement(),), passages=())
    assert said.one.state == State.NO_SOURCE
    assert said.received == []


NOT_READABLE = {
    "no JSON": (answers("It looks fine to me."), "no JSON object"),
    "cut JSON": (answers('{"quote": "opened to the'), "cut off or malformed"),
    "a list": (answers("[1, 2]"), "no JSON object"),
    "an unknown framing": (judgement("mostly true"), "“mostly true” is no framing"),
    "a framing that is no text": (judgement(["exact"]), "what is no text is no framing"),
    "no framing": (answers('{"quote": "a b", "reason": "c"}'), "malformed"),
    "no reason": (judgement(reason=""), "no reason"),
    "a quotation that is no text": (judgement(quote=7), "no text"),
    "two verdicts": (
        answers('{"framing": "exact", "reason": "a"} or {"framing": "contradicted", "reason": "b"}'),
        "several JSON objects that differ",
    ),
    "deep nonsense": (answers('{"framing":' + "[" * 100_000), "malformed"),
}


@pytest.mark.parametrize(("deed", "why"), NOT_READABLE.values(), ids=NOT_READABLE)
def test_what_cannot_be_read_is_asked_for_again_and_is_not_checked(deed: Deed, why: str) -> None:
    said = judge((deed,))
    assert said.one.state == State.NOT_CHECKED
    assert why in said.one.reason
    assert (said.one.quote, said.one.place) == ("", "")
    assert len(said.received) == 2


def test_a_second_answer_that_can_be_read_counts() -> None:
    said = judge((answers("Well."), judgement()))
    assert said.one.state == State.SUPPORTED
    assert [call.request.sample for call, _ in said.kept.recorded] == [0, 1]


NOT_ANSWERED = {
    "a refusal": (answers(None, message={"refusal": "I cannot help with that."}), "the judge refused"),
    "a cut answer": (answers('{"quote": "', "length"), "cut off at the token limit"),
    "an empty answer": (answers("  "), "with nothing"),
    "the provider's filter": (answers("", "content_filter"), "content filter"),
    "a prompt that is not taken": (errs(400, "flagged", code="content_filter"), "content filter"),
    "a server that breaks down": (errs(500, "broken"), "did not answer"),
    "no chat completion": (says(200, "<html>"), "did not answer"),
}


@pytest.mark.parametrize(("deed", "why"), NOT_ANSWERED.values(), ids=NOT_ANSWERED)
def test_what_is_refused_or_cut_is_not_checked_and_not_asked_for_again(deed: Deed, why: str) -> None:
    said = judge((deed,), run=HASTY)
    assert said.one.state == State.NOT_CHECKED
    assert why in said.one.reason
    assert len(said.received) == 1


def test_a_server_that_hangs_is_not_waited_for() -> None:
    one = judge((hangs(),), run=HASTY).one
    assert one.state == State.NOT_CHECKED
    assert "did not answer" in one.reason


def test_a_bad_key_stops_everything() -> None:
    with pytest.raises(StopRun):
        judge((errs(401, "no key"),))


def test_a_server_without_schemas_is_asked_without() -> None:
    deeds = (errs(400, "response_format json_schema is not supported"), judgement())
    said = judge(deeds)
    assert said.one.state == State.SUPPORTED
    assert said.received[1].json["response_format"] == {"type": "json_object"}


QUOTATIONS = {
    "invented": "inaugurated by the president in 1889",
    "with an ellipsis": "The tower was opened … on 6 May 1889",
    "with a word left out": "opened to public on 6 May 1889",
    "ends inside a number": "opened to the public on 6 May 18",
    "one word": "tower",
    "only signs": "“…”",
}


@pytest.mark.parametrize(
    ("framing", "quote"),
    [
        *(("exact", quote) for quote in QUOTATIONS.values()),
        *((framing, QUOTATIONS["invented"]) for framing in ("broader", "contradicted", "not in source")),
    ],
)
def test_a_quotation_that_no_passage_has_is_not_checked(framing: str, quote: str) -> None:
    said = judge((judgement(framing, quote),))
    assert said.one.state == State.NOT_CHECKED
    assert "no passage has word for word" in said.one.reason
    assert said.one.kind == framing
    assert len(said.received) == 1


@pytest.mark.parametrize("framing", ["exact", "narrower", "broader", "shifted", "contradicted"])
def test_no_quotation_is_not_checked(framing: str) -> None:
    one = judge((judgement(framing, ""),)).one
    assert one.state == State.NOT_CHECKED
    assert "quotes nothing" in one.reason


def test_what_is_not_in_the_source_needs_no_quotation() -> None:
    one = judge((judgement("not in source", ""),)).one
    assert (one.state, one.quote, one.place) == (State.FLAGGED, "", "")


def test_a_quotation_of_several_lines_is_kept_on_one() -> None:
    one = judge((judgement(quote="to the public\n  on 6 May"),)).one
    assert (one.state, one.quote) == (State.SUPPORTED, "to the public on 6 May")


def test_the_place_is_that_of_the_passage_that_has_the_quotation() -> None:
    passages = (Passage("Something else.", "a.md:1"), *PASSAGES)
    assert judge((judgement(),), passages=passages).one.place == "tower.md:3"


class TestContradictions:
    def test_one_that_stands_is_flagged(self) -> None:
        said = judge((judgement("contradicted", reason="The source says 1889."), refutation()))
        assert (said.one.state, said.one.kind) == (State.FLAGGED, "contradicted")
        assert said.one.reason == "The source says 1889."
        first, second = said.received
        assert not is_refutation(first)
        assert is_refutation(second)
        for words in (SENTENCE.text, PASSAGES[0].text, "opened to the public on 6 May 1889", "The source says 1889."):
            assert words in prompt(second)
        assert [call.request.kind for call, _ in said.kept.recorded] == ["judge", "refute"]

    @pytest.mark.parametrize(("relation", "why"), [("compatible", "took that back"), ("unclear", "was not sure")])
    def test_one_that_is_refuted_is_not_shown(self, relation: str, why: str) -> None:
        one = judge((judgement("contradicted"), refutation(relation, "Opened is not built."))).one
        assert one.state == State.NOT_CHECKED
        assert why in one.reason
        assert "Opened is not built." in one.reason

    @pytest.mark.parametrize(
        "deed",
        [answers("no"), answers("{}", "length"), refutation("perhaps"), errs(500, "broken"), answers(" ")],
        ids=["garbage", "cut", "unknown word", "broken", "empty"],
    )
    def test_one_that_nobody_tried_to_refute_is_not_shown(self, deed: Deed) -> None:
        one = judge((judgement("contradicted"), deed)).one
        assert one.state == State.NOT_CHECKED
        assert "nobody tried to refute that" in one.reason

    def test_a_milder_framing_is_not_refuted(self) -> None:
        assert len(judge((judgement("shifted"),)).received) == 1


class TestKeeping:
    def test_every_call_is_recorded_with_its_purpose_and_what_it_is_about(self) -> None:
        said = judge((judgement("contradicted"), refutation()))
        assert [(call.request.kind, about) for call, about in said.kept.recorded] == [
            ("judge", "history/tower"),
            ("refute", "history/tower"),
        ]

    def test_a_verdict_does_not_flip(self) -> None:
        first = judge((judgement("contradicted"), refutation()))
        again = judge((judgement("exact"),), kept=first.kept)
        assert again.found == first.found
        assert again.received == []

    def test_an_answer_that_could_not_be_read_is_kept_too(self) -> None:
        first = judge((answers("Hm."),))
        again = judge((judgement(),), kept=first.kept)
        assert again.found == first.found
        assert again.received == []

    def test_a_refusal_is_asked_about_again_by_the_next_command(self) -> None:
        first = judge((answers(None, message={"refusal": "No."}),))
        again = judge((judgement(),), kept=first.kept)
        assert again.one.state == State.SUPPORTED

    @pytest.mark.parametrize(
        "changed",
        [replace(SENTENCE, text="It was opened in 1888."), replace(SENTENCE, before="The bridge stands in Paris.")],
    )
    def test_another_sentence_is_another_verdict(self, changed: Sentence) -> None:
        first = judge((judgement(),))
        assert len(judge((judgement(),), kept=first.kept, sentences=(changed,)).received) == 1

    def test_another_passage_is_another_verdict(self) -> None:
        first = judge((judgement(),))
        other = (*PASSAGES, Passage("It rusts."))
        assert len(judge((judgement(),), kept=first.kept, passages=other).received) == 1

    def test_the_same_sentence_twice_is_asked_about_once(self) -> None:
        said = judge((judgement(),), sentences=(SENTENCE, SENTENCE))
        assert len(said.received) == 1
        assert said.found[0] == said.found[1]


SENTENCES = tuple(replace(SENTENCE, text=f"It was opened in {year}.") for year in range(1880, 1900))
# What a call costs here: 100 tokens of prompt at $1 a million, 50 of the answer at $10.
COST = 100e-6 * 1 + 50e-6 * 10


class TestBudget:
    def test_what_is_not_covered_is_not_sent_and_not_checked(self) -> None:
        said = judge((judgement(),), sentences=SENTENCES, budget=0.01)
        states = [one.state for one in said.found]
        assert 0 < states.count(State.SUPPORTED) < len(SENTENCES)
        assert set(states) == {State.SUPPORTED, State.NOT_CHECKED}
        unchecked = next(one for one in said.found if one.state == State.NOT_CHECKED)
        assert unchecked.reason == "the judge's budget of $0.0100 is spent"
        assert len(said.received) == states.count(State.SUPPORTED)
        assert len(said.received) * COST <= 0.01

    def test_requests_wait_for_each_other_rather_than_give_up(self) -> None:
        # Together they may cost far more than there is; one after the other they cost what they cost.
        said = judge((judgement(),), sentences=SENTENCES, budget=len(SENTENCES) * COST + 0.01)
        assert {one.state for one in said.found} == {State.SUPPORTED}

    def test_answers_from_the_ledger_cost_nothing(self) -> None:
        first = judge((judgement(),), sentences=SENTENCES)
        again = judge((judgement(),), sentences=SENTENCES, budget=1e-9, kept=first.kept)
        assert again.found == first.found
        assert again.received == []

    def test_the_refutation_is_paid_from_the_same_purse(self) -> None:
        # Enough for the first request, which takes all of its tokens, and not for the second one as well.
        costly = judgement("contradicted", usage={"prompt_tokens": 1000, "completion_tokens": SETTINGS.max_tokens})
        first, _ = judge((costly, refutation())).kept.recorded
        most = (len(first[0].request.content.encode()) + SETTINGS.max_tokens * 10) / 1e6
        said = judge((costly, refutation()), budget=most)
        assert said.one.state == State.NOT_CHECKED
        assert "budget" in said.one.reason
        assert len(said.received) == 1

    def test_the_runs_limit_ends_the_run(self) -> None:
        with pytest.raises(OverBudget):
            judge((judgement(),), budget=1.0, others=Budget(1e-6))

    def test_what_judging_costs_counts_for_the_run(self) -> None:
        others = Budget(1.0)
        judge((judgement(),), budget=1.0, others=others)
        assert others.spent == pytest.approx(COST)

    def test_what_the_run_does_not_cover_is_given_back(self) -> None:
        async def go() -> None:
            purse = JudgePurse(1.0, Budget(0.1))
            with pytest.raises(OverBudget):
                await purse.reserve(0.9)
            await purse.reserve(0.05)  # had the first one been kept, this could not be

        asyncio.run(go())
