"""Passages that go into a question's prompt."""

from collections.abc import Sequence

from gen.config import SourceSettings
from gen.prompting.values import SourceValues
from gen.question import Question
from gen.sources.passage import Passage
from gen.sources.references import References


def prompt_passages(question: Question, references: References | None, settings: SourceSettings) -> tuple[Passage, ...]:
    """The passages that the answer is to be made from, best first; none where the settings want none there.

    Args:
        question: what is asked.
        references: that count for it, None where there are none.
        settings: of the references.
    """
    if references is None or not settings.in_prompt:
        return ()
    asked = f"{question.text} {question.notes}" if question.notes else question.text
    return tuple(found.passage for found in references.passages_for(asked, settings.passages))


def source_values(passages: Sequence[Passage]) -> tuple[SourceValues, ...]:
    """The same as a template has them, numbered from 1."""
    return tuple(SourceValues(number, each.title, each.text) for number, each in enumerate(passages, 1))
