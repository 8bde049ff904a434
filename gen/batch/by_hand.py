"""Batches that somebody runs by hand: written into files, and read from files."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gen.batch.calls import Terms
from gen.batch.joiner import Joiner, Tally
from gen.batch.outbox import Outbox
from gen.batch.sending import write_lines
from gen.call import Call
from gen.config import Settings
from gen.errors import RowError, UsageError
from gen.ledger import Ledger, batch_requests, batches
from gen.ledger.batch_requests import Asked
from gen.ledger.batches import BY_HAND, Batch, BatchState
from gen.model.redact import Redactor
from gen.question import Question

_READ = 1 << 20  # bytes of a file at once


class Export:
    """Writes what a run would ask into files, see `gen.rounds.Rounds`.

    Args:
        ledger: where batches are kept.
        settings: the workspace's: how large a file may be.
        file: the first file; further ones get a number.
        say: is told what happens.

    Raises:
        UsageError: the file exists, or its folder does not.
    """

    def __init__(self, ledger: Ledger, settings: Settings, file: Path, say: Callable[[str], None]) -> None:
        if file.exists():
            raise UsageError(f"{file} exists", hint="Name another file: what is in this one may have been paid for.")
        if not file.parent.is_dir():
            raise UsageError(f"there is no folder {file.parent}")
        self._ledger = ledger
        self._file = file.absolute()
        self._say = say
        self._run_id = 0
        self.outbox = Outbox(ledger, settings.batch, lambda _: f"{BY_HAND}{self._file}")

    def begin(self, run_id: int, _count: Callable[[Call], None]) -> None:
        """A run begins."""
        self._run_id = run_id
        self.outbox.begin(run_id)

    def stop(self) -> None:
        """There is nothing to wait for."""

    async def next(self) -> Iterable[Question | RowError] | None:
        """Write the files. No answer comes to this run."""
        with self._ledger.transaction() as connection:
            found = batches.filling(connection, self._run_id, by_hand=True)
            sealed = [batch for batch in found if batches.seal(connection, batch)]
            for number, batch in enumerate(sealed, 1):
                # Before the file is there: what waits in a file must not be sent otherwise.
                place = f"{BY_HAND}{_numbered(self._file, number)}"
                batches.put(connection, batch.id, state=BatchState.EXPORTED, place=place)
        for number, batch in enumerate(sealed, 1):
            self._write(batch, _numbered(self._file, number))
        return None

    def _write(self, batch: Batch, file: Path) -> None:
        half = file.with_name(f".{file.name}.half")
        try:
            with half.open("wb") as out:
                written = write_lines(self._ledger, batch, out)
                out.flush()
                os.fsync(out.fileno())
            half.replace(file)
        except OSError as error:
            hint = f"`answerdesk batch cancel {batch.id}` sets its requests free."
            raise UsageError(f"{file} cannot be written: {error}", hint=hint) from None
        with self._ledger.transaction() as connection:
            fields = {"file_hash": written.hash, "lines": written.lines, "bytes": written.bytes}
            batches.put(connection, batch.id, **fields)
        self._say(f"{file}: {written.lines:,} requests for {batch.model} (batch {batch.id})")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file."""

    file: Path
    tally: Tally


def import_file(ledger: Ledger, settings: Settings, file: Path, *, strict: bool) -> Imported:
    """Write down the answers of a file that somebody brings.

    Args:
        ledger: where requests are, and calls go.
        settings: the workspace's: prices.
        file: lines as OpenAI's Batch API and `vllm run-batch` give them.
        strict: leave answers of other models than the one that was asked.

    Raises:
        UsageError: the file cannot be read. What was read before is written down.
    """
    try:
        with file.open("rb") as lines:
            written = os.fstat(lines.fileno()).st_mtime

            def terms(asked: Asked) -> Terms:
                return Terms(settings.model_settings(asked.request.model).price, written, 0.0, Redactor(""))

            joiner = Joiner(ledger, terms, lambda _: None, strict=strict)
            while data := lines.read(_READ):
                joiner.feed(data)
            return Imported(file, joiner.end())
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None


def close_answered(ledger: Ledger) -> Sequence[tuple[Batch, int]]:
    """Close the batches run by hand that wait for nothing any more; the others, and how many requests of each wait."""
    left = []
    with ledger.transaction() as connection:
        exported = batches.exported(connection)
        sums = batches.sums(connection, [batch.id for batch in exported])
        for batch in exported:
            if waiting := sums[batch.id].get(batch_requests.Waiting.OPEN, 0):
                left.append((batch, waiting))
            else:
                batches.put(connection, batch.id, state=BatchState.COLLECTED, status="imported")
    return left


def _numbered(file: Path, number: int) -> Path:
    return file if number == 1 else file.with_stem(f"{file.stem}-{number}")
