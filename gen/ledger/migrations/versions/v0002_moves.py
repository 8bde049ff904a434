"""Moves that verdicts owe, the role of who gave them, and indexes for a hundred thousand drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "moves",
        sa.Column("id", _ID, nullable=False),
        sa.Column("draft_id", _ID, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("source", "target", "page_hash")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_moves_draft_id"),
        sa.PrimaryKeyConstraint("id", name="pk_moves"),
        sa.UniqueConstraint("draft_id", name="uq_moves_draft_id"),
    )
    op.add_column("verdicts", sa.Column("role", sa.Text(), server_default="", nullable=False))
    op.drop_index("ix_drafts_subject", "drafts")
    for columns in (["subject", "state", "score"], ["state", "id"], ["path"]):
        op.create_index(f"ix_drafts_{'_'.join(columns)}", "drafts", columns)
    sums = ["run_id", "prompt_tokens", "completion_tokens", "cost"]
    op.create_index(f"ix_calls_{'_'.join(sums)}", "calls", sums)
