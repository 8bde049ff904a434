"""Ways to show what fixes do: for people, for `git apply`, for programs."""

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Protocol, TextIO

from rich.console import Console
from rich.text import Text

from evals.fixing.differences import Difference, differences
from evals.fixing.hunks import Part
from evals.fixing.mending import Mended, Mending
from evals.printers.text import encodable
from gen.site.profile import SiteProfile
from gen.visible import one_line

_STYLES = {Part.KEPT: "dim", Part.OLD: "bold red", Part.NEW: "bold green"}
_ODD_NAME = re.compile(r'[\x00-\x1f\x7f"\\]')


class FixPrinter(Protocol):
    """Shows what comes of one page after another."""

    def page(self, path: str, mending: Mending) -> None:
        """Show a page: what is mended, and what is refused."""


class TextPrinter:
    """Each change in its sentence, the words before above the words after."""

    def __init__(self, stream: TextIO, site: SiteProfile) -> None:
        self._stream = stream
        self._site = site
        self._console = Console(file=stream, highlight=False, soft_wrap=True)

    def page(self, path: str, mending: Mending) -> None:
        """Show a page."""
        for mended in mending.mended:
            for difference in differences(mended, self._site):
                self._difference(path, mended.fix.check, difference)
        for refused in mending.refused:
            self._write(Text(f"{one_line(path)}: not mended [{refused.check}] {refused.why}", "yellow"))

    def _difference(self, path: str, check: str, found: Difference) -> None:
        place = f"{one_line(path)}:{found.line}:{found.column}: "
        self._write(Text.assemble((place, "dim"), f"[{check}] {found.field}"))
        for part in (Part.OLD, Part.NEW):
            pieces = [(one_line(words), _STYLES[kind]) for kind, words in found.hunk.side(part)]
            if pieces:
                self._write(Text.assemble((f"  {part.value} ", _STYLES[part]), *pieces))

    def _write(self, line: Text) -> None:
        if self._console.is_terminal:
            self._console.print(line)
        else:
            self._stream.write(encodable(f"{line.plain}\n", self._stream))


class PatchPrinter:
    """A patch of the files, for `git apply` and `patch -p1`. What is refused has no place in it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def page(self, path: str, mending: Mending) -> None:
        """Write the patch of a page."""
        for line in patch_of(path, mending.before, mending.after):
            self._stream.write(line.encode())
        self._stream.flush()


class JsonPrinter:
    """One object a page, in ASCII."""

    def __init__(self, stream: TextIO, site: SiteProfile) -> None:
        self._stream = stream
        self._site = site

    def page(self, path: str, mending: Mending) -> None:
        """Write the object of a page."""
        fixes = [
            {"check": mended.fix.check, "left": mended.left, "changes": list(self._changes(mended))}
            for mended in mending.mended
        ]
        refused = [{"check": refused.check, "why": refused.why} for refused in mending.refused]
        self._stream.write(json.dumps({"path": path, "fixes": fixes, "refused": refused}) + "\n")

    def _changes(self, mended: Mended) -> Iterator[dict[str, str | int]]:
        for found in differences(mended, self._site):
            words = {part: "".join(piece for _, piece in found.hunk.side(part)) for part in (Part.OLD, Part.NEW)}
            place: dict[str, str | int] = {"field": found.field, "line": found.line, "column": found.column}
            yield place | {"before": words[Part.OLD], "after": words[Part.NEW]}


def patch_of(path: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff of one file.

    Args:
        path: of the file, relative to where the patch is to be applied.
        before, after: its content.
    """
    old, new = _lines(before), _lines(after)
    name = PurePath(path).as_posix().lstrip("/")
    for line in difflib.unified_diff(old, new, _name(f"a/{name}"), _name(f"b/{name}")):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """The lines of a text, broken at line feeds alone."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _name(path: str) -> str:
    """A file's name as git writes it: in quotes where it is odd; with a tab behind it where it has spaces."""
    if _ODD_NAME.search(path):
        octal = _ODD_NAME.sub(lambda odd: f"\\{ord(odd[0]):03o}", path)
        return f'"{octal}"'
    return f"{path}\t" if " " in path else path
