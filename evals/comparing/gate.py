"""Whether CI lets a change through."""

from dataclasses import dataclass

from evals.comparing.comparison import Comparison, Pair
from evals.comparing.statistics import Difference

MARGIN = 0.02  # of the mean score: two warnings more on every third page


@dataclass(frozen=True, slots=True)
class Gate:
    """What a change may cost.

    Attributes:
        margin: the mean score, or the share of expectations met, may fall by so much.
    """

    margin: float = MARGIN

    def reasons(self, comparison: Comparison) -> list[str]:
        """Why it does not pass, one sentence each for an editor; none where it does."""
        found = []
        if not comparison.pairs:
            return ["nothing could be compared: no case has an answer on both sides"]
        for what, of in (
            ("The score", comparison.score),
            ("The share of expectations that drafts meet", comparison.met),
        ):
            if of.value < -self.margin:
                found.append(f"{what} falls from {of.a:.3f} to {of.b:.3f}, by more than {self.margin:g}.")
            elif of.falls:
                found.append(f"{what} falls from {of.a:.3f} to {of.b:.3f}, which is no chance.")
        if comparison.drafted.value < 0:
            found.append(
                f"Fewer questions bring a draft: {comparison.drafted.b:.0%} instead of {comparison.drafted.a:.0%}."
            )
        found += [_risen(name, of) for name, of in comparison.risen.items()]
        worse = [pair for pair in comparison.pairs if pair.new_errors]
        found += [_said(pair) for pair in worse]
        return found


def _risen(name: str, of: Difference) -> str:
    what = f"what has to be mended ({name.removeprefix('mended: ')})" if ":" in name else f"findings of `{name}`"
    return f"Of the drafts, {of.b:.0%} have {what}, instead of {of.a:.0%}."


def _said(pair: Pair) -> str:
    return f"{pair.b.case} has what it had not before: {'; '.join(pair.new_errors).rstrip('.')}."
