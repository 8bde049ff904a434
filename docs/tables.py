"""Writes docs/database.md: the ledger's tables, as its schema and a fresh ledger have them. Run by cog."""

import re
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Column, Table

from evals.finding import Finding
from gen.assessment import Assessment
from gen.call import Call, Outcome, Request
from gen.content.catalog import CatalogPage
from gen.ledger import Ledger
from gen.ledger.batch_requests import Past, Waiting
from gen.ledger.batches import Batch, BatchState
from gen.ledger.columns import Json, Words
from gen.ledger.drafts import DraftRow, State
from gen.ledger.edits import Edit
from gen.ledger.inspections import Inspected
from gen.ledger.leases import Lease
from gen.ledger.moves import Move
from gen.ledger.runs import Run, RunStart, RunState
from gen.ledger.schema import metadata
from gen.ledger.sessions import Session
from gen.ledger.settlements import How, Settlement
from gen.ledger.texts import PageText
from gen.ledger.verdicts import Verdict, VerdictKind
from gen.ledger.views import View

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


# Whose docstrings say what a table's columns mean; the first that names a column does.
SAID_BY: dict[str, tuple[type, ...]] = {
    "runs": (RunStart, Run),
    "calls": (Call, Request),
    "batches": (Batch,),
    "batch_requests": (Past, Request),
    "drafts": (DraftRow,),
    "inspections": (Inspected,),
    "findings": (Finding,),
    "verdicts": (Verdict,),
    "settlements": (Settlement,),
    "assessments": (Assessment,),
    "sessions": (Session,),
    "leases": (Lease,),
    "edits": (Edit,),
    "views": (View,),
    "texts": (PageText,),
    "moves": (Move,),
    "pages": (CatalogPage,),
}
# What no docstring says, by column or by `table.column`.
BESIDES = {
    "id": "the row's number",
    "run_id": "the run",
    "draft_id": "the draft",
    "inspection_id": "the inspection; of a draft the newest of its page as it is now",
    "at": "Unix time",
    "host": "the machine",
    "pid": "its process there",
    "process_started": "when that process began, in the system's own words, so that a number used again is told apart",
    "heartbeat": "Unix time at which it last said that it is alive",
    "state": "how it stands",
    "url": "the path or address that it was sent to",
    "question_key": "what it was asked for: the `key` of a draft",
    "model_asked": "the model that was asked for",
    "risked": "US dollars that tries without an answer may have cost besides",
    "started": "Unix time of the beginning",
    "calls.request": "the body, as it went over the wire",
    "batch_requests.batch_id": "the batch",
    "batch_requests.request": "the body; emptied once its call has it",
    "drafts.key": "subject and slug of the question",
    "drafts.prompt_hash": "hash of the templates that the answer was asked with",
    "verdicts.state_before": "how the draft stood",
    "verdicts.path_before": "where its page was",
    "pages.key": "subject and slug of the question",
    "drafts.model": "the model that answered",
    "counters.name": "what is counted",
    "counters.value": "how far it has come",
    "scope": "the endpoint, key and model that a limit is of",
    "until": "Unix time at which it ends, unless renewed",
    "row": "the row's number",
    "slug": "the question, as it stands in the address",
    "wording": "the question, as it is compared with others",
    "keywords": "as the page has them",
    "size": "the file's, in bytes, when it was read",
    "mtime_ns": "the file's time of change, in nanoseconds, when it was read",
}
# What a column may say, where that is a fixed list.
VALUES: dict[str, type[StrEnum]] = {
    "runs.state": RunState,
    "calls.outcome": Outcome,
    "batches.state": BatchState,
    "batch_requests.state": Waiting,
    "drafts.state": State,
    "verdicts.kind": VerdictKind,
    "settlements.how": How,
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
    said = _attributes(table.name)
    yield from (f"## {table.name}", "", ABOUT[table.name] + (" **Append-only.**" if kept else ""), "")
    yield from ("| column | type | meaning |", "|---|---|---|")
    for column in table.columns:
        path = f"{table.name}.{column.name}"
        meaning = BESIDES.get(path) or said.get(column.name) or BESIDES[column.name]
        meaning += f": {', '.join(f'`{value}`' for value in VALUES[path])}" if path in VALUES else ""
        yield f"| `{column.name}` | {_type(column)} | {'; '.join([meaning, *_remarks(column)])} |"
    yield ""


def _attributes(table: str) -> dict[str, str]:
    """What docstrings say under `Attributes:`, by name."""
    found: dict[str, str] = {}
    for source in SAID_BY.get(table, ()):
        listed = (source.__doc__ or "").partition("Attributes:\n")[2]
        for names, meaning in re.findall(r"(?ms)^ {8}(\w[\w, ]*): (.*?)(?=^ {8}\w|^ {4}\w|\Z)", listed):
            for name in names.split(", "):
                plain = " ".join(meaning.split()).rstrip(".").replace("|", "\\|").replace("Unix times", "Unix time")
                found.setdefault(name, re.sub(r"\bNone\b", "nothing", plain))
    return found


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
        yield "the table's key"
    for foreign in column.foreign_keys:
        yield f"of [{foreign.column.table.name}](#{foreign.column.table.name})"
    if column.unique:
        yield "unique"
