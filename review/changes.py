"""What a person has changed of what the model wrote, word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gen.call import Outcome
from gen.errors import PageError
from gen.ledger import DraftRow
from gen.page.reader import load_page
from gen.postprocess import postprocess
from review.desk import Desk
from review.places import locate, read_file
from review.verdicts import revised_place

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
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
