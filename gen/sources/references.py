"""The references that count for one page: those that its question names, else all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gen.sources.passage import Found, Passage
from gen.sources.sources import Sources, contents_of


@dataclass(frozen=True, slots=True)
class References:
    """What a page is held against.

    Attributes:
        sources: all references.
        named: names and patterns of those that the question means, empty where it means none in particular: then what
            is found is only about the same thing, and not what the page rests on.
    """

    sources: Sources
    named: tuple[str, ...] = ()

    def passages_for(self, text: str, limit: int = 5) -> list[Found]:
        """The nearest passages, best first."""
        return self.sources.passages_for(text, sources=self.named, limit=limit)

    def holding(self, *phrases: str) -> Passage | None:
        """A passage in which all of these phrases stand."""
        return self.sources.holding(phrases, sources=self.named)

    def describes(self, *words: str) -> bool:
        """Whether name, title or address of one of the references has all of these words, in small letters."""
        files = self.sources.files
        said = (f"{name} {files[name].title} {files[name].url}".lower() for name in self.names)
        return any(all(word in text for word in words) for text in said)

    @property
    def names(self) -> Sequence[str]:
        """The files that count."""
        return self.sources.named(self.named) if self.named else self.sources.names

    @property
    def contents(self) -> str:
        """A hash of what those say: another one where one of them changed, is gone or has come."""
        if not self.named:
            return self.sources.contents
        return contents_of(self.sources.files[name] for name in self.names)

    @property
    def absent(self) -> list[str]:
        """What the question names and is not there."""
        return self.sources.unknown(self.named)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The references of many pages.

    Attributes:
        sources: all of them.
        named: what questions name, by the page's id.
    """

    sources: Sources
    named: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def of(self, page_id: int) -> References:
        """The references of one page."""
        return References(self.sources, self.named.get(page_id, ()))
