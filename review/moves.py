"""Moves pages, so that ledger and folders agree after a kill at any moment.

    1. what can fail is done: the page is written beside its new place, synced, under a name that nobody reads
    2. the verdict and the move it owes are committed
    3. the page takes its name, its old file goes, and the move is owed no more

Before 2 nothing has happened; after 2 whoever comes next does 3. Each step of 3 may be done already. So the content
tree never holds a page that nobody accepted, and what was accepted gets there.
"""

import os
from contextlib import suppress
from pathlib import Path

from gen.errors import AnswerdeskError, PageError, VerdictError
from gen.files import write_atomic
from gen.ledger import Ledger, Move
from gen.workspace import Workspace
from review.places import PageFile, hash_at, locate, read_file


def prepare(workspace: Workspace, file: PageFile, move: Move) -> None:
    """Do what can fail of a move: step 1.

    Raises:
        VerdictError: the page changed since it was read, its new place is taken, or cannot be written.
    """
    target = locate(workspace, move.target)
    if os.path.lexists(target):
        raise _taken(target)
    if hash_at(file.path) != move.page_hash:
        raise VerdictError(
            "the page was changed while it was judged", where=str(Workspace.near(file.path)), hint="Read it again."
        )
    _stage(target, move, file.text)


def settle(workspace: Workspace, ledger: Ledger, draft_id: int | None = None) -> list[AnswerdeskError]:
    """Carry out the moves that verdicts owe, of a draft or of all: step 3.

    Gives:
        what keeps some of them from being carried out; those stay owed.
    """
    troubles: list[AnswerdeskError] = []
    for move in ledger.moves(draft_id):
        try:
            ledger.settle(move, lambda owed: _carry_out(workspace, owed))
        except (VerdictError, PageError) as trouble:
            troubles.append(_owed(move, trouble))
        except OSError as error:
            troubles.append(_owed(move, VerdictError(str(error.strerror), where=str(error.filename))))
    return troubles


def _carry_out(workspace: Workspace, move: Move) -> None:
    source, target = locate(workspace, move.source), locate(workspace, move.target)
    staged = _staged(target, move)
    if hash_at(target) != move.page_hash:
        if hash_at(staged) != move.page_hash:
            _stage(target, move, _text(source, move))
        _take_name(staged, target)
        _sync_folder(target)
    staged.unlink(missing_ok=True)
    if hash_at(source) == move.page_hash:  # else somebody wrote another there since, and it is theirs
        source.unlink()


def _text(source: Path, move: Move) -> str:
    file = read_file(source)
    if file.hash != move.page_hash:
        raise VerdictError("the page that was judged is not there any more", where=str(Workspace.near(source)))
    return file.text


def _staged(target: Path, move: Move) -> Path:
    """Beside the target, since only there a name is taken in one step; no `.md`, so that nobody takes it for a page."""
    return target.with_name(f".{move.draft_id}-{move.page_hash[:16]}.tmp")


def _stage(target: Path, move: Move, text: str) -> None:
    try:
        write_atomic(_staged(target, move), text)
    except OSError as error:
        message = f"the page cannot be written there: {error.strerror}"
        raise VerdictError(
            message, where=str(Workspace.near(target)), hint="Mend that, and give the verdict again."
        ) from None


def _take_name(staged: Path, target: Path) -> None:
    """A link, unlike a rename, never takes the place of a file that another program has just put there."""
    try:
        os.link(staged, target)
    except FileExistsError:
        raise _taken(target) from None
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise _taken(target) from None
        staged.rename(target)


def _sync_folder(path: Path) -> None:
    """The old file goes only when the new name is on the disk."""
    with suppress(OSError):  # Windows cannot open folders
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _taken(target: Path) -> VerdictError:
    return VerdictError(
        "there is a file already", where=str(Workspace.near(target)), hint="Look at it; move one of the two away."
    )


def _owed(move: Move, trouble: AnswerdeskError) -> VerdictError:
    return VerdictError(
        f"the page of draft {move.draft_id} belongs at {move.target} and could not be moved there: {trouble.message}",
        where=trouble.where,
        hint="The verdict stands, and every command of the review tries the move again. " + trouble.hint,
    )
