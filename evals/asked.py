"""When two questions ask nearly the same."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA, Indel

from evals.language import TURNS, Language
from evals.reading import words_of
from evals.wording import has_signs

_REASON = frozenset({"import", "benefit", "use"})  # `why is it important` asks what the importance is
# Asked for one of these and for another is not the same; what, how and which are asked for each other.
_ASKED_FOR = frozenset(["why", "when", "where", "who", "whom", "whose"])
_YES_OR_NO = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "does",
        "do",
        "did",
        "can",
        "could",
        "should",
        "has",
        "have",
        "had",
        "will",
        "would",
        "may",
        "might",
        "must",
    ]
)
_JOINTS = frozenset(["and", "or", "versus", "vs"])
_AIMS = frozenset(["to", "from", "into", "onto", "on", "upon", "than", "by", "over", "for"])  # `from metres to feet`
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_OR_SIGN = re.compile(r"\d+(?:[.,]\d+)*|[^\w\s.,;:?!'\"’‘`“”„«»]|_|\w['’]\(")
_CAPITALS = re.compile(r"(?<=[\w,;)] )(?:[A-HJ-Z]|[IVX]{2,})(?!\w)|\b(?:IT|US|WHO|AM|OR|AN)\b")  # words in lower case
_ANYWHERE = _REASON | {"affect"}  # `the impact of X on Y`, `X affects Y`
_DIRECTED = frozenset(["affect", "caus", "convert"])  # what X does to Y is not what Y does to X
_MISSPELLED = 7  # letters; one more or less makes another word of a shorter one: `county`, `country`
_LONGEST = 200  # words; what is longer is no question
_MOVABLE = 4  # words; of fewer, another order is another question: `the history of art`, `the art of history`


@dataclass(frozen=True)
class Asked:
    """A question, and what counts in it."""

    text: str
    language: Language

    @cached_property
    def plain(self) -> list[str]:
        """All of its words."""
        return words_of(self.text.replace("’", "'").replace("-", " "))

    @cached_property
    def words(self) -> list[str]:
        """The stems of the words that say what is asked, in their order."""
        return [self.language.stem(word.removesuffix("'s")) for word in self.plain if word not in self.language.fillers]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each of these stands in it."""
        return Counter(self.words)

    @cached_property
    def fixed(self) -> tuple[object, ...]:
        """What has to be the same in both: numbers and signs, single capitals, what is asked for."""
        signs = _NUMBER_OR_SIGN.findall(self.text) if has_signs(self.text) else sorted(_NUMBER.findall(self.text))
        return tuple(signs), tuple(sorted(_CAPITALS.findall(self.text))), self._asked_for

    @property
    def _asked_for(self) -> frozenset[str]:
        if self.language.code != "en":
            return frozenset()
        asked_for = _ASKED_FOR.intersection(self.plain)
        if _REASON.intersection(self.words):
            asked_for -= {"why"}
        first, second = [*self.plain, "", ""][:2]
        return asked_for | {"whether"} if first in _YES_OR_NO and second != "you" else asked_for

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of words with a capital inside the question."""
        words = (word.strip(".,;:?!\"'()") for word in self.text.split()[1:])
        return frozenset(self.language.stem(word.lower().removesuffix("'s")) for word in words if word[:1].isupper())

    @cached_property
    def joined(self) -> frozenset[str]:
        """The stems of words beside `and` and the like: one of two things that are asked about."""
        pairs = zip(self.plain, self.plain[1:], strict=False)
        beside = {word for pair in pairs if not _JOINTS.isdisjoint(pair) for word in pair}
        return frozenset(map(self.language.stem, beside - self.language.fillers))

    @cached_property
    def aims(self) -> dict[str, set[str]]:
        """What follows each preposition that has a direction."""
        found: dict[str, set[str]] = {}
        for at, word in enumerate(self.plain):
            if word in _AIMS:
                rest = (each for each in self.plain[at + 1 :] if each not in self.language.fillers)
                found.setdefault(word, set()).add(self.language.stem(next(rest, "")))
        return found


def is_alike(one: Asked, other: Asked, least: int) -> bool:
    """Whether two questions ask the same, in nearly the same words. What is `fixed` in them is taken to be the same.

    Args:
        one, other: questions of different wording.
        least: words that count, from which on one more or less makes no other question.
    """
    if abs(len(one.words) - len(other.words)) > 1 or max(len(one.plain), len(other.plain)) > _LONGEST:
        return False
    here, there = one.counts - other.counts, other.counts - one.counts
    mine, yours = list(here.elements()), list(there.elements())
    if not mine and not yours:
        return bool(one.words) and _same_order(one, other)
    if len(mine) == len(yours) == 1 and _is_misspelled(mine[0], yours[0]):
        return one.words == [mine[0] if word == yours[0] else word for word in other.words]
    if len(mine) + len(yours) > 1:
        return False
    longer, shorter, more = (one, other, mine[0]) if mine else (other, one, yours[0])
    return len(shorter.words) >= least - 1 and _is_by_the_way(more, longer, shorter)


def _is_by_the_way(word: str, longer: Asked, shorter: Asked) -> bool:
    """Whether a word that only one of them has makes no other question: no name, no number, not one of two things."""
    if word in TURNS or word in longer.names or word in longer.joined:
        return False
    at = longer.words.index(word)
    return longer.words[:at] + longer.words[at + 1 :] == shorter.words


def _is_misspelled(one: str, other: str) -> bool:
    """A letter missed, or two swapped. Another letter is another word: `nitrate`, `nitrite`."""
    if min(len(one), len(other)) < _MISSPELLED or one[:2] != other[:2]:
        return False
    swapped = sorted(one) == sorted(other) and OSA.distance(one, other) == 1
    return swapped or Indel.distance(one, other) == 1


def _same_order(one: Asked, other: Asked) -> bool:
    """Whether the same words say the same: in one order, but for a part that stands somewhere else."""
    mine, yours = (_without(asked.words, _ANYWHERE) for asked in (one, other))
    if mine == yours:
        return True
    if len(mine) < _MOVABLE or not _DIRECTED.isdisjoint(one.words):
        return False
    return _is_moved(mine, yours) and all(other.aims.get(word, aim) == aim for word, aim in one.aims.items())


def _is_moved(one: list[str], other: list[str]) -> bool:
    """Whether the difference is one part that stands elsewhere. Of equal length, and different."""
    differ = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    start, end = differ[0], differ[-1] + 1
    mine, yours = one[start:end], other[start:end]
    return any(mine[at:] + mine[:at] == yours for at in range(1, len(mine)))


def _without(words: list[str], some: frozenset[str]) -> list[str]:
    return [word for word in words if word not in some]
