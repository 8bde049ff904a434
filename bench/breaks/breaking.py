"""What a break is, and what it is done to."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from evals.reading import Reading
from gen.page.page import Page

_NO_PROSE = re.compile(r"[ \t]|[-*+>|#$]|\d+[.)]|```|~~~")
_FEWEST_WORDS = 12
_SENTENCE = re.compile(r"[A-Z][^.!?:\n$`|*#]{40,300}\.(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Victim:
    """A clean page.

    Attributes:
        reading: the page, as the checks read it.
        text: its file.
        other: a page of another subject.
        urls: the URLs of all pages of the tree.
    """

    reading: Reading
    text: str
    other: Page
    urls: frozenset[str] = frozenset()

    @property
    def page(self) -> Page:
        return self.reading.page

    @property
    def answer(self) -> str:
        return self.reading.answer

    def with_answer(self, answer: str) -> Page:
        """The page with another answer."""
        return replace(self.page, answer=answer)

    def spliced(self, start: int, end: int, words: str) -> Page:
        """The page with other words in place of some of its answer's characters."""
        return self.with_answer(f"{self.answer[:start]}{words}{self.answer[end:]}")

    def appended(self, paragraph: str, chance: random.Random) -> Page | None:
        """The page with one more paragraph between two that it has; None where it has no such place."""
        gaps = [end for _, end in self.paragraphs() if self.answer.startswith("\n\n", end)]
        if not gaps:
            return None
        at = chance.choice(gaps)
        return self.spliced(at, at, f"\n\n{paragraph}")

    def paragraphs(self) -> list[tuple[int, int]]:
        """Start and end of its paragraphs of plain prose."""
        return list(self._paragraphs())

    def _paragraphs(self) -> Iterator[tuple[int, int]]:
        at = 0
        for block in self.answer.split("\n\n"):
            plain = block and not _NO_PROSE.match(block) and "\n" not in block and not set("`$|") & set(block)
            if plain and len(block.split()) >= _FEWEST_WORDS and not self._in_code(at):
                yield at, at + len(block)
            at += len(block) + 2

    def _in_code(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.reading.code.blocks)

    def sentences(self) -> list[str]:
        """Whole sentences of its plain paragraphs."""
        return [found[0] for start, end in self.paragraphs() for found in _SENTENCE.finditer(self.answer[start:end])]


Make = Callable[[Victim, random.Random], Page | str | None]


@dataclass(frozen=True, slots=True)
class Break:
    """A way to break a page.

    Attributes:
        name: what is done, in a few words.
        checks: one of them has to say so.
        make: the broken page, or its file; None where the page has nothing to break so.
        together: what is broken shows beside the other pages of the tree.
    """

    name: str
    checks: frozenset[str]
    make: Make
    together: bool = False


class Breaks(list[Break]):
    """A list that functions are put on by a decorator, each by its own name."""

    def by(self, *checks: str, together: bool = False) -> Callable[[Make], Make]:
        """The decorator: `checks` are the right ones."""

        def put(make: Make) -> Make:
            name = getattr(make, "__name__", "").replace("_", " ")
            self.append(Break(name, frozenset(checks), make, together))
            return make

        return put

    def say(self, name: str, checks: tuple[str, ...], *paragraphs: str) -> None:
        """A break that puts one of these paragraphs among the answer's own."""

        def make(victim: Victim, chance: random.Random) -> Page | None:
            return victim.appended(chance.choice(paragraphs), chance)

        self.append(Break(name, frozenset(checks), make))

    def open_with(self, name: str, checks: tuple[str, ...], *openings: str) -> None:
        """A break that puts one of these before the answer."""

        def make(victim: Victim, chance: random.Random) -> Page | None:
            return victim.with_answer(chance.choice(openings) + victim.answer)

        self.append(Break(name, frozenset(checks), make))

    def close_with(self, name: str, checks: tuple[str, ...], *closings: str) -> None:
        """A break that puts one of these behind the answer."""

        def make(victim: Victim, chance: random.Random) -> Page | None:
            return victim.with_answer(victim.answer.rstrip() + chance.choice(closings))

        self.append(Break(name, frozenset(checks), make))
