"""Who draws on which rate limit."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "draws",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("run_id", _ID, nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_draws_run_id"),
        sa.PrimaryKeyConstraint("scope", "run_id", name="pk_draws"),
    )
