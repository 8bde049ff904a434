"""The ledger's tables, as the newest migration leaves them.

Calls, inspections, findings, verdicts, settlements and assessments are paid or people's work: rows are added and never
changed. The migrations make triggers that refuse anything else. All times are Unix seconds.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from gen.ledger.columns import Id, Json, Words

# The newest migration in `migrations/versions/`.
HEAD = "0010"
VERSION_TABLE = "ledger_version"

# The largest integer that JavaScript, and so a site's build, holds exactly: no page id may be larger.
LARGEST_ID = 2**53 - 1

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

runs = Table(
    "runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("state", Text, nullable=False),
    Column("list", Words, nullable=False),
    Column("argv", Json, nullable=False),
    Column("settings", Json, nullable=False),
    Column("versions", Json, nullable=False),
    Column("revision", Text, nullable=False),
    Column("host", Words, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("process_started", Text, nullable=False),
    Column("heartbeat", Double, nullable=False),
    Column("started", Double, nullable=False),
    Column("ended", Double),
    Column("counts", Json),
    Column("cost", Double),
)

# Numbers before long texts: SQLite then sums and counts without reading the texts, which fill pages of their own.
calls = Table(
    "calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", Id, ForeignKey("runs.id"), nullable=False),
    Column("question_key", Words, nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sample", Integer, nullable=False),
    Column("url", Words, nullable=False),
    Column("model_asked", Words, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("finish_reason", Words, nullable=False),
    Column("model", Words, nullable=False),
    Column("prompt_tokens", Id),
    Column("completion_tokens", Id),
    Column("cached_tokens", Id),
    Column("cost", Double),
    Column("risked", Double),
    Column("seconds", Double, nullable=False),
    Column("started", Double, nullable=False),
    Column("failed_attempts", Json, nullable=False),
    Column("error", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("request", Words, nullable=False),
    Column("response", Words, nullable=False),
)

# A literal, not a parameter: SQLite uses a partial index only where it can prove that its condition holds.
CALL_IS_OK = calls.c.outcome == literal_column("'ok'")

# All that sums are made of: they need not read the rows, whose texts make a ledger of gigabytes.
Index(
    "ix_calls_sums",
    calls.c.run_id,
    calls.c.model_asked,
    calls.c.outcome,
    calls.c.prompt_tokens,
    calls.c.completion_tokens,
    calls.c.cached_tokens,
    calls.c.cost,
    calls.c.risked,
    calls.c.started,
)

# Only answers are ever looked up by key, so failures take no room in the index.
Index("ix_calls_answered", calls.c.key, sqlite_where=CALL_IS_OK, postgresql_where=CALL_IS_OK)

batches = Table(
    "batches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", Id, ForeignKey("runs.id"), nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("place", Words, nullable=False),
    Column("model", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("name", Text, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("file_id", Words, nullable=False),
    Column("remote_id", Words, nullable=False),
    Column("output_id", Words, nullable=False),
    Column("error_id", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("lines", Id, nullable=False),
    Column("bytes", Id, nullable=False),
    Column("created", Double, nullable=False),
    Column("submitted", Double),
    Column("ended", Double),
)

# `request` is emptied once the request is settled: its call holds it then.
batch_requests = Table(
    "batch_requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("batch_id", Id, ForeignKey("batches.id"), nullable=False),
    Column("key", Text, nullable=False, index=True),
    Column("question_key", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sample", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("settled", Double),
    Column("request", Words, nullable=False),
    Index(None, "batch_id", "state"),
)
REQUEST_IS_OPEN = batch_requests.c.state == literal_column("'open'")

# Nothing waits in two batches at once: it would be paid for twice.
Index(
    "ix_batch_requests_open",
    batch_requests.c.key,
    unique=True,
    sqlite_where=REQUEST_IS_OPEN,
    postgresql_where=REQUEST_IS_OPEN,
)

# `inspection_id` is that of the newest inspection of the page as it is now; the row there refers back. `model` and
# `prompt_hash` are the receipt's: databases differ in how they read JSON, and some do not read all that Python writes.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("key", Words, nullable=False, unique=True),
    Column("ref", Words, nullable=False, index=True),
    Column("question", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("where", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("run_id", Id, ForeignKey("runs.id"), nullable=False),
    Column("sample", Integer, nullable=False),
    Column("path", Words, nullable=False),
    Column("page_hash", Text, nullable=False),
    Column("score", Double),
    Column("needs_person", Boolean, nullable=False),
    Column("receipt", Json),
    Column("outcome", Text, nullable=False),
    Column("error", Words, nullable=False),
    Column("retryable", Boolean, nullable=False),
    Column("created", Double, nullable=False),
    Column("updated", Double, nullable=False),
    Column("inspection_id", Id, index=True),
    Column("model", Words, server_default="", nullable=False),
    Column("prompt_hash", Text, server_default="", nullable=False),
    Index(None, "run_id"),
    Index(None, "state", "updated"),
    Index(None, "state", "score"),
    Index(None, "state", "id"),
    Index(None, "subject", "state", "score"),
    Index(None, "path"),
)

inspections = Table(
    "inspections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False),
    Column("page_hash", Text, nullable=False),
    Column("score", Double, nullable=False),
    Column("needs_person", Boolean, nullable=False),
    Column("at", Double, nullable=False),
    Column("facts", Json),
    Column("sources", Text),
    Index(None, "draft_id", "page_hash"),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("inspection_id", Id, ForeignKey("inspections.id"), nullable=False, index=True),
    Column("check", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("message", Words, nullable=False),
    Column("field", Words, nullable=False),
    Column("line", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    Column("end_line", Integer, nullable=False),
    Column("end_column", Integer, nullable=False),
    Column("evidence", Words, nullable=False),
    Column("suggestion", Words, nullable=False),
    Column("place", Words, server_default="", nullable=False),
    Column("passage", Words, server_default="", nullable=False),
    Index(None, "check", "severity", "inspection_id"),
    Index(None, "severity", "inspection_id"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("who", Words, nullable=False),
    Column("at", Double, nullable=False),
    Column("reason", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("override", Words, nullable=False),
    Column("page_hash", Text, nullable=False),
    Column("undoes", Id, ForeignKey("verdicts.id")),
    Column("state_before", Text, nullable=False),
    Column("path_before", Words, nullable=False),
    Column("role", Words, server_default="", nullable=False),
    Column("request", Text),
    Column("batch", Text, server_default="", nullable=False, index=True),
    Column("seconds", Double),
    Index("ix_verdicts_request", "request", unique=True),
    Index(None, "at"),
    Index(None, "who"),
)

# One row an open tab that has signed in. The token itself is the browser's alone.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("who", Words, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created", Double, nullable=False),
    Column("seen", Double, nullable=False),
    Column("until", Double, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("draft_id", Id, ForeignKey("drafts.id"), primary_key=True, autoincrement=False),
    Column("who", Words, nullable=False),
    Column("token", Text, nullable=False),
    Column("since", Double, nullable=False),
    Column("until", Double, nullable=False),
)

# What somebody is writing and has not saved: it outlives a closed tab.
edits = Table(
    "edits",
    metadata,
    Column("draft_id", Id, ForeignKey("drafts.id"), primary_key=True, autoincrement=False),
    Column("who", Words, primary_key=True),
    Column("base_hash", Text, nullable=False),
    Column("text", Words, nullable=False),
    Column("at", Double, nullable=False),
)

settlements = Table(
    "settlements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("page_hash", Text, nullable=False),
    Column("finding", Text, nullable=False),
    Column("check", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("who", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("at", Double, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, index=True),
    Column("run_id", Id, ForeignKey("runs.id"), nullable=False),
    Column("layer", Text, nullable=False),
    Column("words", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("evidence", Words, nullable=False),
    Column("quote", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("model", Words, nullable=False),
    Column("prompt_hash", Text, nullable=False),
    Column("at", Double, nullable=False),
)

views = Table(
    "views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("who", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("query", Json, nullable=False),
    Column("at", Double, nullable=False),
    UniqueConstraint("who", "name", name="uq_views_who_name"),
)

# The pages of drafts as they were made, where several machines share the ledger: see `gen.gathering`.
texts = Table(
    "texts",
    metadata,
    Column("draft_id", Id, ForeignKey("drafts.id"), primary_key=True, autoincrement=False),
    Column("page_hash", Text, nullable=False),
    Column("text", Words, nullable=False),
)

moves = Table(
    "moves",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("source", Words, nullable=False),
    Column("target", Words, nullable=False),
    Column("page_hash", Text, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Id, nullable=False),
)

# Who draws on which rate limit: a row a run and limit, renewed while the run is under way.
draws = Table(
    "draws",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("run_id", Id, ForeignKey("runs.id"), primary_key=True, autoincrement=False),
    Column("until", Double, nullable=False),
)

# The content tree, as `gen.content.catalog` last saw it. SQLite adds `pages_fts`, its full-text index.
pages = Table(
    "pages",
    metadata,
    Column("row", Id, primary_key=True),
    Column("path", Words, nullable=False, unique=True),
    Column("key", Words, nullable=False, index=True),
    Column("id", Id, index=True),
    Column("subject", Words, nullable=False),
    Column("slug", Words, nullable=False),
    Column("question", Words, nullable=False),
    Column("wording", Words, nullable=False, index=True),
    Column("title", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("keywords", Words, nullable=False),
    Column("size", Id, nullable=False),
    Column("mtime_ns", Id, nullable=False),
    Column("error", Words, nullable=False),
)
