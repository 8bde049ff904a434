"""A ledger's rows as files: JSON lines, or a folder of Parquet files.

JSON lines: the first says what it is and of which schema; then one a row, `{"table": "calls", "row": {…}}`; the last
counts them, so that a file that broke off is known. A line is ASCII: what UTF-8 has no bytes for stands as its escape.

Parquet: a file a table, for those who count with pandas, DuckDB or a spreadsheet. Texts stand as the database has them
(`gen.ledger.columns.escape`), JSON as its text.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Double, Integer, Table

from gen.errors import UsageError
from gen.files import replacing
from gen.ledger.columns import Json, Words, escape, unescape
from gen.ledger.transfer import TABLES, Row

HEAD = "answerdesk-ledger"
_GROUP = 1000  # rows that Parquet keeps together
_BROKEN = "This is no whole archive of a ledger: write it again with `answerdesk ledger export`."


def write_lines(path: Path, version: str, rows: Iterable[Row]) -> Counter[str]:
    """Write rows as JSON lines, whole or not at all; how many of each table.

    Raises:
        OSError: the file cannot be written.
    """
    counts = Counter[str]()
    with replacing(path) as file:
        file.write(json.dumps({"file": HEAD, "version": version}) + "\n")
        for name, row in rows:
            counts[name] += 1
            file.write(json.dumps({"table": name, "row": row}) + "\n")
        file.write(json.dumps({"rows": dict(counts)}) + "\n")
    return counts


def read_lines(path: Path) -> tuple[str, Iterator[Row]]:
    """The schema's version, and the rows, as they are read.

    Raises:
        UsageError: it is no such file, or, on the way, it broke off or holds something else; with its line.
        OSError: it cannot be read.
    """
    with path.open(encoding="ascii", errors="replace") as file:
        head = _parsed(path, 1, file.readline())
    if head.get("file") != HEAD or not isinstance(head.get("version"), str):
        raise UsageError("this is no archive of a ledger", where=f"{path}:1", hint=_BROKEN)
    return head["version"], _lines(path)


def _lines(path: Path) -> Iterator[Row]:
    counts, said = Counter[str](), None
    with path.open(encoding="ascii", errors="replace") as file:
        next(file)
        for number, line in enumerate(file, 2):
            found = _parsed(path, number, line)
            if said is not None or not ("rows" in found or isinstance(found.get("row"), dict)):
                raise UsageError("a line that is no row", where=f"{path}:{number}", hint=_BROKEN)
            if "rows" in found:
                said = found["rows"]
                continue
            counts[str(found.get("table"))] += 1
            yield str(found.get("table")), found["row"]
    if said != dict(counts):
        raise UsageError("the file breaks off, or rows of it are missing", where=str(path), hint=_BROKEN)


def _parsed(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UsageError("a line that is no JSON object", where=f"{path}:{number}", hint=_BROKEN)
    return found


def write_parquet(folder: Path, version: str, rows: Iterable[Row]) -> Counter[str]:
    """Write rows as a folder of Parquet files; how many of each table.

    Raises:
        UsageError: the folder is there already, or the extra `parquet` is not installed.
        OSError: a file cannot be written.
    """
    arrow, parquet = _arrow()
    if folder.exists():
        raise UsageError(f"{folder} is there already", hint="Name a folder that is not there yet.")
    folder.mkdir(parents=True)
    counts, writers = Counter[str](), dict[str, Any]()
    try:
        for name, batch in _batches(rows):
            if name not in writers:
                schema = _schema(arrow, TABLES[name]).with_metadata({HEAD: version})
                writers[name] = parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
            stored = [{key: _stored(TABLES[name], key, value) for key, value in row.items()} for row in batch]
            writers[name].write_table(arrow.Table.from_pylist(stored, schema=writers[name].schema))
            counts[name] += len(batch)
    finally:
        for writer in writers.values():
            writer.close()
    return counts


def read_parquet(folder: Path) -> tuple[str, Iterator[Row]]:
    """The schema's version, and the rows, as they are read.

    Raises:
        UsageError: there are no such files, they are of several ledgers, or the extra `parquet` is not installed.
    """
    arrow, parquet = _arrow()
    files = {name: path for name in TABLES if (path := folder / f"{name}.parquet").is_file()}
    try:
        heads = {(parquet.read_schema(path).metadata or {}).get(HEAD.encode()) for path in files.values()}
    except arrow.ArrowException as error:
        raise UsageError(f"a file that is not Parquet: {error}", where=str(folder), hint=_BROKEN) from error
    version = heads.pop() if len(heads) == 1 else None
    if version is None:
        raise UsageError("no folder of one ledger's Parquet files", where=str(folder), hint=_BROKEN)
    return version.decode(), _of_parquet(parquet, files)


def _of_parquet(parquet: Any, files: Mapping[str, Path]) -> Iterator[Row]:
    for name, path in files.items():
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_GROUP):
                for row in batch.to_pylist():
                    yield name, {key: _given(TABLES[name], key, value) for key, value in row.items()}


def _batches(rows: Iterable[Row]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    batch, last = list[dict[str, Any]](), ""
    for name, row in rows:
        if batch and (name != last or len(batch) == _GROUP):
            yield last, batch
            batch = []
        batch.append(row)
        last = name
    if batch:
        yield last, batch


def _schema(arrow: Any, table: Table) -> Any:
    kinds: tuple[tuple[type, Callable[[], Any]], ...] = (
        (Boolean, arrow.bool_),
        (Integer, arrow.int64),
        (Double, arrow.float64),
    )
    fields = []
    for column in table.columns:
        kind = next((make for of, make in kinds if isinstance(column.type, of)), arrow.string)
        fields.append(arrow.field(column.name, kind()))
    return arrow.schema(fields)


def _stored(table: Table, key: str, value: Any) -> Any:
    kind = table.columns[key].type
    if value is not None and isinstance(kind, Json):
        return escape(json.dumps(value, ensure_ascii=False))
    return escape(value) if isinstance(value, str) and isinstance(kind, Words) else value


def _given(table: Table, key: str, value: Any) -> Any:
    kind = table.columns[key].type if key in table.columns else None
    if value is not None and isinstance(kind, Json):
        return json.loads(unescape(value))
    return unescape(value) if isinstance(value, str) and isinstance(kind, Words) else value


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow as arrow  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        hint = 'Install it with  pip install "answerdesk[parquet]"  or write JSON lines.'
        raise UsageError("Parquet needs the package pyarrow, which is not installed", hint=hint) from error
    return arrow, parquet
