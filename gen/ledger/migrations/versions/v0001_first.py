"""The first schema."""

import sqlalchemy as sa
from alembic import op

from gen.ledger.portable import append_only

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_APPEND_ONLY = ("calls", "inspections", "findings", "verdicts")


def upgrade() -> None:
    """Make the tables."""
    _runs_and_calls()
    _drafts()
    _inspections()
    _verdicts()
    _pages()
    dialect = op.get_context().dialect.name
    for table in _APPEND_ONLY:
        for statement in append_only(dialect, table):
            op.execute(statement)
    if dialect == "sqlite":
        _full_text_index()


def _key(name: str = "id") -> sa.Column[int]:
    return sa.Column(name, _ID, nullable=False)


def _refers(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _ID, nullable=nullable)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _time(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=nullable)


def _integers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _runs_and_calls() -> None:
    op.create_table(
        "runs",
        _key(),
        *_text("state", "list", "argv", "settings", "versions", "revision", "host"),
        *_integers("pid"),
        *_text("process_started"),
        _time("heartbeat"),
        _time("started"),
        _time("ended", nullable=True),
        sa.Column("counts", sa.Text()),
        sa.Column("cost", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_table(
        "calls",
        _key(),
        _refers("run_id"),
        *_text("question_key", "key", "kind"),
        *_integers("sample"),
        *_text("url", "model_asked", "outcome", "finish_reason", "model"),
        *(_refers(name, nullable=True) for name in ("prompt_tokens", "completion_tokens", "cached_tokens")),
        sa.Column("cost", sa.Double()),
        _time("seconds"),
        _time("started"),
        *_text("failed_attempts", "error", "text", "request", "response"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_calls_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    answered = sa.text("outcome = 'ok'")
    op.create_index("ix_calls_answered", "calls", ["key"], sqlite_where=answered, postgresql_where=answered)
    op.create_index("ix_calls_question_key", "calls", ["question_key"])


def _drafts() -> None:
    op.create_table(
        "counters",
        *_text("name"),
        _key("value"),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.execute("INSERT INTO counters (name, value) VALUES ('page_id', 0), ('catalog_profile', 0)")
    op.create_table(
        "drafts",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        *_text("key", "ref", "question", "subject", "where", "state"),
        _refers("run_id"),
        *_integers("sample"),
        *_text("path", "page_hash"),
        sa.Column("score", sa.Double()),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        sa.Column("receipt", sa.Text()),
        *_text("outcome", "error"),
        sa.Column("retryable", sa.Boolean(), nullable=False),
        _time("created"),
        _time("updated"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_drafts_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("key", name="uq_drafts_key"),
    )
    op.create_index("ix_drafts_ref", "drafts", ["ref"])
    op.create_index("ix_drafts_state_score", "drafts", ["state", "score"])
    op.create_index("ix_drafts_subject", "drafts", ["subject"])


def _inspections() -> None:
    op.create_table(
        "inspections",
        _key(),
        _refers("draft_id"),
        *_text("page_hash"),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        _time("at"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_inspections_draft_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inspections"),
    )
    op.create_index("ix_inspections_draft_id_page_hash", "inspections", ["draft_id", "page_hash"])
    op.create_table(
        "findings",
        _key(),
        _refers("inspection_id"),
        *_text("check", "severity", "message", "field"),
        *_integers("line", "column", "end_line", "end_column"),
        *_text("evidence", "suggestion"),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspections.id"], name="fk_findings_inspection_id"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index("ix_findings_inspection_id", "findings", ["inspection_id"])


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        _key(),
        _refers("draft_id"),
        *_text("kind", "who"),
        _time("at"),
        *_text("reason", "note", "override", "page_hash"),
        _refers("undoes", nullable=True),
        *_text("state_before", "path_before"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_verdicts_draft_id"),
        sa.ForeignKeyConstraint(["undoes"], ["verdicts.id"], name="fk_verdicts_undoes"),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
    )
    op.create_index("ix_verdicts_draft_id", "verdicts", ["draft_id"])


def _pages() -> None:
    op.create_table(
        "pages",
        _key("row"),
        *_text("path", "key"),
        sa.Column("id", _ID),
        *_text("subject", "slug", "question", "wording", "title", "url", "keywords"),
        _key("size"),
        _key("mtime_ns"),
        *_text("error"),
        sa.PrimaryKeyConstraint("row", name="pk_pages"),
        sa.UniqueConstraint("path", name="uq_pages_path"),
    )
    op.create_index("ix_pages_id", "pages", ["id"])
    op.create_index("ix_pages_key", "pages", ["key"])
    op.create_index("ix_pages_wording", "pages", ["wording"])


def _full_text_index() -> None:
    """An index over `pages` that holds no text of its own; triggers keep it in line (SQLite, FTS5, section 4.4.3)."""
    op.execute(
        "CREATE VIRTUAL TABLE pages_fts USING fts5(question, keywords, content='pages', content_rowid='row', "
        "tokenize='porter unicode61 remove_diacritics 2')"
    )
    add = "INSERT INTO pages_fts (rowid, question, keywords) VALUES (new.row, new.question, new.keywords);"
    drop = (
        "INSERT INTO pages_fts (pages_fts, rowid, question, keywords) "
        "VALUES ('delete', old.row, old.question, old.keywords);"
    )
    for verb, body in (("INSERT", add), ("DELETE", drop), ("UPDATE", f"{drop} {add}")):
        op.execute(f"CREATE TRIGGER pages_fts_{verb.lower()} AFTER {verb} ON pages BEGIN {body} END")
