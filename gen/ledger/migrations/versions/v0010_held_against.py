"""Which references an inspection held its page against."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0005"


def upgrade() -> None:
    """Add a hash of them; of older inspections nobody knows."""
    op.add_column("inspections", sa.Column("sources", sa.Text()))
