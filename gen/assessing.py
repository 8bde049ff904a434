"""What has models look at an answer's claims: handed down by the front door, since it lives further up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gen.assessment import Assessment
from gen.question import Question
from gen.sources.references import References


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
