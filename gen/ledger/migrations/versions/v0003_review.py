"""What the review page keeps: sessions, leases, edits under way, settled findings, views, and more of a verdict."""

import sqlalchemy as sa
from alembic import op

from gen.ledger.portable import append_only

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add them."""
    _sessions_and_leases()
    _edits()
    _settlements()
    _views()
    op.add_column("verdicts", sa.Column("request", sa.Text()))
    op.add_column("verdicts", sa.Column("batch", sa.Text(), server_default="", nullable=False))
    op.add_column("verdicts", sa.Column("seconds", sa.Double()))
    _newest_inspections()
    op.create_index("ix_verdicts_request", "verdicts", ["request"], unique=True)
    op.create_index("ix_verdicts_batch", "verdicts", ["batch"])
    op.create_index("ix_verdicts_at", "verdicts", ["at"])
    op.create_index("ix_verdicts_who", "verdicts", ["who"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _times(*names: str) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Double(), nullable=False) for name in names]


def _draft() -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column("draft_id", _ID, nullable=False), sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"])


def _sessions_and_leases() -> None:
    op.create_table(
        "sessions",
        *_texts("token_hash", "who", "csrf"),
        *_times("created", "seen", "until"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    column, key = _draft()
    key.name = "fk_leases_draft_id"
    op.create_table(
        "leases",
        column,
        *_texts("who", "token"),
        *_times("since", "until"),
        key,
        sa.PrimaryKeyConstraint("draft_id", name="pk_leases"),
    )


def _edits() -> None:
    column, key = _draft()
    key.name = "fk_edits_draft_id"
    op.create_table(
        "edits",
        column,
        *_texts("who", "base_hash", "text"),
        *_times("at"),
        key,
        sa.PrimaryKeyConstraint("draft_id", "who", name="pk_edits"),
    )


def _settlements() -> None:
    column, key = _draft()
    key.name = "fk_settlements_draft_id"
    op.create_table(
        "settlements",
        sa.Column("id", _ID, nullable=False),
        column,
        *_texts("page_hash", "finding", "check", "severity", "how", "who", "role", "reason", "note"),
        *_times("at"),
        key,
        sa.PrimaryKeyConstraint("id", name="pk_settlements"),
    )
    op.create_index("ix_settlements_draft_id", "settlements", ["draft_id"])
    for statement in append_only(op.get_context().dialect.name, "settlements"):
        op.execute(statement)


def _newest_inspections() -> None:
    """A draft knows the inspection of the page that it has now, and findings can be looked up by their check."""
    op.add_column("drafts", sa.Column("inspection_id", _ID))
    op.execute(
        "UPDATE drafts SET inspection_id = (SELECT max(inspections.id) FROM inspections "
        "WHERE inspections.draft_id = drafts.id AND inspections.page_hash = drafts.page_hash)"
    )
    for table, columns in (
        ("drafts", ["inspection_id"]),
        ("drafts", ["run_id"]),
        ("drafts", ["state", "updated"]),
        ("findings", ["check", "severity", "inspection_id"]),
        ("findings", ["severity", "inspection_id"]),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def _views() -> None:
    op.create_table(
        "views",
        sa.Column("id", _ID, nullable=False),
        *_texts("who", "name", "query"),
        *_times("at"),
        sa.PrimaryKeyConstraint("id", name="pk_views"),
        sa.UniqueConstraint("who", "name", name="uq_views_who_name"),
    )
