"""Other answers of the same model to the same question, held against the one that became the page.

What a model knows it says again, and what it invents differs from sample to sample (SelfCheckGPT, Manakul et al. 2023).
Overlap of words with three other samples gives a passage correlation of 65 on its data (twenty samples: 67; its own
unigram variant 64.7), and numbers on which samples differ an AUROC of 0.75 to 0.81 on sentences with numbers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, median

from evals.claims.figure import Figure
from evals.claims.figures import figures
from evals.claims.names import names
from evals.claims.sentence import Sentence
from evals.claims.sentences import sentences
from evals.facts.layers import SAMPLES
from evals.facts.numbers import Held
from evals.facts.state import State
from evals.keyphrases import stem
from evals.reading import words_of
from evals.stopwords import STOP_WORDS
from gen.assessment import Assessment

# A sentence is told of for its words where they are so much rarer in the other samples than the page's words are as a
# rule: how alike samples are differs from model to model. A choice, since no labelled set at hand has samples; what
# reviewers dismiss will tell.
_LITTLE = 0.5
_FEWEST_WORDS = 4  # of a sentence: the share of fewer says little


@dataclass(frozen=True)
class _Sample:
    """Another answer: its sentences, and the stems of its words."""

    text: str
    number: int

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(map(stem, words_of(self.text)))

    @cached_property
    def _held(self) -> Held:
        return Held([self.text])

    def says(self, figure: Figure) -> bool:
        """Whether it has a figure, or may leave it to its readers."""
        return self._held.has(figure) or self._held.may_leave_out(figure)

    def has(self, name: str) -> bool:
        """Whether it has a name, or the last word of it: who is named in full is then named by that."""
        last = name.rsplit(maxsplit=1)[-1]
        return re.search(rf"(?<!\w){re.escape(last)}(?!\w)", self.text, re.IGNORECASE) is not None

    def closest(self, words: frozenset[str]) -> str:
        """The sentence of it that shares the most words."""
        near = max(self.sentences, key=lambda one: len(words & _content(one.plain)), default=None)
        return near.plain if near is not None and words & _content(near.plain) else ""


def assess_samples(
    answer: str, samples: Sequence[str], *, question: str = "", model: str = ""
) -> tuple[Assessment, ...]:
    """What other samples say of each sentence of an answer; of all of it, with `words` empty, where they say nothing.

    Args:
        answer: the page's.
        samples: the others, as Markdown; those that did not come are left out.
        question: names that it has are no wonder.
        model: that wrote all of them.
    """
    if not samples:
        return (Assessment(SAMPLES, "", State.NOT_CHECKED, reason="no other sample of the answer came", model=model),)
    if all(sample.strip() == answer.strip() for sample in samples):
        why = "the other samples are the same to the letter: the model was asked without chance (its temperature)"
        return (Assessment(SAMPLES, "", State.NOT_CHECKED, reason=why, model=model),)
    return tuple(_Comparison(answer, samples, question, model).assessments())


class _Comparison:
    """An answer beside its samples."""

    def __init__(self, answer: str, samples: Sequence[str], question: str, model: str) -> None:
        self._samples = [_Sample(text, number) for number, text in enumerate(samples, 1)]
        # Once each: who repeats a sentence claims nothing more.
        self._sentences = list({one.text: one for one in sentences(answer) if one.claims}.values())
        known = set(words_of(question))
        self._names = [name for name in names(answer) if not set(words_of(name.text)) <= known]
        self._model = model

    def assessments(self) -> Iterator[Assessment]:
        shares = [self._share(_content(one.plain)) for one in self._sentences]
        usual = median(shares) if shares else 0.0
        for one, share in zip(self._sentences, shares, strict=True):
            found = [*self._figures(one), *self._other_names(one)]
            words = _content(one.plain)
            if not found and len(words) >= _FEWEST_WORDS and share < _LITTLE * usual:
                why = f"the other samples have {share:.0%} of its words; of the page's sentences as a rule {usual:.0%}"
                found = [self._flag(one, "words", "", why, self._samples)]
            yield from found or [Assessment(SAMPLES, one.text, State.SUPPORTED, model=self._model)]

    def _figures(self, one: Sentence) -> Iterator[Assessment]:
        for figure in figures(one.text):
            without = [sample for sample in self._samples if not sample.says(figure)]
            if 2 * len(without) > len(self._samples):
                yield self._flag(one, "figure", figure.text, self._lack(without, figure.text), without)

    def _other_names(self, one: Sentence) -> Iterator[Assessment]:
        inside = {name.text for name in self._names if one.start <= name.start and name.end <= one.end}
        for name in sorted(inside, key=one.text.find):
            without = [sample for sample in self._samples if not sample.has(name)]
            if 2 * len(without) > len(self._samples):
                yield self._flag(one, "name", name, self._lack(without, name), without)

    def _lack(self, without: Sequence[_Sample], what: str) -> str:
        return f"{len(without)} of {len(self._samples)} other samples do not have “{what}”"

    def _flag(self, one: Sentence, kind: str, evidence: str, why: str, without: Sequence[_Sample]) -> Assessment:
        """With the sentence that comes closest, for a reviewer to compare."""
        words = _content(one.plain)
        near = [(sample.closest(words), sample) for sample in without]
        quote, sample = max(near, key=lambda each: len(words & _content(each[0])))
        place = f"sample {sample.number}" if quote else ""
        return Assessment(SAMPLES, one.text, State.FLAGGED, kind, evidence, quote, place, why, self._model)

    def _share(self, words: frozenset[str]) -> float:
        return fmean(len(words & sample.stems) / len(words) for sample in self._samples) if words else 1.0


def _content(text: str) -> frozenset[str]:
    """The stems of a text's words that say something."""
    return frozenset(stem(word) for word in words_of(text) if word not in STOP_WORDS["en"])
