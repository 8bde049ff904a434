"""How far passages support a claim, from 0 to 1, without a model that reads."""

import math
from collections.abc import Sequence
from dataclasses import astuple

from evals.facts.evidence import evidence
from evals.facts.meaning import Embed, Meaning
from evals.facts.numbers import missing_figures
from evals.facts.weights import MEANING, WORDS

__all__ = ["SUPPORTED_FROM", "missing_figures", "support"]

SUPPORTED_FROM = 0.5
"""Where as many supported as unsupported claims are told rightly: the weights are fitted to it, see `weights`."""


def support(
    claim: str, passages: Sequence[str], *, topic: str = "", embeddings: Embed | Meaning | None = None
) -> float:
    """How far passages support a claim: 0.5 and more is as supported claims mostly have it.

    It is for sorting a reviewer's work, and for telling where nothing is said of the claim. It does not see
    contradiction: "does not cause" has the words of "causes".

    Args:
        claim: a sentence.
        passages: what is looked at; without any, the answer is 0.
        topic: what both are about, the page's question: its words count less.
        embeddings: texts to vectors, or a `Meaning` that remembers them from one claim to the next.
    """
    if not any(passage.strip() for passage in passages):
        return 0.0
    meaning = embeddings if embeddings is None or isinstance(embeddings, Meaning) else Meaning(embeddings)
    seen = astuple(evidence(claim, passages, topic, meaning))
    bias, *weights = MEANING if meaning else WORDS
    score = bias + sum(weight * value for weight, value in zip(weights, seen, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
