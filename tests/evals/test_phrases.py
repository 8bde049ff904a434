"""Phrases that give a chatbot away, and sentences that are near them; each stands in an answer of many words."""

from dataclasses import replace

import pytest

from evals import phrases
from evals.checks.voice import Chatter
from evals.reading import Reading
from tests.evals.cases import BASE

REFUSALS = [
    "I cannot answer this question.",
    "I'm unable to answer that.",
    "I’m sorry, but I can't help with that.",
    "I am not able to provide a specific date.",
    "I don't have enough information on the exam.",
    "Unfortunately, this question cannot be fully answered here.",
    "It is not possible to answer the question from what is known.",
    "There is insufficient information to determine the date.",
    "There is not enough context provided to answer.",
    "I must decline.",
    "There are no specific details about the exam.",
]
OPENING_REFUSALS = [
    "The provided passages do not contain the date of the exam.",
    "The available information does not specify a date.",
    "Unfortunately, the gathered information does not mention the study.",
    "The passage does not mention osmosis.",
]
NO_REFUSALS = [
    "A ping does not provide information on the path.",
    "Readers cannot determine the number of zeros.",
    "The act does not cover loans.",
    'A child may say "I don\'t know" to it.',
    "It is impossible to determine causes from correlation.",
    "There is not enough water to dissolve the salt.",
    "The documents do not have to be signed.",
]
CLOSINGS = [
    "I hope this helps!",
    "Let me know how it goes.",
    "Feel free to ask.",
    "Don't hesitate to ask!",
    "If you'd like more details, say so.",
    "Would you like me to go on?",
    "Please share it, and I'd be happy to help.",
    "Please provide more context.",
]
NO_CLOSINGS = [
    "Don't hesitate to reach out to your tutor.",
    "Feel free to ask your doctor about it.",
    "If you have more questions for the panel, write them down.",
    "If you need to store the days of the week, declare an array.",
    "Resilient people reach out to colleagues.",
]
OPENINGS = [
    "Hello! Osmosis moves water.",
    "Hi there, osmosis moves water.",
    "Thank you for your question. Osmosis moves water.",
    "To answer your question, osmosis moves water.",
    "Let me explain how water moves.",
    "Sure, osmosis moves water.",
]
NO_OPENINGS = [
    "Hi-C is a method of cell biology.",
    "Thanks to osmosis, water moves.",
    "Let us take a cell in water.",
    "Based on your blood group, donors are chosen.",
]
MACHINES = [
    "As an AI, I have no body.",
    "I was trained by OpenAI.",
    "I don't have personal opinions on that.",
    "I do not have access to real-time data.",
]
NO_MACHINES = ["The model was trained by Google on texts.", "Patients have personal opinions, and I quote one."]
SOURCES = [
    "Values differ (Gathered Information, 10).",
    "As noted in the gathered information, water moves.",
    "Based on the provided passages, water moves.",
]
NO_SOURCES = ["Investigators analyze the gathered information.", "Nurses review the gathered information."]
PLACEHOLDERS = ["Dear {{ name }}, water moves.", "Dear [Your name], water moves."]
NO_PLACEHOLDERS = [r"The value is \(\frac{{a}}{{b}}\).", "Dear [reader](/learn), water moves."]


def reading(sentence: str, *, first: bool = False) -> Reading:
    """A page whose answer begins or ends with a sentence."""
    parts = (sentence, BASE.answer) if first else (BASE.answer, sentence)
    return Reading(replace(BASE, answer="\n\n".join(parts)))


def pairs(*lists: tuple[phrases.Phrase, list[str], bool]) -> list[tuple[phrases.Phrase, str, bool]]:
    return [(phrase, sentence, said) for phrase, sentences, said in lists for sentence in sentences]


@pytest.mark.parametrize(
    ("phrase", "sentence", "said"),
    pairs(
        (phrases.REFUSAL, REFUSALS, True),
        (phrases.REFUSAL, NO_REFUSALS, False),
        (phrases.CLOSING, CLOSINGS, True),
        (phrases.CLOSING, NO_CLOSINGS, False),
        (phrases.MACHINE, MACHINES, True),
        (phrases.MACHINE, NO_MACHINES, False),
        (phrases.SOURCES, SOURCES, True),
        (phrases.SOURCES, NO_SOURCES, False),
        (phrases.PLACEHOLDER, PLACEHOLDERS, True),
        (phrases.PLACEHOLDER, NO_PLACEHOLDERS, False),
    ),
)
def test_a_phrase_is_found_wherever_it_stands(phrase: phrases.Phrase, sentence: str, said: bool) -> None:
    assert (phrase.search(reading(sentence)) is not None) is said
    assert (phrase.search(reading(sentence, first=True)) is not None) is said


@pytest.mark.parametrize("sentence", OPENING_REFUSALS)
def test_an_answer_that_begins_with_what_its_sources_lack_refuses(sentence: str) -> None:
    assert phrases.REFUSAL.search(reading(sentence, first=True))
    assert not phrases.REFUSAL.search(reading(sentence))


@pytest.mark.parametrize(
    ("sentence", "said"), [*((each, True) for each in OPENINGS), *((each, False) for each in NO_OPENINGS)]
)
def test_openings(sentence: str, said: bool) -> None:
    assert bool(list(Chatter()(reading(sentence, first=True)))) is said


def test_telling_quickly_tells_nothing_else() -> None:
    """What the words and signs of a phrase let pass without a look, its pattern would not have found."""
    for phrase, sentences in [
        (phrases.REFUSAL, REFUSALS),
        (phrases.CLOSING, CLOSINGS),
        (phrases.MACHINE, MACHINES),
        (phrases.SOURCES, SOURCES),
        (phrases.PLACEHOLDER, PLACEHOLDERS),
    ]:
        for sentence in sentences:
            alone = Reading(replace(BASE, answer=sentence))
            for wording in phrase.wordings:
                assert (wording.search(alone) is None) == (wording.pattern.search(sentence) is None)
