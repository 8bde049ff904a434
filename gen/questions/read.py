"""The reader of question lists: chooses by the file's suffix, and yields question after question."""

import contextlib
import itertools
import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from gen.errors import ListError, RowError
from gen.question import Question
from gen.questions import json_list, plain, sheet, table, yaml_list
from gen.questions.columns import Columns
from gen.questions.notices import Notices
from gen.questions.raw import RawRow
from gen.questions.row import RowCheck
from gen.site.profile import SiteProfile

_KINDS: Mapping[str, Callable[[Path, Columns], Iterator[RawRow]]] = {
    ".csv": table.rows,
    ".tsv": table.rows,
    ".xlsx": sheet.rows,
    ".jsonl": json_list.json_lines,
    ".json": json_list.json_array,
    ".yaml": yaml_list.rows,
    ".yml": yaml_list.rows,
    ".txt": plain.rows,
}
_log = logging.getLogger(__name__)


def read_questions(
    path: Path,
    *,
    subject: str = "",
    site: SiteProfile | None = None,
    on_notice: Callable[[str], None] = _log.warning,
) -> Iterator[Question | RowError]:
    """Read a question list row by row, in memory that does not grow with the list.

    Args:
        path: a .csv, .tsv, .xlsx, .jsonl, .json, .yaml, .yml or .txt file. Messages name it as it is given here.
        subject: for the rows that name none; a row's own subject wins.
        site: gives the subjects and the slug rule; None for the default site's.
        on_notice: takes one line about what is no error: an unknown column, a second sheet, a subject new to the site.

    Yields:
        A `Question`, or the `RowError` of a bad row, in the list's order. Empty rows are skipped. Rows that ask the
        same question are all yielded.

    Raises:
        ListError: the list as a whole cannot be read: at the call for what its name, encoding or header shows; while
            iterating where a JSON array or workbook breaks off.
    """
    where = str(path)
    with _naming(where):
        kind = _kind(path)
    notices = Notices(where, on_notice)
    check = RowCheck(notices, subject, site or SiteProfile())
    columns = Columns(notices, needs_subject=not subject.strip())
    questions = _questions(kind(path, columns), check, where)
    # The first row is fetched now, so that a list that cannot be read is refused here and not somewhere in a loop.
    return itertools.chain(list(itertools.islice(questions, 1)), questions)


def _kind(path: Path) -> Callable[[Path, Columns], Iterator[RawRow]]:
    kinds = ", ".join(_KINDS)
    kind = _KINDS.get(path.suffix.lower())
    if path.is_dir():
        raise ListError("this is a folder, not a question list", where=str(path), hint=f"Lists are files: {kinds}.")
    if not path.exists():
        raise ListError("no such file", where=str(path))
    if not path.is_file():
        raise ListError("this is not a regular file", where=str(path), hint="Save the list to a file first.")
    if kind is None:
        what = f"`{path.suffix or path.name}` is no kind of question list"
        raise ListError(what, where=str(path), hint=f"There are: {kinds}.")
    return kind


@contextlib.contextmanager
def _naming(where: str) -> Iterator[None]:
    """Makes a ListError of whatever the operating system says."""
    try:
        yield
    except OSError as error:
        raise ListError(f"cannot be read: {error.strerror or error}", where=where) from error


def _questions(rows: Iterator[RawRow], check: RowCheck, where: str) -> Iterator[Question | RowError]:
    with _naming(where):
        yield from map(check.question, rows)
