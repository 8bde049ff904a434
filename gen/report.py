"""What came of a run, as it is told at its end."""

from array import array
from dataclasses import dataclass, field
from typing import Any

from gen.errors import AnswerdeskError
from gen.ledger import RunState
from gen.progress import Counts


@dataclass(slots=True)
class Report:
    """What came of a run.

    Attributes:
        counts: of rows, calls, tokens and money.
        drafts, scores: id and score of each draft that was written, in the order of their ends; 16 bytes a draft.
        stopped: why the run ended before its list did; None where it did not.
        interrupted: True where a person stopped it.
        run_id: the run's, 0 before it has one.
    """

    counts: Counts
    drafts: "array[int]" = field(default_factory=lambda: array("q"))
    scores: "array[float]" = field(default_factory=lambda: array("d"))
    stopped: AnswerdeskError | None = None
    interrupted: bool = False
    run_id: int = 0

    @property
    def ending(self) -> bool:
        """Whether nothing is begun any more."""
        return self.interrupted or self.stopped is not None

    @property
    def state(self) -> RunState:
        """How the run ended."""
        if self.interrupted:
            return RunState.INTERRUPTED
        return RunState.STOPPED if self.stopped else RunState.DONE

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        counts = self.counts
        return {
            "state": str(self.state),
            "rows": counts.rows(),
            "calls": counts.calls,
            "served": counts.served,
            "retries": counts.retries,
            "prompt_tokens": counts.prompt_tokens,
            "completion_tokens": counts.completion_tokens,
            "cached_tokens": counts.cached_tokens,
            "cost": counts.cost,
            "risked": counts.risked,
            "seconds": round(counts.seconds, 3),
            "limits": {name: paced.as_dict() for name, paced in counts.limits.items()},
            "drafts": self.drafts.tolist(),
            "stopped": None if self.stopped is None else str(self.stopped),
        }
