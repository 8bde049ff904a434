"""The names that a list gives its columns, and the fields they mean."""

import difflib
import unicodedata
from collections.abc import Iterable, Sequence

from gen.errors import ListError
from gen.questions.notices import Notices
from gen.questions.raw import Cells, Unreadable
from gen.questions.shown import shown

FIELDS = ("question", "subject", "id", "date", "notes", "template", "model", "sources")
"""The columns that are read. Every other one is reported once."""

_MOST_SHOWN = 20
_MOST_REMEMBERED = 1000  # a hostile list has a new key in every row


def _bare(name: str) -> str:
    """The name's letters and digits in lower case: `\ufeff Question ` and `QUESTION:` are both `question`."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))


def _close(name: str, to: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(_bare(name), list(to), n=1, cutoff=0.7)), "")


class Columns:
    """Maps the names in one list to fields, and reports each unknown one once.

    Args:
        notices: takes the unknown names.
        needs_subject: nobody gave a subject for the rows that name none, so a table must have the column.
    """

    def __init__(self, notices: Notices, *, needs_subject: bool) -> None:
        self.notices = notices
        self.where = notices.where
        self.needs_subject = needs_subject
        self._known: dict[str, str] = {}

    def field(self, name: str, line: int) -> str:
        """The field that a column's name means, `""` for one that is not read."""
        field = self._known.get(name)
        if field is None:
            bare = _bare(name)
            field = bare if bare in FIELDS else ""
            if not field:
                meant = _close(name, FIELDS)
                self.notices.say(f"{shown(name)} is not read" + (f"; did you mean `{meant}`?" if meant else ""), line)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[name] = field
        return field

    def header(self, names: Sequence[str], line: int) -> list[str]:
        """The fields of a table's columns, `""` for those that are not read.

        Raises:
            ListError: no question column, no subject column where one is needed, or two columns for one field.
        """
        bare = [_bare(name) for name in names]
        where = f"{self.where}:{line}"
        for field in ("question", "subject") if self.needs_subject else ("question",):
            if field not in bare:
                raise _missing(field, names, where)
        for field in FIELDS:
            if bare.count(field) > 1:
                raise ListError(f"two columns are named `{field}`", where=where, hint="Rename or delete one of them.")
        for number, name in enumerate(names, 1):
            if not name.strip():
                self.notices.say(f"column {number} has no name and is not read", line)
        return [self.field(name, line) if name.strip() else "" for name in names]

    def item(self, pairs: Iterable[tuple[str, object]], line: int) -> Cells | Unreadable:
        """The fields of one mapping of a JSON or YAML list."""
        cells: dict[str, object] = {}
        for name, value in pairs:
            field = self.field(name, line)
            if field in cells:
                return Unreadable(f"gives `{field}` twice", "Keep one of them.")
            if field:
                cells[field] = value
        return cells


def _missing(field: str, names: Sequence[str], where: str) -> ListError:
    found = ", ".join(shown(name) for name in names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")
    near = next((name for name in names if _close(name, [field])), "")
    if near:
        hint = f"Rename {shown(near)} to `{field}`."
    elif field == "subject":
        hint = "Add the column `subject`, or give one subject for all rows."
    else:
        hint = "The first row must name the columns: `question`, `subject`, and whichever else you use."
    return ListError(f"no column `{field}`; columns found: {found}", where=where, hint=hint)
