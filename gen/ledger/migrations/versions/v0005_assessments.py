"""Assessments: what was found about single sentences of drafts by asking models."""

import sqlalchemy as sa
from alembic import op

from gen.ledger.portable import append_only

revision = "0005"
down_revision = "0004"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add them."""
    texts = ("layer", "words", "state", "kind", "evidence", "quote", "place", "reason", "model", "prompt_hash")
    op.create_table(
        "assessments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("draft_id", _ID, nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_assessments_draft_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_assessments_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
    )
    op.create_index("ix_assessments_draft_id", "assessments", ["draft_id"])
    for statement in append_only(op.get_context().dialect.name, "assessments"):
        op.execute(statement)
