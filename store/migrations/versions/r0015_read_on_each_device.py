"""Keep how far an order was read for each device, and when each entry was first told."""

import sqlalchemy as sa
from alembic import op

revision = "r0015"
down_revision = "r0014"


def upgrade() -> None:
    op.create_table(
        "seen",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_seen_seq_counts")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_seen_session_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_seen_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "order_id", name=op.f("pk_seen")),
    )
    op.create_index(op.f("ix_seen_order_id"), "seen", ["order_id"])
    # What a buyer had read, each of their devices had read.
    op.execute(
        """INSERT INTO seen (session_id, order_id, seq, looked_at)
        SELECT s.id, o.id, o.seen_seq, s.last_seen_at
        FROM "order" o JOIN session s ON s.buyer_id = o.buyer_id WHERE o.seen_seq > 0"""
    )
    op.drop_column("order", "seen_seq")
    op.add_column("timeline_entry", sa.Column("first_seq", sa.BigInteger()))
    op.execute("UPDATE timeline_entry SET first_seq = seq")
    op.alter_column("timeline_entry", "first_seq", nullable=False)


def downgrade() -> None:
    op.drop_column("timeline_entry", "first_seq")
    op.add_column("order", sa.Column("seen_seq", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        """UPDATE "order" o SET seen_seq = s.seq
        FROM (SELECT order_id, max(seq) AS seq FROM seen GROUP BY order_id) s WHERE s.order_id = o.id"""
    )
    op.alter_column("order", "seen_seq", server_default=None)
    op.drop_table("seen")
