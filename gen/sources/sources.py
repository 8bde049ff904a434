"""The references of a workspace: indexed, brought up to date, searched."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gen import cache_folder
from gen.sources import embedding
from gen.sources.folder import entries
from gen.sources.indexing import Synced, Tell, sync
from gen.sources.names import named, unknown
from gen.sources.passage import Found, Passage
from gen.sources.query import phrase_of, query_of
from gen.sources.store import IndexedFile, Store

if TYPE_CHECKING:  # the one belongs to an extra, the other brings a database with it
    from gen.sources.near import Near
    from gen.workspace import Workspace

INDEX = "sources.sqlite"
_DEEP = 50  # passages of each search that are joined
_RANK = 60  # reciprocal rank fusion's constant, as Cormack, Clarke and Büttcher (SIGIR 2009) chose it


def _silent(*_: object) -> None:
    """For whoever wants to be told nothing."""


class Sources:
    """The references. May be sent to another process, which opens the index for itself.

    Args:
        folder: `sources/`.
        index: the index's file.
        embeds: whether embeddings are asked for; they are used where they are installed.
    """

    def __init__(self, folder: Path, index: Path, *, embeds: bool = True) -> None:
        self._folder = folder
        self._index = index
        self._embeds = embeds
        self._store = Store(index)

    def __reduce__(self) -> tuple[object, ...]:
        return _reopened, (self._folder, self._index, self._embeds, self.digest)

    @classmethod
    def open(cls, workspace: "Workspace", tell: Tell = _silent) -> "Sources | None":
        """The references of a workspace, brought up to date; None where it has none.

        Raises:
            SourcesError: the index cannot be made.
            UsageError: a folder cannot be listed.
        """
        if next(entries(workspace.sources), None) is None:
            return None
        index = workspace.root / cache_folder.NAME / INDEX
        sources = cls(workspace.sources, index, embeds=workspace.settings.sources.embeddings)
        sources.sync(tell)
        return sources

    def close(self) -> None:
        """Close the index."""
        self._store.close()

    def sync(self, tell: Tell = _silent) -> Synced:
        """Bring the index in line with the folder; see `gen.sources.indexing.sync`."""
        for name in ("files", "names", "digest", "contents", "_near"):
            self.__dict__.pop(name, None)
        return sync(self._folder, self._store, tell, embeds=self._embeds)

    @cached_property
    def files(self) -> dict[str, IndexedFile]:
        """All files of the folder as the index has them, by name."""
        return self._store.files()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The references that can be found: those that were read."""
        return tuple(name for name, file in self.files.items() if file.passages)

    @property
    def lacks(self) -> str:
        """The package that is not installed, so that passages are found by their words alone; `""` for none."""
        return embedding.missing() if self._embeds else ""

    @property
    def embedded(self) -> bool:
        """Whether passages are found by embeddings, too."""
        return self._embeds and not embedding.missing()

    @cached_property
    def digest(self) -> str:
        """A hash of all that decides what is found: contents, names, and by what it is looked for."""
        by = embedding.NAME if self.embedded else ""
        return hashlib.sha256(f"{by}\n{self.contents}".encode()).hexdigest()

    @cached_property
    def contents(self) -> str:
        """A hash of what all of them say, by whatever they are looked for."""
        return contents_of(self.files.values())

    def named(self, patterns: Sequence[str]) -> list[str]:
        """The references that names and patterns of a question list mean."""
        return named(patterns, self.names)

    def unknown(self, patterns: Sequence[str]) -> list[str]:
        """The names and patterns of a question list that mean no reference."""
        return unknown(patterns, self.names)

    def passages_for(self, text: str, *, sources: Sequence[str] = (), limit: int = 5) -> list[Found]:
        """The passages that are nearest to a text, best first.

        Words (BM25) and embeddings are asked apart; their ranks are joined by reciprocal rank fusion. The same index
        gives the same answer.

        Args:
            text: a claim, or a question.
            sources: names and patterns of references, as a question list has them; none for all.
            limit: how many.

        Raises:
            SourcesError: the index does not do its work.
        """
        among = list(named(sources, self.names)) if sources else None
        if among == [] or not self.names:
            return []
        query = query_of(text)
        by_words = self._store.by_words(query, among, _DEEP) if query else []
        near = self._nearest(text, among)
        scores = fused([by_words, list(near)])
        best = sorted(scores, key=lambda number: -scores[number])[:limit]
        passages = self._store.passages(best)
        return [Found(passages[number], scores[number], near.get(number)) for number in best if number in passages]

    def text_of(self, name: str) -> str:
        """All that a reference says, passage by passage; `""` for one that is not there."""
        numbers = self._store.numbers([name])
        passages = self._store.passages(numbers)
        return "\n".join(passages[number].text for number in numbers)

    def holding(self, phrases: Sequence[str], *, sources: Sequence[str] = ()) -> Passage | None:
        """The first passage, by source, in which all of these phrases stand, each word for word; None for none.

        Args:
            phrases: of words; case, accents and what stands between words do not count, and stems are compared.
            sources: as in `passages_for`.
        """
        query = " AND ".join(quoted for phrase in phrases if (quoted := phrase_of(phrase)))
        among = named(sources, self.names) if sources else None
        if not query or among == []:
            return None
        numbers = self._store.by_words(query, among, 1)
        return self._store.passages(numbers)[numbers[0]] if numbers else None

    def _nearest(self, text: str, among: Sequence[str] | None) -> dict[int, float]:
        """Numbers of the nearest passages with their cosines; empty where nothing is embedded."""
        if self._near is None:
            return {}
        numbers = None if among is None else self._store.numbers(among)
        return self._near.find(embedding.embed([text]), numbers, _DEEP)

    @cached_property
    def _near(self) -> "Near | None":
        if not self.embedded:
            return None
        from gen.sources.near import Near  # noqa: PLC0415

        return Near(self._store.vectors(embedding.NAME))


def contents_of(files: Iterable[IndexedFile]) -> str:
    """A hash of what some references say, and of their names and addresses."""
    return hashlib.sha256("\n".join(f"{file.name}\0{file.hash}\0{file.url}" for file in files).encode()).hexdigest()


def fused(rankings: Iterable[Sequence[int]]) -> dict[int, float]:
    """Scores by reciprocal rank fusion: `1 / (60 + rank)`, summed over the rankings."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + 1 / (_RANK + rank)
    return scores


@lru_cache(maxsize=2)
def _reopened(folder: Path, index: Path, embeds: bool, _digest: str) -> Sources:
    """The same in another process, opened once and not for every page that is sent there."""
    return Sources(folder, index, embeds=embeds)
