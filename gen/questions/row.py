"""From a raw row to a question, or to the error that says everything that is wrong with the row."""

import datetime
import difflib
import re
from collections.abc import Callable, Mapping

from gen.errors import ListError, RowError
from gen.question import Question
from gen.questions.columns import FIELDS
from gen.questions.notices import Notices
from gen.questions.raw import RawRow, Unreadable
from gen.questions.shown import shown
from gen.questions.text import RefusedError, many_lines, one_line
from gen.site.profile import SiteProfile
from gen.site.slug import slug

LONGEST_QUESTION = 300
"""Characters. Of 5,187 published questions the longest has 173."""

LONGEST_FILE_NAME = 255
"""Bytes: what ext4, APFS and NTFS take."""

LONGEST_NOTES = 32_767
"""Characters: what a cell of a spreadsheet holds (Excel's limit)."""

LONGEST_WORD = 200
"""Characters of an id, a template's or a model's name."""

MOST_SOURCES = 100
"""References that one question names."""

_TEMPLATE = re.compile(r"\w[\w. -]*")
_LOCAL_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?", re.ASCII)
_LETTER_OR_DIGIT = re.compile("[a-zA-Z0-9]")
_SURELY_SHORT = LONGEST_FILE_NAME - len(".md")
_MOST_REMEMBERED = 4096


class RowCheck:
    """Makes questions of raw rows.

    Args:
        notices: takes what is no error: a subject that is new to the site.
        subject: for the rows that name none; a row's own subject wins.
        site: the site's subjects and slug rule.

    Raises:
        ListError: `subject` is none that the site takes.
    """

    def __init__(self, notices: Notices, subject: str, site: SiteProfile) -> None:
        self._notices = notices
        self._site = site
        self._slug_rule = site.slug_rule
        self._subjects: dict[str, str | Unreadable] = {}
        self._line = 0
        self._fields: dict[str, Callable[[object], str]] = {
            "question": self._question,
            "subject": self._subject,
            "id": _id,
            "date": _date,
            "notes": _notes,
            "template": _template,
            "model": _word,
            "sources": _sources,
        }
        try:
            self._default = self._subject(subject)
        except RefusedError as error:
            hint = error.problem.hint
            raise ListError(f"the subject for all rows {error.problem.why}", where=notices.where, hint=hint) from None

    def question(self, row: RawRow) -> Question | RowError:
        """The question of a row, or the error that names all that is wrong with it."""
        self._line, cells = row
        where = f"{self._notices.where}:{self._line}"
        if isinstance(cells, Unreadable):
            return RowError(f"the row {cells.why}", where=where, hint=cells.hint)
        found: dict[str, str] = {}
        problems: dict[str, Unreadable] = {}
        for name, value in cells.items():
            if value is None or value == "":
                continue
            try:
                found[name] = self._fields[name](value)
            except RefusedError as error:
                problems[name] = error.problem
        subject = found.get("subject") or self._default
        if problems or not subject or not found.get("question"):
            return _failed(found, problems, where, has_subject=bool(subject))
        date = found.get("date")
        return Question(
            text=found["question"],
            subject=subject,
            id=found.get("id", ""),
            date=datetime.date.fromisoformat(date) if date else None,
            notes=found.get("notes", ""),
            template=found.get("template", ""),
            model=found.get("model", ""),
            sources=tuple(found["sources"].split("\n")) if found.get("sources") else (),
            where=where,
            slug_rule=self._slug_rule,
        )

    def _question(self, value: object) -> str:
        text = _bounded(one_line(_text(value)), LONGEST_QUESTION)
        # No slug is longer than an ASCII text it is made of, so that most questions need not be made one here.
        if len(text) <= _SURELY_SHORT and text.isascii() and _LETTER_OR_DIGIT.search(text):
            return text
        name = slug(text, self._slug_rule)
        if len(name) + len(".md") > LONGEST_FILE_NAME:
            raise RefusedError(f"makes a file name of {len(name) + 3} bytes; at most {LONGEST_FILE_NAME} are taken")
        if text and not name.strip("-"):
            raise RefusedError(f"{shown(text)} has no letter from a to z and no digit: its page can have no name")
        return text

    def _subject(self, value: object) -> str:
        text = _text(value)
        name = self._subjects.get(text)
        if name is None:
            try:
                name = self._named_subject(_word(text))
            except RefusedError as error:
                name = error.problem
            if len(self._subjects) < _MOST_REMEMBERED:
                self._subjects[text] = name
        if isinstance(name, Unreadable):
            raise RefusedError(name.why, name.hint)
        return name

    def _named_subject(self, name: str) -> str:
        if not name:
            return ""
        folder = slug(name, self._slug_rule)
        if not folder.strip("-"):
            raise RefusedError(f"{shown(name)} has no letter from a to z and no digit: its folder can have no name")
        if len(folder) > LONGEST_FILE_NAME:
            raise RefusedError(f"makes a folder name of {len(folder)} bytes; at most {LONGEST_FILE_NAME} are taken")
        known = self._site.subject_name(name)
        if folder in self._site.subjects_by_slug and known is not None:
            return known
        near = next(iter(difflib.get_close_matches(folder, self._site.subjects_by_slug, n=1)), "")
        meant = f"did you mean `{self._site.subjects_by_slug[near]}`?" if near else ""
        if known is None:
            choices = "the site has: " + ", ".join(sorted(self._site.subjects))
            raise RefusedError(f"{shown(name)} is not one of the site's", _sentence(meant or choices))
        if self._site.subjects:
            self._notices.say(f"the subject {shown(name)} is new to the site; {meant}".rstrip("; "), self._line)
        return known


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith("?") else ".")


