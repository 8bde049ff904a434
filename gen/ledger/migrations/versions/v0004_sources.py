"""What was looked at in the references: the passage of a finding, and how each sentence of a page stands."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0008"


def upgrade() -> None:
    """Add them."""
    for name in ("place", "passage"):
        op.add_column("findings", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("inspections", sa.Column("facts", sa.Text()))
