"""Question lists: rows a second and peak memory, beside the bare loop that does nothing but parse.

    python bench/questions.py [--rows N] [--million]

Every measurement is a process of its own, so that its peak is its own. `--million` reads a million rows of every kind:
memory must not follow. Numbers of different machines, or of a busy one, mean nothing; the ratios of one run do.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import yaml

from gen.question import Question
from gen.questions.read import read_questions

MILLION = 1_000_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMES = ("question", "subject", "notes")


def rows(number: int) -> Iterator[tuple[str, str, str]]:
    for n in range(number):
        yield f"What does experiment number {n} tell us about the nature of light and colour?", "Physics", f"note {n}"


def write_csv(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(NAMES)
        csv.writer(file).writerows(rows(number))


def write_jsonl(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in rows(number))


def write_json(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[\n")
        for n, row in enumerate(rows(number)):
            file.write((",\n" if n else "") + json.dumps(dict(zip(NAMES, row, strict=True)), indent=1))
        file.write("\n]\n")


def write_yaml(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for question, subject, notes in rows(number):
            file.write(f"- question: {question}\n  subject: {subject}\n  notes: {notes}\n")


def write_text(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(question + "\n" for question, _, _ in rows(number))


def write_xlsx(path: Path, number: int) -> None:
    """As Excel does it: all texts in one table of shared strings, cells with their numbers."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts().items():
            archive.writestr(name, text)
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'<sst xmlns="{MAIN}">'.encode())
            for text in (*NAMES, "Physics"):
                part.write(f"<si><t>{text}</t></si>".encode())
            for question, _, notes in rows(number):
                part.write(f"<si><t>{question}</t></si><si><t>{notes}</t></si>".encode())
            part.write(b"</sst>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'<worksheet xmlns="{MAIN}"><dimension ref="A1:C{number + 1}"/><sheetData>'.encode())
            part.write(_row(1, 0, 1, 2))
            for n in range(number):
                part.write(_row(n + 2, 4 + 2 * n, 3, 5 + 2 * n))
            part.write(b"</sheetData></worksheet>")


def _row(number: int, *texts: int) -> bytes:
    cells = "".join(f'<c r="{"ABC"[n]}{number}" t="s"><v>{text}</v></c>' for n, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'.encode()


def _parts() -> dict[str, str]:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings"}
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}.{what}+xml"/>' for name, what in types.items()
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>',
    }


def ours(path: Path, subject: str = "") -> int:
    number = 0
    for row in read_questions(path, subject=subject):
        if not isinstance(row, Question):
            raise row
        number += 1
    return number


def bare_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def bare_jsonl(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return sum(1 for line in file if json.loads(line))


def bare_json(path: Path) -> int:
    return len(json.loads(path.read_text(encoding="utf-8")))


def bare_yaml(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return len(yaml.load(file, yaml.CSafeLoader))


def bare_text(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return sum(1 for line in file if line.strip())


def bare_xlsx(path: Path) -> int:
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True)) - 1


# Kind: the writer, the bare loop, what it is called.
KINDS: dict[str, tuple[Callable[[Path, int], None], Callable[[Path], int], str]] = {
    "csv": (write_csv, bare_csv, "csv.DictReader"),
    "xlsx": (write_xlsx, bare_xlsx, "openpyxl read-only"),
    "jsonl": (write_jsonl, bare_jsonl, "json.loads a line"),
    "json": (write_json, bare_json, "json.loads the file"),
    "yaml": (write_yaml, bare_yaml, "yaml.CSafeLoader"),
    "txt": (write_text, bare_text, "for line in file"),
}


def measure(who: str, path: Path) -> tuple[int, float, int]:
    """Rows, seconds and peak MB of a process that reads the list."""
    said = subprocess.run(
        [sys.executable, __file__, "--measure", who, str(path)], check=True, capture_output=True, text=True
    ).stdout.split()
    return int(said[0]), float(said[1]), int(said[2])


def measured(who: str, path: Path) -> None:
    kind = path.suffix[1:]
    began = time.process_time()
    number = ours(path, "Physics" if kind == "txt" else "") if who == "ours" else KINDS[kind][1](path)
    seconds = time.process_time() - began
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1024 * 1024)
    print(number, seconds, peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the kinds other than CSV (%(default)s)")
    parser.add_argument("--million", action="store_true", help="a million rows of every kind")
    parser.add_argument("--measure", nargs=2, metavar=("WHO", "PATH"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        measured(args.measure[0], Path(args.measure[1]))
        return
    print("Seconds of processor time, and peak memory.")
    print(f"{'kind':6}{'rows':>10}{'seconds':>9}{'rows/s':>10}{'MB':>5}", end="   ")
    print(f"{'bare loop':20}{'seconds':>8}{'MB':>6}{'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for kind, (write, _, name) in KINDS.items():
            path = Path(folder) / f"list.{kind}"
            write(path, MILLION if args.million or kind == "csv" else args.rows)
            number, seconds, peak = measure("ours", path)
            bare_number, bare_seconds, bare_peak = measure("bare", path)
            if number != bare_number:
                raise SystemExit(f"{kind}: {number} rows here, {bare_number} there")
            print(
                f"{kind:6}{number:>10,}{seconds:>9.2f}{number / seconds:>10,.0f}{peak:>5}   "
                f"{name:20}{bare_seconds:>8.2f}{bare_peak:>6}{seconds / bare_seconds:>7.1f}",
                flush=True,
            )
            path.unlink()


if __name__ == "__main__":
    main()
