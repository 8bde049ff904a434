"""From a raw row to a question, or to the error that says everything that is wrong with the row."""

import datetime
import difflib
import re
from collections.abc import Callable, Mapping

from gen.errors import ListError, RowError
from gen.question import Question
from gen.questions.raw import RawRow, Unreadable
from gen.questions.shown import shown
from gen.questions.text import RefusedError, many_lines, one_line
from gen.slug import slug

LONGEST_QUESTION = 300
"""Characters. Of 5,187 published questions the longest has 173."""

LONGEST_FILE_NAME = 255
"""Bytes: what ext4, APFS and NTFS take."""

LONGEST_NOTES = 32_767
"""Characters: what a cell of a spreadsheet holds (Excel's limit)."""

LONGEST_WORD = 200
"""Characters of an id, a template's or a model's name."""

_TEMPLATE = re.compile(r"\w[\w. -]*")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?", re.ASCII)
_MOST_REMEMBERED = 4096


class RowCheck:
    """Makes questions of raw rows.

    Args:
        where: the list, as messages name it.
        subject: for the rows that name none; a row's own subject wins.
        subjects: subject slug to display name; None: any subject.

    Raises:
        ListError: `subject` is none of `subjects`.
    """

    def __init__(self, where: str, subject: str, subjects: Mapping[str, str] | None) -> None:
        self._where = where
        self._subjects = subjects
        self._resolved: dict[str, str] = {}
        self._fields: dict[str, Callable[[object], object]] = {
            "question": _question,
            "subject": self._subject,
            "id": _id,
            "date": _date,
            "notes": _notes,
            "template": _template,
            "model": _word,
        }
        self._default = ""
        if subject.strip():
            try:
                self._default = self._subject(subject)
            except RefusedError as error:
                hint = error.problem.hint
                raise ListError(f"the subject for all rows {error.problem.why}", where=where, hint=hint) from None

    def question(self, row: RawRow) -> Question | RowError:
        """The question of a row, or the error that names all that is wrong with it."""
        line, cells = row
        where = f"{self._where}:{line}"
        if isinstance(cells, Unreadable):
            return RowError(f"the row {cells.why}", where=where, hint=cells.hint)
        found: dict[str, object] = {}
        problems: list[tuple[str, Unreadable]] = []
        for name, value in cells.items():
            try:
                found[name] = self._fields[name](value)
            except RefusedError as error:
                problems.append((name, error.problem))
        bad = {name for name, _ in problems}
        if not found.get("question") and "question" not in bad:
            problems.insert(0, ("question", Unreadable("is missing")))
        if not found.get("subject") and "subject" not in bad:
            if not self._default:
                problems.append(("subject", Unreadable("is missing", "Name one, or give one for all rows.")))
            found["subject"] = self._default
        if problems:
            return _row_error(problems, where)
        return _made(found, where)

    def _subject(self, value: object) -> str:
        if isinstance(value, str) and value in self._resolved:
            return self._resolved[value]
        name = self._known_subject(_word(value))
        if isinstance(value, str) and len(self._resolved) < _MOST_REMEMBERED:
            self._resolved[value] = name
        return name

    def _known_subject(self, name: str) -> str:
        if not name:
            return ""
        folder = slug(name)
        if not folder.strip("-"):
            raise RefusedError(f"{shown(name)} has no letter or digit to name a folder with")
        if self._subjects is None:
            return name
        known = self._subjects.get(folder)
        if known is None:
            near = difflib.get_close_matches(folder, self._subjects, n=1)
            meant = f"Did you mean `{self._subjects[near[0]]}`?" if near else _choices(self._subjects)
            raise RefusedError(f"{shown(name)} is not one of the site's", meant)
        return known


def _choices(subjects: Mapping[str, str]) -> str:
    names = sorted(subjects.values())
    return "The site has: " + ", ".join(names[:10]) + (", …" if len(names) > 10 else "") + "."


def _made(found: Mapping[str, object], where: str) -> Question:
    date = found.get("date")
    return Question(
        text=str(found["question"]),
        subject=str(found["subject"]),
        id=str(found.get("id", "")),
        date=date if isinstance(date, datetime.date) else None,
        notes=str(found.get("notes", "")),
        template=str(found.get("template", "")),
        model=str(found.get("model", "")),
        where=where,
    )


def _row_error(problems: list[tuple[str, Unreadable]], where: str) -> RowError:
    message = "; ".join(f"the {name} {problem.why}" for name, problem in problems)
    hints = dict.fromkeys(problem.hint for _, problem in problems if problem.hint)
    return RowError(message, where=where, hint=" ".join(hints))


def _text(value: object) -> str:
    """The text of a cell, `""` where it is empty; whatever is no text is refused, for nobody can say what it was."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, Unreadable):
        raise RefusedError(value.why, value.hint)
    hint = "Write it as text: in quotes, or in a cell formatted as text."
    if isinstance(value, bool):
        raise RefusedError(f"is {str(value).lower()}, not text", hint)
    if isinstance(value, int | float):
        raise RefusedError(f"is the number {value}, not text", hint)
    if isinstance(value, datetime.date | datetime.time):
        raise RefusedError(f"is the date or time {value}, not text", hint)
    raise RefusedError("is a list or object, not text", hint)


def _bounded(text: str, longest: int) -> str:
    if len(text) > longest:
        raise RefusedError(f"has {len(text):,} characters; at most {longest:,} are taken")
    return text


def _question(value: object) -> str:
    text = _bounded(one_line(_text(value)), LONGEST_QUESTION)
    if not text:
        return ""
    name = slug(text)
    if len(name) + len(".md") > LONGEST_FILE_NAME:
        raise RefusedError(f"makes a file name of {len(name) + 3} bytes; at most {LONGEST_FILE_NAME} are taken")
    if not name.strip("-"):
        raise RefusedError(f"{shown(text)} has no letter from a to z and no digit, so that its page can have no name")
    return text


def _word(value: object) -> str:
    return _bounded(one_line(_text(value)), LONGEST_WORD)


def _notes(value: object) -> str:
    return _bounded(many_lines(_text(value)), LONGEST_NOTES)


def _id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _word(value)


def _template(value: object) -> str:
    name = _word(value)
    if name and (_TEMPLATE.fullmatch(name) is None or ".." in name):
        raise RefusedError(f"{shown(name)} is no file name in `prompts/`", "Give the name only, without a folder.")
    return name


def _date(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = _word(value)
    if not text:
        return None
    try:
        if _ISO_DATE.fullmatch(text):
            return datetime.datetime.fromisoformat(text).date()
    except ValueError:
        raise RefusedError(f"{shown(text)} is not in the calendar") from None
    hint = "Write the year first: 2024-04-03."
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", text, re.ASCII):
        raise RefusedError(f"{shown(text)} can be read with the day or the month first", hint)
    raise RefusedError(f"{shown(text)} is no date", hint)
