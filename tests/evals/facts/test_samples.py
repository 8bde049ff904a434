from hypothesis import given
from hypothesis import strategies as st

from evals.facts.samples import assess_samples
from evals.facts.state import State
from gen.assessment import Assessment

QUESTION = "When was the Eiffel Tower built?"
ANSWER = """\
The Eiffel Tower was built between 1887 and 1889 by the company of Gustave Eiffel.

It is 330 m high and made of wrought iron.

Its painter Jean Dupont fell into the river during a storm and swam ashore.
"""
OTHERS = (
    "Gustave Eiffel's company built the Eiffel Tower between 1887 and 1889. It is made of wrought iron and 330 m high.",
    "The Eiffel Tower was built by the company of Gustave Eiffel from 1887 to 1889. It is 324 m high, of wrought iron.",
    "Built between 1887 and 1889 by Eiffel, the tower is 324 m high. It is made of wrought iron.",
)


def found(answer: str, *samples: str) -> dict[str, list[tuple[str, str, str]]]:
    said: dict[str, list[tuple[str, str, str]]] = {}
    for each in assess_samples(answer, samples, question=QUESTION, model="m"):
        said.setdefault(each.words, []).append((each.state, each.kind, each.evidence))
    return said


def test_what_most_samples_do_not_have_is_flagged() -> None:
    built, high, painter = found(ANSWER, *OTHERS).values()
    assert built == [(State.SUPPORTED, "", "")]
    assert high == [(State.FLAGGED, "figure", "330 m")]
    assert painter == [(State.FLAGGED, "name", "Jean Dupont")]


def test_the_closest_sentence_is_shown() -> None:
    (high,) = [each for each in assess_samples(ANSWER, OTHERS, question=QUESTION) if each.kind == "figure"]
    assert high.reason == "2 of 3 other samples do not have “330 m”"
    assert "324 m" in high.quote
    assert high.place in ("sample 2", "sample 3")


def test_half_of_the_samples_are_not_most() -> None:
    assert found(ANSWER, *OTHERS[:2])["It is 330 m high and made of wrought iron."] == [(State.SUPPORTED, "", "")]


def test_a_sentence_of_which_the_samples_say_nothing() -> None:
    answer = ANSWER.replace("Its painter Jean Dupont fell", "A careless painter once fell")
    words = "A careless painter once fell into the river during a storm and swam ashore."
    assert found(answer, *OTHERS)[words] == [(State.FLAGGED, "words", "")]


def test_names_of_the_question_are_no_wonder() -> None:
    others = ["It was built from 1887 to 1889."] * 3
    assert found("The Eiffel Tower was built from 1887 to 1889.", *others) == {
        "The Eiffel Tower was built from 1887 to 1889.": [(State.SUPPORTED, "", "")]
    }


def test_no_sample_is_no_pass() -> None:
    (each,) = assess_samples(ANSWER, ())
    assert (each.words, each.state) == ("", State.NOT_CHECKED)
    assert "no other sample" in each.reason


def test_samples_without_chance_are_no_pass() -> None:
    (each,) = assess_samples(ANSWER, (ANSWER, ANSWER.strip()))
    assert (each.words, each.state) == ("", State.NOT_CHECKED)
    assert "temperature" in each.reason


def test_headings_and_questions_claim_nothing() -> None:
    assert found("### 1999\n\nWhat of 2001?\n", *OTHERS) == {}


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=4))
def test_no_text_is_too_strange(answer: str, samples: list[str]) -> None:
    for each in assess_samples(answer, samples):
        assert isinstance(each, Assessment)
        assert each.words in answer
        assert each.evidence in each.words
