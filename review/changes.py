"""What a person has changed of what the model wrote, word by word."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gen.call import Outcome
from gen.errors import PageError
from gen.ledger import DraftRow, Verdict
from gen.page.reader import load_page
from gen.postprocess import postprocess
from gen.visible import one_line
from review.desk import Desk
from review.places import locate, place_of, read_file

REVISED = ".revised"  # below the tray, like `.rejected`
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_AROUND = 40  # characters before and after a change, on a line
_MOST = 12  # lines
_LARGEST = 40_000  # characters: comparing longer texts takes too long


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and whether they are new, gone or the same: `+`, `-` or `=`."""

    sign: str
    text: str


def written(desk: Desk, draft: DraftRow) -> str | None:
    """The answer as the model wrote it, mended as a draft's is; None where nobody knows any more."""
    answers = [
        record.call.text
        for record in desk.ledger.calls_of(draft.key)
        if record.call.request.kind == "answer" and record.call.outcome is Outcome.OK
    ]
    if not answers:
        return None
    try:
        return postprocess(answers[-1], escaped=desk.workspace.settings.site.layout.answer_is_escaped).answer
    except PageError:
        return answers[-1]


def sent_back(desk: Desk, draft: DraftRow) -> str | None:
    """The answer that was sent back before this one; None where none was, or it is gone."""
    verdict = desk.ledger.sent_back(draft.id)
    if verdict is None:
        return None
    try:
        file = read_file(locate(desk.workspace, revised_place(desk, verdict)))
        return load_page(file.text, desk.workspace.settings.site).answer
    except PageError:
        return None


def changes(old: str, new: str) -> Iterator[Piece]:
    """The way from one text to another, in pieces."""
    if len(old) + len(new) > _LARGEST:
        yield from (Piece("-", old), Piece("+", new))
        return
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("=", "".join(before[a:b]))
            continue
        if b > a:
            yield Piece("-", "".join(before[a:b]))
        if d > c:
            yield Piece("+", "".join(after[c:d]))


def in_lines(pieces: Iterable[Piece]) -> Iterator[str]:
    """Changes as lines for a terminal: `… words [-gone-]{+new+} words …`; not all of very many."""
    told, line, begun = 0, "", False
    for piece in (*pieces, Piece("=", "")):
        if piece.sign != "=":
            text = piece.text if len(piece.text) <= 4 * _AROUND else f"{piece.text[: 4 * _AROUND]}…"
            line += f"[-{text}-]" if piece.sign == "-" else f"{{+{text}+}}"
            begun = True
            continue
        if begun:
            told += 1
            if told > _MOST:
                yield "… and more"
                return
            yield one_line(line + piece.text[:_AROUND])
        line, begun = piece.text[-_AROUND:], False


def revised_place(desk: Desk, verdict: Verdict) -> str:
    """Where the page that was sent back with a verdict is kept."""
    return place_of(desk.workspace, desk.workspace.drafts / REVISED / f"{verdict.draft_id}-{verdict.page_hash[:16]}.md")
