"""Which encoding a list is in. UTF-8 and whatever a byte-order mark names are read; the rest is refused, with a guess.

A guess is never used for reading: on a list of short questions the best detectors take Windows-1252 for Windows-1250
or for a Macintosh code page, and every wrong character would go out on a page.
"""

import codecs
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from charset_normalizer import from_bytes

from gen.errors import ListError
from gen.questions.shown import shown

_CHUNK = 1 << 20
_BOMS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = [  # what spreadsheets and editors write when it is not Unicode
    "cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "cp850", "cp932", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_ICONV = {"mac_roman": "MACINTOSH"}


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to read a text file. What cannot be decoded comes out as a lone surrogate or U+FFFD, and fails its row."""

    encoding: str
    errors: str

    def open(self, path: Path) -> TextIO:
        """The file as text; every kind of line end is `\\n`."""
        return path.open(encoding=self.encoding, errors=self.errors, newline=None)


def decoding(path: Path) -> Decoding:
    """How to read the file at `path`, found by reading it once through.

    A file with a few lines that are not UTF-8 among more that are is damaged UTF-8: it is read, and those rows fail.

    Raises:
        ListError: it is empty, not text, or in an encoding that cannot be known for certain.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        start = stream.read(1024)
        _refuse_binary(path, start)
        for mark, encoding in _BOMS:
            if start.startswith(mark):
                return Decoding(encoding, "surrogateescape" if encoding == "utf-8-sig" else "replace")
        stream.seek(0)
        if not _is_utf8(stream):
            stream.seek(0)
            _refuse_unless_damaged(path, stream)
    return Decoding("utf-8", "surrogateescape")


def _refuse_binary(path: Path, start: bytes) -> None:
    if not start:
        raise ListError("the file is empty", where=str(path))
    if start.startswith(b"PK\x03\x04"):
        raise ListError("this is a zip archive, not text", where=str(path), hint="A spreadsheet is named `.xlsx`.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise ListError("this is an old Excel file (.xls), not text", where=str(path), hint="Save it as `.xlsx`.")
    marked = any(start.startswith(mark) for mark, _ in _BOMS)
    if not marked and start.count(0) * 10 > len(start):  # a stray one fails its row
        likely = "it looks like UTF-16 without a byte-order mark, or like no text at all"
        raise ListError(f"the file is full of NUL bytes: {likely}", where=str(path), hint="Save it as UTF-8.")


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_unless_damaged(path: Path, stream: BinaryIO) -> None:
    """Raise unless more lines have valid UTF-8 beyond ASCII than have something else."""
    good = 0
    bad: list[tuple[int, bytes]] = []
    number = 0
    total = 0
    while line := stream.readline(_CHUNK):
        number += 1
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            total += 1
            if len(bad) < 100:
                bad.append((number, line[:1000]))
    if total >= good:
        raise _foreign(path, bad)


def _foreign(path: Path, bad: list[tuple[int, bytes]]) -> ListError:
    number, line = bad[0]
    where = f"{path}:{number}"
    hint = "Save it as UTF-8 (in Excel: Save As, `CSV UTF-8`)"
    encoding = guess(b"".join(raw for _, raw in bad))
    if not encoding:
        return ListError("the file is not UTF-8, and its encoding is not known", where=where, hint=hint + ".")
    name = _ICONV.get(encoding, encoding.upper().replace("_", "-"))
    reading = shown(line.decode(encoding, "replace").strip())
    turned = f"{path.stem}-utf8{path.suffix}"
    command = f"iconv -f {name} -t UTF-8 {shlex.quote(str(path))} > {shlex.quote(turned)}"
    return ListError(
        f"the file is not UTF-8; it looks like {name}, in which this line reads {reading}",
        where=where,
        hint=f"{hint}, or, if that reading is right: {command}",
    )


def guess(sample: bytes) -> str:
    """The encoding that a text is likely in, by its bytes; `""` where nothing fits."""
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    if best is None:
        return ""
    try:
        # Western text often reads the same in several code pages: then the commonest one is meant.
        return "cp1252" if sample.decode("cp1252") == str(best) else best.encoding
    except UnicodeDecodeError:
        return best.encoding
