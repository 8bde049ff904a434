"""A run's progress as structured logs: one JSON object a line, for machines that gather such lines."""

import json
import time
from datetime import UTC, datetime
from typing import Any, TextIO

from gen.call import Call
from gen.progress import Counts


class JsonProgress:
    """Writes what happens as lines of JSON: each message, each call, and the counts every few seconds.

    Args:
        stream: where to; standard error as a rule.
        every: seconds between two lines of counts.
    """

    def __init__(self, stream: TextIO, every: float = 10.0) -> None:
        self._stream = stream
        self._every = every
        self._next = time.monotonic() + every

    def __enter__(self) -> "JsonProgress":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def say(self, line: str) -> None:
        """A message."""
        self._write("message", {"message": line})

    def call(self, call: Call) -> None:
        """A call has ended. What was asked and answered is in the ledger, under its key, and never in a log."""
        self._write(
            "call",
            {
                "key": call.request.key,
                "kind": call.request.kind,
                "model": call.request.model,
                "outcome": str(call.outcome),
                "error": call.error,
                "retries": len(call.failed_attempts),
                "prompt_tokens": call.prompt_tokens,
                "completion_tokens": call.completion_tokens,
                "cost": call.cost,
                "seconds": round(call.seconds, 3),
            },
        )

    def tick(self, counts: Counts) -> None:
        """The counts, if the last time was long enough ago."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self._write("counts", {**counts.rows(), "calls": counts.calls, "cost": counts.cost})

    def _write(self, event: str, said: dict[str, Any]) -> None:
        at = datetime.now(tz=UTC).isoformat(timespec="milliseconds")
        self._stream.write(json.dumps({"at": at, "event": event, **said}) + "\n")
        self._stream.flush()
