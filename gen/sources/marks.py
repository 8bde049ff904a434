"""Marks of an answer, `[2]`, that lead to passages in its prompt: resolved, and turned into a list of references."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gen.postprocess.segments import Kind, rewrite
from gen.sources.passage import Passage

# `[2]`, `[1, 3]`, `[2-4]`; `[2](…)` is a link, and `[2]: …` defines one.
_MARK = re.compile(r"(?<![ \t])[ \t]*\[(\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3})*)\](?![(:])")
_RUN = re.compile(r"(?<![ \t])(?:[ \t]*\[\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3})*\](?![(:]))+")
_ENTRY = re.compile(r"(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?\[\d{1,3}\](?!\()|$")
_TITLE = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|\*\*)?[^\n.]{1,40}$")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>$|~#])")
_PAGE = re.compile(r", page (\d+)$")
_WIDEST = 20  # numbers that `[2-4]` may stand for


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer whose marks lead to a list at its end.

    Attributes:
        text: the answer. A mark that leads to no passage stands as it came.
        used: passages that its marks lead to, by their numbers in the prompt, in the order of their first use.
    """

    text: str
    used: tuple[int, ...]


def resolved(answer: str, passages: Sequence[Passage], heading: str) -> Marked:
    """Number the references in the order in which the answer uses them, and add the list.

    Args:
        answer: its Markdown; a list that the model wrote itself is replaced.
        passages: as they stood in the prompt, the first is number 1.
        heading: of the list.
    """
    numbering = _Numbering(passages)
    text = rewrite(_without_list(answer), Kind.TEXT, numbering.renumber)
    if not numbering.references:
        return Marked(text, ())
    entries = "\n".join(f"- [{number}] {entry}" for number, entry in enumerate(numbering.entries(), 1))
    return Marked(f"{text.rstrip()}\n\n### {heading}\n\n{entries}", tuple(numbering.used))


def unmarked(answer: str) -> str:
    """An answer without marks and list: their numbers mean other passages in the next prompt."""
    return rewrite(_without_list(answer), Kind.TEXT, lambda text: _MARK.sub("", text))


class _Numbering:
    """The references of one answer, as they are met."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self.references: dict[str, int] = {}  # by source, their number in the list
        self.used: dict[int, None] = {}

    def renumber(self, text: str) -> str:
        return _RUN.sub(self._run, text)

    def _run(self, run: re.Match[str]) -> str:
        """Marks that stand side by side; two passages of one reference need one mark."""
        new: dict[str, None] = {}
        for mark in _MARK.finditer(run[0]):
            numbers = list(_numbers(mark[1]))
            if not numbers or 0 in numbers:  # `[0, 1]` is an interval
                return run[0]
            new.update(dict.fromkeys(map(self._mark, numbers)))
        space = run[0][: len(run[0]) - len(run[0].lstrip())]
        return space + "".join(new)

    def _mark(self, number: int) -> str:
        if number > len(self._passages):
            return f"[{number}]"
        self.used[number] = None
        source = self._passages[number - 1].source
        return f"[{self.references.setdefault(source, len(self.references) + 1)}]"

    def entries(self) -> Iterator[str]:
        for source in self.references:
            mine = [self._passages[number - 1] for number in self.used if self._passages[number - 1].source == source]
            pages = sorted({int(page[1]) for each in mine if (page := _PAGE.search(each.place))})
            said = _MARKDOWN.sub(r"\\\1", " ".join(mine[0].title.split()))
            said += f", p. {', '.join(map(str, pages))}" if pages else ""
            yield f"{said}. {mine[0].url}" if mine[0].url.startswith(("https://", "http://")) else said


def _numbers(said: str) -> Iterator[int]:
    """The numbers of `1, 3-5`; nothing for a range that is none."""
    for part in re.split(r"[ ]?[,;][ ]?", said):
        first, _, last = part.replace("–", "-").partition("-")
        ends = int(first), int(last or first)
        if not 0 <= ends[1] - ends[0] < _WIDEST:
            return
        yield from range(ends[0], ends[1] + 1)


def _without_list(answer: str) -> str:
    """The answer without a list of marks at its end, and the line above that names it."""
    lines = answer.rstrip().split("\n")
    end = len(lines)
    while end and _ENTRY.match(lines[end - 1].strip()):
        end -= 1
    if not any(line.strip() for line in lines[end:]):
        return answer
    if end and _TITLE.match(lines[end - 1]):
        end -= 1
    return "\n".join(lines[:end]).rstrip() or answer
