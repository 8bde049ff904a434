"""What came of one question of a trial."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from evals.trials.expected import Unmet


class State(StrEnum):
    """How a sample of a case ended."""

    DRAFTED = "drafted"
    FAILED = "failed"  # no answer, or none of which a page can be made
    STALE = "stale"  # what would be asked now is not on its cassette
    UNRECORDED = "unrecorded"  # it has no cassette


@dataclass(frozen=True, slots=True)
class Result:
    """One sample of a case.

    Attributes:
        case, subject: of the golden set.
        sample: from 0.
        state: how it ended.
        message: why it is no draft; several lines where it is stale.
        page: the draft's file, `""` for none.
        score: 0 to 1; -1.0 where nothing was scored, for a draft that was not made 0: it is the worst there is.
        findings: of the checks, as JSON has them.
        mended: steps of the post-processor that changed something: what a reader does not see, and a prompt can avoid.
        expected: how many expectations the case has.
        unmet: those that the draft does not meet.
        cost: US dollars, None where that is not known.
        tokens: prompt and completion, None where the server did not say.
        seconds: that the server took, as recorded.
    """

    case: str
    subject: str
    sample: int
    state: State
    message: str = ""
    page: str = ""
    score: float = 0.0
    findings: tuple[Mapping[str, Any], ...] = ()
    mended: tuple[str, ...] = ()
    expected: int = 0
    unmet: tuple[Unmet, ...] = ()
    cost: float | None = 0.0
    tokens: int | None = 0
    seconds: float = 0.0

    @property
    def met(self) -> float:
        """Share of the expectations that the draft meets; 1.0 where there are none, 0.0 where there is no draft."""
        if self.state is not State.DRAFTED:
            return 0.0
        return 1.0 - len(self.unmet) / self.expected if self.expected else 1.0

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self) | {"state": str(self.state), "findings": [dict(each) for each in self.findings]}
