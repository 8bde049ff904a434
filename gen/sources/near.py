"""Which passages are near to a text by their embeddings. Belongs to the extra `embeddings`, as `minilm` does."""

from collections.abc import Iterable, Sequence

import numpy as np

from gen.sources.minilm import SIZE, Vectors


class Near:
    """All vectors of an index, in memory: 1.5 KB a passage.

    Args:
        rows: number of each passage, and its vector in half precision.
    """

    def __init__(self, rows: Sequence[tuple[int, bytes]]) -> None:
        sound = [(number, vector) for number, vector in rows if len(vector) == SIZE * 2]
        self._numbers = np.array([number for number, _ in sound], np.int64)
        joined = b"".join(vector for _, vector in sound)
        self._matrix = np.frombuffer(joined, np.float16).reshape(len(sound), SIZE).astype(np.float32)

    def find(self, vector: Vectors, among: Iterable[int] | None, most: int) -> dict[int, float]:
        """The nearest passages, nearest first, with their cosine.

        Args:
            vector: of the text, a row of length 1.
            among: numbers of the passages to choose from, None for all.
            most: how many.
        """
        rows = np.arange(len(self._numbers)) if among is None else np.isin(self._numbers, list(among)).nonzero()[0]
        cosines = self._matrix[rows] @ vector.reshape(-1) if among is not None else self._matrix @ vector.reshape(-1)
        best = np.argsort(-cosines, kind="stable")[:most]
        return {int(self._numbers[rows[at]]): float(cosines[at]) for at in best}
