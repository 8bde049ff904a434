"""Lines of batch files: as they are written, and what comes back, which may be anything."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

Json = dict[str, object]

# Bytes of a line of a reply: a response of 32 million characters, escaped and wrapped, has no more.
LONGEST = 256_000_000
_FRAME = len('{"custom_id":"","method":"POST","url":"","body":}\n')


@dataclass(frozen=True, slots=True)
class Written:
    """A file of lines: SHA-256 in hexadecimal, and how many lines and bytes."""

    hash: str
    lines: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One line that came back.

    Attributes:
        custom_id: which request it answers.
        status: the HTTP status of the answer, None where there was none.
        body: the response's body, None where there was none.
        error: what the server says instead of a response, None where it says nothing.
    """

    custom_id: str
    status: int | None
    body: Json | None
    error: object = None


def line(custom_id: str, url: str, body: str) -> bytes:
    """A request's line, made of its body as JSON text: that of `Request.batch_line`, and not encoded twice."""
    text = f'{{"custom_id":{json.dumps(custom_id)},"method":"POST","url":{json.dumps(url)},"body":{body}}}\n'
    # A lone surrogate becomes its own JSON escape: valid JSON, where raw it would be no UTF-8.
    return text.encode("utf-8", "backslashreplace")


def size(custom_id: str, url: str, body: str) -> int:
    """The bytes of a line, or a few more."""
    ascii_ = body.isascii()
    length = len(body) if ascii_ else len(body.encode("utf-8", "backslashreplace"))
    return _FRAME + len(custom_id) + len(url) + length


def write(requests: Iterable[tuple[str, str]], url: str, file: BinaryIO) -> Written:
    """Write requests, id and body each, as lines into a file."""
    digest, lines, size_ = hashlib.sha256(), 0, 0
    for custom_id, body in requests:
        made = line(custom_id, url, body)
        digest.update(made)
        file.write(made)
        lines, size_ = lines + 1, size_ + len(made)
    return Written(digest.hexdigest(), lines, size_)


def read(raw: bytes) -> Reply | str:
    """Read a line that came back; else what is wrong with it."""
    if len(raw) > LONGEST:
        return f"is longer than {LONGEST:,} bytes"
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return "is not whole JSON"
    return _reply(said) if isinstance(said, dict) else "is not a JSON object"


def _reply(said: Json) -> Reply | str:
    custom_id = said.get("custom_id")
    if not isinstance(custom_id, str) or not custom_id:
        return "has no custom_id"
    response, error = said.get("response"), said.get("error") or None
    if not isinstance(response, dict):
        return Reply(custom_id, None, None, error) if error else "has neither response nor error"
    status, body = response.get("status_code"), response.get("body")
    status = status if type(status) is int and 100 <= status <= 599 else None
    body = body if isinstance(body, dict) else None
    if body is None and error is None:
        return "has a response without a body"
    return Reply(custom_id, status, body, error)


class LineSplitter:
    """Cuts a stream of bytes into lines, with their numbers. Blank lines are counted and left out."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        self._held = 0
        self._number = 0

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The lines that are whole now."""
        *whole, rest = data.split(b"\n")
        if whole:
            whole[0] = b"".join((*self._rest, whole[0]))
            self._rest, self._held = [], 0
        if rest and self._held <= LONGEST:  # of a line without an end only so much is kept that it is told as too long
            self._rest.append(rest)
            self._held += len(rest)
        return [numbered for each in whole if (numbered := self._next(each)) is not None]

    def end(self) -> list[tuple[int, bytes]]:
        """The last line, where it has no end."""
        last = self._next(b"".join(self._rest)) if self._rest else None
        self._rest, self._held = [], 0
        return [] if last is None else [last]

    def _next(self, raw: bytes) -> tuple[int, bytes] | None:
        self._number += 1
        return (self._number, raw) if raw.strip() else None
