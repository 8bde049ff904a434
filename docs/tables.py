"""Writes docs/database.md: the ledger's tables, as its schema and a fresh ledger have them. Run by cog."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Table

from gen.ledger import Ledger
from gen.ledger.columns import Json, Words
from gen.ledger.schema import metadata

# What each table is for; a table without a line here fails the test of the documents.
ABOUT = {
    "runs": "One `generate` or `judge`: its settings, the versions of everything, what came of it.",
    "calls": "One request to a model and what came of it, as they went over the wire; tokens, cost, seconds.",
    "batches": "One file of requests that was sent to a batch API, or written to be run by hand.",
    "batch_requests": "One request in a batch: open until its answer is a call.",
    "drafts": "One question of a list, from the moment a run claims it: its page, its state, how it was made.",
    "inspections": "One time that a page was checked: its hash and score.",
    "findings": "What an inspection found, with its place in the page.",
    "verdicts": "What a person said of a draft, bound to the hash of the page they read. An undo is a row, too.",
    "settlements": "What a person said of a single finding: confirmed, dismissed, taken back. The newest row holds.",
    "assessments": "What the layers of fact checking (samples, judge) said of a sentence of a draft.",
    "sessions": "Who is signed in to the review page; the token itself is in the browser alone.",
    "leases": "Who is reading which draft at the moment.",
    "edits": "What somebody is writing on the review page and has not saved.",
    "views": "Filters of the queue that somebody saved by name.",
    "texts": "The pages of drafts as they were made, where several machines share the ledger, for `gather`.",
    "moves": "A verdict's move of a file that is still owed; the next command of the review carries it out.",
    "counters": "The largest page id, and which site profile the index of the content tree was made with.",
    "draws": "Which runs share which rate limit.",
    "pages": "The index of the content tree. It can be made anew at any time.",
}


def tables() -> str:
    """A section a table: what it is for, whether rows ever change, and its columns."""
    kept = append_only()
    return "\n".join(line for table in metadata.tables.values() for line in _section(table, table.name in kept))


def append_only() -> set[str]:
    """The tables that refuse changes: a fresh ledger is asked for its triggers."""
    asked = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_no_update'"
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open("sqlite:///ledger.sqlite", root=Path(folder)) as ledger,
        ledger.read() as connection,
    ):
        return {str(name) for (name,) in connection.exec_driver_sql(asked)}


def _section(table: Table, kept: bool) -> Iterator[str]:
    yield from (f"## {table.name}", "", ABOUT[table.name] + (" **Append-only.**" if kept else ""), "")
    yield from ("| column | type | |", "|---|---|---|")
    for column in table.columns:
        yield f"| `{column.name}` | {_type(column)} | {', '.join(_remarks(column))} |"
    yield ""


def _type(column: Column[object]) -> str:
    kind = _OURS.get(type(column.type)) or _NAMES[str(column.type)]
    return f"{kind} or nothing" if column.nullable else kind


_OURS: dict[type, str] = {Words: "words", Json: "JSON"}
_NAMES = {
    "BIGINT": "whole number",
    "INTEGER": "whole number",
    "DOUBLE": "number",
    "TEXT": "text",
    "BOOLEAN": "true or false",
}


def _remarks(column: Column[object]) -> Iterator[str]:
    if column.primary_key:
        yield "key"
    for foreign in column.foreign_keys:
        yield f"of [{foreign.column.table.name}](#{foreign.column.table.name})"
    if column.unique:
        yield "unique"
