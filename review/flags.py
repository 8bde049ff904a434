"""A draft's flags in front of a reviewer: worst first, a handful open, what only wants a look as one checklist."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.facts.flags import FLAGS
from evals.facts.state import State
from review.tasks import Task

OPEN = 5  # more than a handful are not read
_WORST = {"error": 0, "warning": 1, "note": 2}
_WORDS = {
    State.SUPPORTED: "supported",
    State.FLAGGED: "flagged",
    State.NO_SOURCE: "without a source",
    State.NOT_CHECKED: "not checked",
}


@dataclass(frozen=True, slots=True)
class Flagged:
    """The findings of a page, parted.

    Attributes:
        first: flags that are shown at once, worst first.
        folded: the other flags.
        checklist: what no source was found for, or nobody could check: to be looked at, not to be mended.
        others: findings of all other checks, in their order.
        counts: of the page's sentences, how many stand how, in words: `3 supported, 1 flagged`; `""` where nothing was
            held against anything.
    """

    first: tuple[Task, ...]
    folded: tuple[Task, ...]
    checklist: tuple[Task, ...]
    others: tuple[Task, ...]
    counts: str

    @property
    def unlooked(self) -> tuple[Task, ...]:
        """Of the checklist what nobody has looked at yet."""
        return tuple(task for task in self.checklist if task.settled is None)


def parted(tasks: Iterable[Task], facts: Sequence[Mapping[str, str]] = ()) -> Flagged:
    """Part a page's findings.

    Args:
        tasks: its findings.
        facts: how each of its sentences stands to the references, as its inspection has them.
    """
    flags, checklist, others = list[Task](), list[Task](), list[Task]()
    for task in tasks:
        if task.finding["check"] not in FLAGS:
            others.append(task)
        elif task.finding["severity"] == "note":
            checklist.append(task)
        else:
            flags.append(task)
    flags.sort(key=lambda task: (task.settled is not None, _WORST[task.finding["severity"]]))
    counted = Counter(str(fact.get("state", "")) for fact in facts)
    counts = ", ".join(f"{counted[state]} {words}" for state, words in _WORDS.items() if counted[state])
    return Flagged(tuple(flags[:OPEN]), tuple(flags[OPEN:]), tuple(checklist), tuple(others), counts)
