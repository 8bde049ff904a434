"""Batches, and the requests in them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "batches",
        sa.Column("id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        *_texts("state", "place", "model", "url", "name", "file_hash", "file_id", "remote_id", "output_id", "error_id"),
        *_texts("status", "message"),
        *(sa.Column(name, _ID, nullable=False) for name in ("lines", "bytes")),
        *(sa.Column(name, sa.Double(), nullable=name != "created") for name in ("created", "submitted", "ended")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_batches_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_index("ix_batches_state", "batches", ["state"])
    op.create_table(
        "batch_requests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        *_texts("key", "question_key", "kind"),
        sa.Column("sample", sa.Integer(), nullable=False),
        *_texts("state", "outcome"),
        sa.Column("settled", sa.Double()),
        *_texts("request"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_requests_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batch_requests"),
    )
    op.create_index("ix_batch_requests_key", "batch_requests", ["key"])
    op.create_index("ix_batch_requests_batch_id_state", "batch_requests", ["batch_id", "state"])
    waits = sa.text("state = 'open'")
    op.create_index(
        "ix_batch_requests_open", "batch_requests", ["key"], unique=True, sqlite_where=waits, postgresql_where=waits
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
