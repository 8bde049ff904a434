"""What can be seen of a claim in some passages without a model that reads: words, names, figures."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evals.claims.figures import figures
from evals.claims.names import names
from evals.claims.sentences import sentences
from evals.claims.words import content, content_stems, stem, stems, words
from evals.facts.meaning import Meaning
from evals.facts.numbers import Held

_TOPIC = 0.25  # what a word of the topic weighs: that a passage has it says only that it is about the same thing
_END = 1.0  # how much more the last word weighs than the first: what is new stands at a sentence's end
_FAR, _NEAR = 0.5, 0.8  # cosines of words: from chance to the same thing, for all-MiniLM-L6-v2
_MOST_NAMES, _MOST_FIGURES = 3, 2
_CLOSEST = 3  # sentences in which other words for a claim's words are looked for


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is seen. Shares are from 0 to 1.

    Attributes:
        cover: share of the claim's words that the passages have, weighted; in other words, too, where there is meaning.
        window: the same in two neighbouring sentences, word for word.
        runs: share of the claim's pairs of neighbouring words that stand together in the passages.
        pairs: share of all pairs of its words that stand in one sentence.
        topic: share of its words that are the topic's.
        missing: log of 1 and the number of its words that the passages do not have.
        apart: log of 1 and the number of its words that the best sentence does not have.
        names: words of names that are missing, at most three.
        figures: missing figures by the number rule, at most two.
        unseen: figures that are not there, whatever the rule says of them, at most two.
        near: cosine with the nearest sentences, 0 without meaning.
    """

    cover: float = 0.0
    window: float = 0.0
    runs: float = 0.0
    pairs: float = 0.0
    topic: float = 0.0
    missing: float = 0.0
    apart: float = 0.0
    names: float = 0.0
    figures: float = 0.0
    unseen: float = 0.0
    near: float = 0.0


class Passages:
    """Passages, read once for many claims."""

    def __init__(self, passages: Sequence[str]) -> None:
        self.texts = tuple(passages)
        self.sentences = tuple(one.plain for passage in passages for one in sentences(passage))
        self.stems = tuple(stems(sentence) for sentence in self.sentences)
        self.sets = tuple(frozenset(each) for each in self.stems)
        self.held = frozenset().union(*self.sets)
        self.bigrams = frozenset(pair for each in self.stems for pair in itertools.pairwise(each))
        self.figures = Held(passages)

    def windows(self) -> Iterable[frozenset[str]]:
        """The stems of every two neighbouring sentences."""
        return (one | two for one, two in zip(self.sets, self.sets[1:] or self.sets, strict=False))


@lru_cache(maxsize=64)
def _read(passages: tuple[str, ...]) -> Passages:
    return Passages(passages)


def evidence(claim: str, passages: Sequence[str], topic: str = "", meaning: Meaning | None = None) -> Evidence:
    """What the passages have of a claim.

    Args:
        claim: a sentence.
        passages: what is looked at; without any, nothing is seen.
        topic: what the claim's page is about, its question: words that every passage about it has.
        meaning: an embedding, to find what is said in other words.
    """
    read, about = _read(tuple(passages)), frozenset(stems(topic))
    own = list(dict.fromkeys(content_stems(claim))) or list(dict.fromkeys(stems(claim)))
    if not own or not read.sentences:
        return Evidence(missing=math.log1p(len(own)), apart=math.log1p(len(own)))
    weights = {word: _weight(at, len(own), word in about) for at, word in enumerate(own)}
    ordered, named = stems(claim), {stem for name in names(claim) for stem in content_stems(name.text)}
    runs, claimed = list(itertools.pairwise(ordered)), figures(claim)
    pairs = [(one, two) for at, one in enumerate(own) for two in own[at + 1 :]]
    return Evidence(
        cover=_cover(claim, weights, read, meaning),
        window=max(_share(weights, window) for window in read.windows()),
        runs=_ratio(sum(run in read.bigrams for run in runs), len(runs)),
        pairs=_ratio(sum(any(one in each and two in each for each in read.sets) for one, two in pairs), len(pairs)),
        topic=_ratio(sum(word in about for word in own), len(own)),
        missing=math.log1p(sum(word not in read.held for word in own)),
        apart=math.log1p(min(sum(word not in each for word in own) for each in read.sets)),
        names=min(_MOST_NAMES, sum(word not in read.held for word in named)),
        figures=min(_MOST_FIGURES, len(read.figures.missing(claimed))),
        unseen=min(_MOST_FIGURES, sum(not read.figures.has(figure) for figure in claimed)),
        near=meaning.nearness(claim, read.sentences) if meaning else 0.0,
    )


def _weight(at: int, count: int, is_topic: bool) -> float:
    return (1 + _END * at / max(1, count - 1)) * (_TOPIC if is_topic else 1)


def _share(weights: dict[str, float], held: frozenset[str]) -> float:
    return sum(weight for word, weight in weights.items() if word in held) / sum(weights.values())


def _cover(claim: str, weights: dict[str, float], read: Passages, meaning: Meaning | None) -> float:
    """The weighted share of words that are there; where there is meaning, a word is as much there as a near one is."""
    share = _share(weights, read.held)
    missing = [word for word in dict.fromkeys(words(claim)) if stem(word) in weights and stem(word) not in read.held]
    if not meaning or not missing:
        return share
    best = sorted(range(len(read.sets)), key=lambda number: -_share(weights, read.sets[number]))[:_CLOSEST]
    others = {word for number in best for word in content(words(read.sentences[number]))}
    total = sum(weights.values())
    for word, cosine in zip(missing, meaning.nearest(missing, others), strict=True):
        share += weights[stem(word)] / total * min(1.0, max(0.0, (cosine - _FAR) / (_NEAR - _FAR)))
    return min(1.0, share)


def _ratio(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
