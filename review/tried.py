"""The tries at a draft: which was kept, and why not the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from gen.call import Call
from gen.ledger.calls import CallRecord
from gen.tables import score_text
from gen.visible import one_line, visible
from review.output import money_text

_WHY = {
    "first": "the first",
    "candidate": "a candidate",
    "gate": "asked again, with what the gate found",
    "gate, SEO": "the SEO fields asked again, with what the gate found",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """A try, as people are told of it.

    Attributes:
        number: from 1.
        why: what it was made for, in words; `""` where the receipt does not say.
        kept: it became the draft.
        error: why nothing came of it, `""` where something did.
        score: 0 to 1; below 0 or None where nothing was scored.
        failing: what the gate does not let pass: checks and their messages.
        calls: how many it took.
        cost: US dollars of them, None where it is not known of one; unknown is not zero.
        answer: as it came, `""` where the ledger does not have it.
    """

    number: int
    why: str
    kept: bool
    error: str
    score: float | None
    failing: tuple[tuple[str, str], ...]
    calls: int
    cost: float | None
    answer: str

    @property
    def head(self) -> str:
        """What it was, on a line."""
        return f"Try {self.number}{': ' if self.why else ''}{self.why}{', kept' if self.kept else ''}"

    @property
    def told(self) -> str:
        """What came of it, on a line."""
        calls = f"{self.calls} call{'' if self.calls == 1 else 's'}"
        return f"score {score_text(self.score)}, {calls}, cost {money_text(self.cost)}"


def tries_of(receipt: Mapping[str, Any] | None, calls: Sequence[CallRecord]) -> tuple[Tried, ...]:
    """All tries, in their order; none where there was one alone.

    Args:
        receipt: the draft's; older ones know of no tries.
        calls: all that were made for the question.
    """
    by_key = {record.call.request.key: record.call for record in calls}
    told = (receipt or {}).get("tries") or ()
    return tuple(
        _one(number, each, [by_key.get(key) for key in each.get("calls", ())]) for number, each in enumerate(told, 1)
    )


def because(tries: Sequence[Tried]) -> str:
    """Why the one was kept, as `gen.tries.best` goes about it; `""` where none was."""
    kept = next((each for each in tries if each.kept), None)
    others = [each for each in tries if each is not kept and not each.error]
    if kept is None:
        return ""
    if not others:
        return "nothing came of the others"
    rivals = [each for each in others if bool(each.failing) == bool(kept.failing)]
    passes = "none passes the gate, and " if kept.failing else ""
    if not rivals:
        return "it alone passes the gate" if len(others) == len(tries) - 1 else "no other that came passes the gate"
    if all(_score(each) < _score(kept) for each in rivals):
        return f"{passes}its score is the best" + ("" if len(rivals) == len(others) else " of those that pass the gate")
    if all(_score(each) < _score(kept) or len(each.failing) > len(kept.failing) for each in rivals):
        return f"{passes}of the best scores it has the fewest findings at the gate"
    return f"{passes}of the best it is the first"


def tried(tries: Sequence[Tried]) -> Iterator[Text]:
    """Every try as lines of text, its answer as it came, and why the one was kept."""
    if not tries:
        yield Text("There was one try.")
    for each in tries:
        yield Text(one_line(each.head), "bold")
        if each.error:
            yield Text(f"  {one_line(each.error)}")
        else:
            yield Text(f"  {each.told}", "dim")
        for check, message in each.failing:
            yield Text(f"  [{one_line(check)}] {one_line(message)}")
        if each.answer:
            yield Text(visible(each.answer))
        yield Text("")
    if reason := because(tries):
        yield Text(f"Kept since {reason}.")


def _one(number: int, each: Mapping[str, Any], calls: Sequence[Call | None]) -> Tried:
    """A try, and its calls as far as the ledger has them."""
    costs = [call.cost if call else None for call in calls]
    return Tried(
        number,
        _WHY.get(each.get("why", ""), ""),
        bool(each.get("kept")),
        str(each.get("error") or ""),
        each.get("score"),
        tuple((str(finding["check"]), str(finding["message"])) for finding in each.get("failing", ())),
        len(calls),
        None if None in costs else sum(filter(None, costs)),
        calls[0].text if calls and calls[0] else "",
    )


def _score(each: Tried) -> float:
    return -1.0 if each.score is None else each.score
