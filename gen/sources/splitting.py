"""Cuts a reference into passages that are long enough to say something and short enough to be shown beside a claim."""

import re
from collections.abc import Iterator

from gen.sources.document import Document, Paragraph
from gen.sources.passage import Passage, key_of, place_of

# Characters. The embedding reads 128 word pieces, some 600 characters of English; what is beyond them it does not see.
LONG_ENOUGH = 400
TOO_LONG = 700
MOST_PASSAGES = 20_000  # of one file
# A stop, and then what a sentence begins with: neither `2.5 mg`, nor `e.g. the`.
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-ZÀ-Þ0-9])|\n")
_LONGEST = 8  # characters before the stop of what is shortened
_SHORTENED = re.compile(r"(?:\b(?:e\.g|i\.e|et al|cf|vs|ca|approx|Dr|Mr|Mrs|Prof|Fig|No|Vol|St)|\b[A-Z])\.\s*$")


def passages_of(source: str, document: Document) -> list[Passage]:
    """The passages of a reference, in its order; what is beyond `MOST_PASSAGES` is left out.

    Args:
        source: its name.
        document: as its reader gave it.
    """
    found: list[Passage] = []
    for piece in _packed(document.paragraphs):
        if len(found) == MOST_PASSAGES:
            break
        if not piece.text:
            continue
        place, heading = place_of(source, piece.line, piece.page), piece.heading
        title = document.title or source
        found.append(Passage(source, place, piece.text, key_of(heading, piece.text), heading, title, document.url))
    return found


def _packed(paragraphs: tuple[Paragraph, ...]) -> Iterator[Paragraph]:
    """Short paragraphs of one heading or page together, long ones in pieces."""
    held: Paragraph | None = None
    for paragraph in paragraphs:
        for piece in _pieces(paragraph):
            if held is not None and _fits(held, piece):
                held = Paragraph(f"{held.text}\n{piece.text}", held.line, held.page, held.heading)
                continue
            if held is not None:
                yield held
            held = piece
    if held is not None:
        yield held


def _fits(held: Paragraph, piece: Paragraph) -> bool:
    same = (held.heading, held.page) == (piece.heading, piece.page)
    return same and len(held.text) < LONG_ENOUGH and len(held.text) + len(piece.text) < TOO_LONG


def _pieces(paragraph: Paragraph) -> Iterator[Paragraph]:
    text, start = paragraph.text, 0
    while len(text) - start > TOO_LONG:
        end = _cut(text, start)
        yield _piece(paragraph, start, end)
        start = end
    yield _piece(paragraph, start, len(text))


def _piece(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    line = paragraph.line + paragraph.text.count("\n", 0, start) if paragraph.line else 0
    return Paragraph(paragraph.text[start:end].strip(), line, paragraph.page, paragraph.heading)


def _cut(text: str, start: int) -> int:
    """Where a piece ends: behind the last sentence that fits, else behind the last word that does."""
    window = text[start : start + TOO_LONG]
    ends = [
        m.end()
        for m in _SENTENCE_END.finditer(window)
        if not _SHORTENED.search(window, max(0, m.start() - _LONGEST), m.end())
    ]
    if ends and ends[-1] >= TOO_LONG // 3:
        return start + ends[-1]
    space = max(window.rfind(" "), window.rfind("\n"))
    return start + (space + 1 if space > 0 else TOO_LONG)