def _failed(found: Mapping[str, str], problems: dict[str, Unreadable], where: str, *, has_subject: bool) -> RowError:
    if not found.get("question"):
        problems.setdefault("question", Unreadable("is missing"))
    if not has_subject:
        problems.setdefault("subject", Unreadable("is missing", "Name one, or give one for all rows."))
    message = "; ".join(f"the {name} {problems[name].why}" for name in FIELDS if name in problems)
    hints = dict.fromkeys(problem.hint for problem in problems.values() if problem.hint)
    return RowError(message, where=where, hint=" ".join(hints))


def _text(value: object) -> str:
    """The text of a cell; whatever is no text is refused, for nobody can say what it was."""
    if isinstance(value, str):
        return value
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


def _word(value: object) -> str:
    return _bounded(one_line(_text(value)), LONGEST_WORD)


def _notes(value: object) -> str:
    return _bounded(many_lines(_text(value)), LONGEST_NOTES)


def _sources(value: object) -> str:
    """Names and patterns, one a line: as a list, or in a cell with `;` or line breaks between them."""
    parts = value if type(value) is list else re.split("[;\n]", many_lines(_text(value)))
    names = list(dict.fromkeys(name for part in parts if (name := _word(part))))
    if len(names) > MOST_SOURCES:
        raise RefusedError(f"names {len(names):,} references; at most {MOST_SOURCES:,} are taken", "Use a pattern.")
    for name in names:
        if name.startswith("/") or ".." in name.split("/"):
            raise RefusedError(f"{shown(name)} is no name in `sources/`", "Name it as `answerdesk sources` lists it.")
    return "\n".join(names)


def _id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _word(value)


def _template(value: object) -> str:
    name = _word(value)
    if name and (_TEMPLATE.fullmatch(name) is None or ".." in name):
        raise RefusedError(f"{shown(name)} is no file name in `prompts/`", "Give the name only, without a folder.")
    return name


def _date(value: object) -> str:
    """The date as `YYYY-MM-DD`."""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    text = _word(value)
    try:
        if _ISO_DATE.fullmatch(text):
            return datetime.datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        raise RefusedError(f"{shown(text)} is not in the calendar") from None
    if not text:
        return ""
    hint = "Write the year first: 2024-04-03."
    if _LOCAL_DATE.fullmatch(text):
        raise RefusedError(f"{shown(text)} can be read with the day or the month first", hint)
    raise RefusedError(f"{shown(text)} is no date", hint)
