"""An assessment: what came of asking a model about one sentence of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gen.question import Question
from gen.sources.references import References


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one layer says of one sentence. A sentence may have several of one layer.

    Attributes:
        layer: who said it: `judge` or `samples`.
        words: the sentence, as it stands in the answer.
        state: `supported`, `flagged`, `not-checked` or `no-source`.
        kind: what was found, in the layer's own words: a framing of the judge, `figure`, `name` or `words`.
        evidence: the words of the sentence that it is about; `""` for all of them.
        quote: what stands in the source, or in another sample, word for word.
        place: where that is.
        reason: why, one line; for `not-checked` why it is not.
        model: that was asked.
        prompt_hash: of what it was asked with.
    """

    layer: str
    words: str
    state: str
    kind: str = ""
    evidence: str = ""
    quote: str = ""
    place: str = ""
    reason: str = ""
    model: str = ""
    prompt_hash: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that models are to look at.

    Attributes:
        question: that it answers.
        text: as the page has it.
        model: that wrote it.
        references: what it is held against, None where there is nothing.
    """

    question: Question
    text: str
    model: str = ""
    references: References | None = None


class Assessor(Protocol):
    """Has models look at what answers claim. The front door hands it down: what it needs lives further up."""

    async def ready(self) -> None:
        """Say what would keep it from its work.

        Raises:
            UsageError: settings or templates that do not do.
        """

    async def assess(self, answer: Answered, samples: Sequence[str] | None) -> tuple[Assessment, ...]:
        """What is found about the sentences of an answer.

        Args:
            answer: the answer.
            samples: other answers to the question; None where nobody asked for any.

        Raises:
            StopRun: no other request would fare better.
        """
