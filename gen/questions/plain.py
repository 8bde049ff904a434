"""Plain text: one question a line. Empty lines and lines that begin with `#` are skipped."""

from collections.abc import Iterator
from pathlib import Path

from gen.errors import ListError
from gen.questions.columns import Columns
from gen.questions.decode import decoding
from gen.questions.lines import Lines, LongLineError
from gen.questions.raw import RawRow, Unreadable


def rows(path: Path, columns: Columns) -> Iterator[RawRow]:
    """The questions of a text file. Raises ListError where no subject was given, for a line cannot name one."""
    if columns.needs_subject:
        raise ListError(
            "a plain text list names no subjects",
            where=columns.where,
            hint="Give one subject for all rows, or use a table with the columns `question` and `subject`.",
        )
    with decoding(path).open(path) as stream:
        lines = Lines(stream)
        while True:
            try:
                for line in lines:
                    if line.strip() and not line.lstrip().startswith("#"):
                        yield lines.number, {"question": line}
            except LongLineError as error:
                yield lines.number, Unreadable(str(error))
            else:
                return
