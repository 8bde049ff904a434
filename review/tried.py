"""The tries at a draft as text for people: which was kept, and why not the others."""

from collections.abc import Iterator, Mapping, Sequence
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


def tried(receipt: Mapping[str, Any] | None, calls: Sequence[CallRecord]) -> Iterator[Text]:
    """Every try with its score, what the gate found in it, its cost and its answer as it came.

    Args:
        receipt: the draft's; older ones know of no tries.
        calls: all that were made for the question.
    """
    tries = (receipt or {}).get("tries") or ()
    by_key = {record.call.request.key: record.call for record in calls}
    if not tries:
        yield Text("There was one try.")
    for number, each in enumerate(tries, 1):
        yield from _one(number, each, [by_key[key] for key in each.get("calls", ()) if key in by_key])


def _one(number: int, each: Mapping[str, Any], calls: Sequence[Call]) -> Iterator[Text]:
    kept = ", kept" if each.get("kept") else ""
    why = _WHY.get(each.get("why", ""), "")
    yield Text(one_line(f"Try {number}{': ' if why else ''}{why}{kept}"), "bold")
    if each.get("error"):
        yield Text(f"  {one_line(each['error'])}")
        yield Text("")
        return
    costs = [call.cost for call in calls]
    cost = None if None in costs else sum(filter(None, costs))
    yield Text(f"  score {score_text(each.get('score'))}, {len(calls)} calls, {money_text(cost)}", "dim")
    for finding in each.get("failing", ()):
        yield Text(f"  [{one_line(finding['check'])}] {one_line(finding['message'])}")
    if calls:
        yield Text(visible(calls[0].text))
    yield Text("")
