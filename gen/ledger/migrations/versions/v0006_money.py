"""What tries without an answer may have cost, and sums by model that read no row."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0009"


def upgrade() -> None:
    """Add them."""
    op.add_column("calls", sa.Column("risked", sa.Double()))
    op.drop_index("ix_calls_run_id_prompt_tokens_completion_tokens_cost", "calls")
    op.create_index(
        "ix_calls_sums",
        "calls",
        [
            "run_id",
            "model_asked",
            "outcome",
            "prompt_tokens",
            "completion_tokens",
            "cached_tokens",
            "cost",
            "risked",
            "started",
        ],
    )
