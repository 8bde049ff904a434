"""What can go wrong, as a tree. Every error says what is wrong, where, and what to do about it.

AnswerdeskError
├── UsageError           the caller's words or files are off: exit status 2
│   ├── SettingsError    answerdesk.yaml
│   ├── TemplateError    a file of prompts/
│   └── ListError        a question list that cannot be read at all
├── RowError             one row of a question list; the others go on
├── PageError            a page that cannot be read, or cannot be written without loss
├── ModelError           a request that did not bring an answer
│   └── StopRun          ... and no other request of this run would: bad key, no quota, unknown model
│       └── OverBudget   ... since the money is spent
├── LedgerError          the database
│   └── TakenError       ... and another run has what this one had in hand
├── SourcesError         the index of the references
└── VerdictError         a verdict that may not be given
"""

from pathlib import Path

from gen.call import Call


class AnswerdeskError(Exception):
    """Base of all errors a user can cause.

    Args:
        message: what is wrong, one sentence, no final stop needed.
        where: the place, as `file`, `file:line` or `file:line:column`.
        hint: what to do about it.
        context: further lines to show below (the lines around the place, say).
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "", context: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.context = context

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return "\n".join(part for part in (head, self.context, self.hint) if part)


class UsageError(AnswerdeskError):
    """The caller's words or files are off. The front door exits with 2."""


class SettingsError(UsageError):
    """`answerdesk.yaml` does not say what it may say."""


class TemplateError(UsageError):
    """A template of `prompts/` is missing, malformed, or uses a name that nobody gives it."""


class ListError(UsageError):
    """A question list cannot be read at all: no such file, unknown kind, no question column, undecodable."""


class RowError(AnswerdeskError):
    """One row of a question list is bad. The rows around it are not concerned."""


class PageError(AnswerdeskError):
    """A page cannot be read, or cannot be written so that the site would show what was meant.

    Args:
        message: what is wrong.
        field: the page's field it is about, `""` for the whole page.
        line: 1-based line of the page, 0 where there is none. Whoever knows the file gives `where` as well.
    """

    def __init__(self, message: str, *, field: str = "", line: int = 0, where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where or (f"line {line}" if line else ""), hint=hint)
        self.field = field
        self.line = line

    def in_file(self, path: Path) -> "PageError":
        """The same error with its place as `file:line`."""
        where = f"{path}:{self.line}" if self.line else str(path)
        return PageError(self.message, field=self.field, line=self.line, where=where, hint=self.hint)


class ModelError(AnswerdeskError):
    """A request brought no usable answer, after all its attempts.

    Args:
        message: what is wrong.
        call: the call it is about, to be written down; None where no request was made.
    """

    def __init__(
        self, message: str, *, call: Call | None = None, where: str = "", hint: str = "", context: str = ""
    ) -> None:
        super().__init__(message, where=where, hint=hint, context=context)
        self.call = call


class StopRun(ModelError):
    """No further request of this run can succeed (bad key, no quota, unknown model, endpoint gone): stop cleanly."""


class OverBudget(StopRun):
    """The cost limit does not take another call. Nothing was sent; what is in flight comes home."""


class LedgerError(AnswerdeskError):
    """The ledger cannot be opened, is of a later version, or does not know what was asked for."""


class SourcesError(AnswerdeskError):
    """The index of the references cannot be made or used."""


class TakenError(LedgerError):
    """Another run has taken up a draft that this one had in hand: this one was not heard of for too long."""


class VerdictError(AnswerdeskError):
    """A verdict may not be given: no such draft, changed since it was read, errors without an override."""
