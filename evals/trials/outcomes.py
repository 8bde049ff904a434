"""The results of a trial, for people: a line a draft, and one for all."""

from collections import Counter
from collections.abc import Sequence

from evals.trials.result import Result, State
from gen.progress import money
from gen.visible import one_line, visible


def line(result: Result) -> str:
    """A draft in a line, and below it what it does not have."""
    sample = f" #{result.sample + 1}" if result.sample else ""
    if result.state is not State.DRAFTED:
        first, *rest = result.message.splitlines() or [""]
        return "\n".join(
            [f"{result.case}{sample}: {result.state}: {one_line(first)}", *(f"    {visible(each)}" for each in rest)]
        )
    held = f", {result.expected - len(result.unmet)} of {result.expected} expectations" if result.expected else ""
    worst = Counter(str(finding["severity"]) for finding in result.findings)
    found = "".join(f", {worst[name]} {name}{'s' * (worst[name] > 1)}" for name in ("error", "warning") if worst[name])
    head = f"{result.case}{sample}: {result.score:.2f}{held}{found}"
    return "\n".join([head, *(f"    {one_line(str(each))}" for each in result.unmet)])


def summary(results: Sequence[Result]) -> str:
    """All of them in a line."""
    states = Counter(result.state for result in results)
    drafted = [result for result in results if result.state is State.DRAFTED]
    parts = [f"{states[state]} {state}" for state in State if states[state]]
    if drafted:
        parts.append(f"mean score {sum(result.score for result in drafted) / len(drafted):.3f}")
    expected = sum(result.expected for result in drafted)
    if expected:
        parts.append(f"{expected - sum(len(result.unmet) for result in drafted)} of {expected} expectations met")
    costs = [result.cost for result in results]
    known = [cost for cost in costs if cost is not None]
    parts.append(money(sum(known) if len(known) == len(costs) else None))
    return "; ".join(parts)
