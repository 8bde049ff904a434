"""How near texts and words are in meaning: vectors of an embedding, each text's computed once."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Embed = Callable[[Sequence[str]], Any]
"""Texts to an array, a row of length 1 for each: what `gen.sources.embedding` gives."""

_KEPT = 20_000  # vectors; 384 numbers of four bytes each: 30 MB


class Meaning:
    """An embedding with a memory. Passages, and words of them, are looked at for one claim after the other."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._rows: dict[str, Any] = {}

    def rows(self, texts: Sequence[str]) -> list[Any]:
        """A vector for each text."""
        new = list(dict.fromkeys(text for text in texts if text not in self._rows))
        if len(self._rows) + len(new) > _KEPT:
            self._rows.clear()
            new = list(dict.fromkeys(texts))
        if new:
            self._rows.update(zip(new, self._embed(new), strict=True))
        return [self._rows[text] for text in texts]

    def nearest(self, words: Sequence[str], others: Iterable[str]) -> list[float]:
        """For each word the cosine with the nearest of the others, 0 where there are none."""
        rows = self.rows(list(others))
        return [max((float(row @ other) for other in rows), default=0.0) for row in self.rows(words)]

    def nearness(self, text: str, sentences: Sequence[str]) -> float:
        """The cosine of a text with the nearest sentence, or the nearest two neighbouring ones taken together."""
        (row,) = self.rows([text])
        others = self.rows(sentences)
        single = [float(row @ other) for other in others]
        pairs = [
            (one + two) / float((2 + 2 * (first @ second)) ** 0.5 or 1)
            for one, two, first, second in zip(single, single[1:], others, others[1:], strict=False)
            if float(first @ second) > -1
        ]
        return max([*single, *pairs], default=0.0)
