"""Where a run's results go: formats, each to standard output or to a file."""

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from evals.printers.printer import Printer
from evals.report import PageReport, Totals
from gen.errors import AnswerdeskError, UsageError
from gen.mistakes import offer

Printers = Mapping[str, Callable[[TextIO], Printer]]


@dataclass(frozen=True, slots=True)
class Target:
    """A format and where it goes; None is standard output. Where it is told to append, what is in the file stays."""

    format: str
    path: Path | None = None
    append: bool = False


def targets_of(formats: Sequence[str], output: Path | None, known: Collection[str], start: Path) -> list[Target]:
    """The targets of a command line.

    Args:
        formats: `NAME`, or `NAME=FILE`; none means text.
        output: the file of the one format that names none.
        known: the names of the formats.
        start: the folder that files are relative to.

    Raises:
        UsageError: no such format, or two that go to one place.
    """
    targets = []
    for said in formats or ["text"]:
        name, equals, file = said.partition("=")
        if name not in known:
            raise UsageError(f"there is no format `{name}`{offer(name, list(known))}")
        if equals and not file:
            raise UsageError(f"`--format {said}` names no file")
        targets.append(Target(name, start / file if equals else None))
    plain = [target for target in targets if target.path is None]
    if len(plain) > 1:
        names = " and ".join(target.format for target in plain)
        raise UsageError(f"{names} would both go to standard output", hint="Name files: `--format html=report.html`.")
    if output is not None:
        if not plain:
            raise UsageError("--output has no format left to write: each names its file already")
        targets[targets.index(plain[0])] = Target(plain[0].format, start / output)
    paths = [target.path.resolve() for target in targets if target.path is not None]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise UsageError(f"two formats would be written to {twice}")
    return targets


class Outputs:
    """Printers, and what they print to. Files are there when all of it is written, and not before.

    Use it in a `with` statement: an exception leaves the files as they were.

    Args:
        targets: what goes where.
        printers: by the format's name.

    Raises:
        UsageError: on entering, if a file cannot be written.
    """

    def __init__(self, targets: Sequence[Target], printers: Printers) -> None:
        self._targets = targets
        self._kinds = printers
        self._files: list[_File] = []
        self._printers: list[Printer] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            for target in self._targets:
                if target.path is None:
                    stream = _standard_output(target.format)
                else:
                    self._files.append(file := _File(target.path, append=target.append))
                    opened.callback(file.discard)
                    stream = file.stream
                self._printers.append(self._kinds[target.format](stream))
            self._stack = opened.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._stack.close()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise AnswerdeskError(f"what was found cannot be written: {error.strerror}") from None

    def page(self, report: PageReport) -> None:
        """Print what is said of a page."""
        for printer in self._printers:
            printer.page(report)

    def close(self, totals: Totals) -> None:
        """Print the end, and put the files where they belong."""
        for printer in self._printers:
            printer.close(totals)
        sys.stdout.flush()
        for file in self._files:
            file.keep()


def _standard_output(format_: str) -> TextIO:
    """Text is for the terminal, in its encoding; what programs read is UTF-8, as in a file."""
    if format_ != "text" and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return sys.stdout


class _File:
    """A file that takes its name when it is complete. A pipe or a device is written to as it is."""

    def __init__(self, path: Path, *, append: bool) -> None:
        self._path = path.resolve()
        whole = not append and (self._path.is_file() or not self._path.exists())
        self._temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}.tmp") if whole else None
        flags = os.O_WRONLY | (os.O_CREAT | os.O_TRUNC if whole else os.O_CREAT | os.O_APPEND if append else 0)
        try:
            handle = os.open(self._temporary or self._path, flags, 0o666)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}") from None
        self.stream = os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n")

    def keep(self) -> None:
        """All of it is written."""
        self.stream.close()
        if self._temporary is not None:
            self._temporary.replace(self._path)
            self._temporary = None

    def discard(self) -> None:
        """Leave no trace, if it is not complete."""
        self.stream.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)
