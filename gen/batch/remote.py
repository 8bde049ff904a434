"""A batch as a server tells of it. What it leaves out or gets wrong is empty: nothing here raises."""

import json
from dataclasses import dataclass

from gen.model.outcome import storable

NAME, HASH, RUN = "answerdesk", "answerdesk_sha256", "answerdesk_run"  # the keys of what we tell it of a batch

_OVER = frozenset({"completed", "failed", "expired", "cancelled", "canceled"})
_TOO_MANY_TOKENS = frozenset({"token_limit_exceeded"})
_FAULTS = 1000  # of a batch's faults, so many are read

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a server finds wrong with a batch: its code, its words, and the line, 0 where it is about none."""

    code: str
    message: str
    line: int = 0

    @property
    def is_crowded(self) -> bool:
        """More tokens would wait at the server than it lets wait: later, or with fewer, it may be taken."""
        return self.code in _TOO_MANY_TOKENS or "enqueued token" in self.message.lower()

    def __str__(self) -> str:
        at = f"line {self.line}: " if self.line else ""
        return f"{at}{self.message or self.code or 'no reason given'}"


@dataclass(frozen=True, slots=True)
class Remote:
    """A batch at the server.

    Attributes:
        id: the server's name for it.
        status: its word for how it stands.
        name: what we called it.
        output_id, error_id: files to collect, `""` where there is none.
        total, completed, failed: numbers of requests.
        faults: what is wrong with the batch as a whole.
    """

    id: str
    status: str
    name: str = ""
    output_id: str = ""
    error_id: str = ""
    total: int = 0
    completed: int = 0
    failed: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def is_over(self) -> bool:
        """Nothing more will come of it."""
        return self.status in _OVER

    @property
    def is_refused(self) -> bool:
        """It was not begun."""
        return self.status == "failed"

    @property
    def is_crowded(self) -> bool:
        """It was not begun since too many tokens wait already."""
        return self.is_refused and any(fault.is_crowded for fault in self.faults)


def read_remote(said: object) -> Remote | None:
    """Read one; None for what is no batch."""
    body = _dict(said)
    remote_id, status = _text(body.get("id")), _text(body.get("status"))
    if not remote_id or not status:
        return None
    counts = _dict(body.get("request_counts"))
    data = _dict(body.get("errors")).get("data")
    return Remote(
        remote_id,
        status.lower(),
        name=_text(_dict(body.get("metadata")).get(NAME)),
        output_id=_text(body.get("output_file_id")),
        error_id=_text(body.get("error_file_id")),
        total=_count(counts.get("total")),
        completed=_count(counts.get("completed")),
        failed=_count(counts.get("failed")),
        faults=tuple(_fault(_dict(each)) for each in data[:_FAULTS]) if isinstance(data, list) else (),
    )


def read_list(said: object) -> tuple[list[Json], bool]:
    """The entries of a page of a list, and whether there are more."""
    body = _dict(said)
    data = body.get("data")
    entries = [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []
    return entries, bool(entries) and body.get("has_more") is True


def read_json(content: bytes) -> object:
    """JSON; None for what is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _fault(said: Json) -> Fault:
    message = " ".join(_text(said.get("message")).split())[:500]
    return Fault(_text(said.get("code")), message, _count(said.get("line")))


def _dict(said: object) -> Json:
    return said if isinstance(said, dict) else {}


def _text(said: object) -> str:
    return storable(said)[:4000] if isinstance(said, str) else ""


def _count(said: object) -> int:
    return said if type(said) is int and 0 <= said < 2**53 else 0
