"""For several machines: the pages of drafts, and what is counted of a receipt in columns of its own."""

import json

import sqlalchemy as sa
from alembic import op

from gen.ledger.columns import unescape

revision = "0008"
down_revision = "0007"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PART = 500


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "texts",
        sa.Column("draft_id", _ID, nullable=False, autoincrement=False),
        sa.Column("page_hash", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_texts_draft_id"),
        sa.PrimaryKeyConstraint("draft_id", name="pk_texts"),
    )
    for name in ("model", "prompt_hash"):
        op.add_column("drafts", sa.Column(name, sa.Text(), server_default="", nullable=False))
    _fill()


def _fill() -> None:
    drafts = sa.table("drafts", *(sa.column(name) for name in ("id", "receipt", "model", "prompt_hash")))
    connection, last = op.get_bind(), 0
    set_both = sa.update(drafts).where(drafts.c.id == sa.bindparam("number"))
    set_both = set_both.values(model=sa.bindparam("said_model"), prompt_hash=sa.bindparam("said_prompt"))
    query = sa.select(drafts.c.id, drafts.c.receipt).where(drafts.c.receipt.is_not(None)).order_by(drafts.c.id)
    while rows := connection.execute(query.where(drafts.c.id > last).limit(_PART)).all():
        last = rows[-1].id
        said = [(row.id, json.loads(unescape(row.receipt))) for row in rows]
        values = [
            {"number": number, "said_model": _word(receipt, "model"), "said_prompt": _word(receipt, "prompt_hash")}
            for number, receipt in said
        ]
        connection.execute(set_both, values)


def _word(receipt: object, name: str) -> str:
    value = receipt.get(name) if isinstance(receipt, dict) else None
    return value if isinstance(value, str) else ""
