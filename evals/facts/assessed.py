"""Findings of what models were asked about an answer's sentences, as far as these still stand there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from evals.check import Hit
from evals.claims.sentence import Sentence
from evals.claims.sentences import sentences
from evals.facts.layers import JUDGE, UNCHECKED, check_of
from evals.facts.state import State
from gen.assessment import Assessment

_SAID = {
    "contradicted": "the judge says that this contradicts the source",
    "shifted": "the judge says that the source speaks of something a little different",
    "broader": "the judge says that this claims more than the source",
    "not in source": "the judge says that none of the passages found speaks of this",
    "figure": "other samples differ in a figure",
    "name": "other samples differ in a name",
    "words": "other samples do not say this",
}


def hits_of(answer: str, assessments: Sequence[Assessment]) -> Iterator[tuple[str, Hit]]:
    """The ids of checks, and what they hit. Sentences that were edited since are nobody's any more.

    Args:
        answer: the page's, as it is now.
        assessments: of its draft.
    """
    found = {one.text: one for one in reversed(sentences(answer))} if assessments else {}
    unchecked: dict[tuple[str, str], list[Sentence | None]] = defaultdict(list)
    for each in assessments:
        one = found.get(each.words)
        if one is None and each.words:
            continue
        check = check_of(each.layer, each.state, each.kind)
        if each.state == State.NOT_CHECKED:
            unchecked[each.layer, each.reason].append(one)
        elif check and one is not None:
            yield check, _flag(each, one)
    for (layer, why), those in unchecked.items():
        yield UNCHECKED[layer], _unchecked(layer, why, those)


def _flag(each: Assessment, one: Sentence) -> Hit:
    at = max(0, one.text.find(each.evidence))
    start = one.start + at
    end = start + len(each.evidence) if each.evidence else one.end
    beside = f" {each.place}: “{each.quote}”" if each.quote else ""
    said = f"{_SAID[each.kind]} ({each.reason}){beside}"
    return Hit(said, start=start, end=end, place=each.place, passage=each.quote)


def _unchecked(layer: str, why: str, those: Sequence[Sentence | None]) -> Hit:
    """One for all sentences with one reason: what it says is that somebody else has to look."""
    first = those[0]
    who = "the judge" if layer == JUDGE else "the samples"
    if first is None:
        return Hit(f"not checked by {who}: {why}")
    more = f"{len(those)} sentences were" if len(those) > 1 else "this was"
    return Hit(f"{more} not checked by {who}: {why}", start=first.start, end=first.end)
