"""Remember which sizes a published clip has still to get, and which changes of an entry are news."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "r0019"
down_revision = "r0018"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table and the column; what was published before owes nothing, and every change so far was news."""
    op.create_table(
        "owed_renditions",
        sa.Column("clip_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("names", ARRAY(sa.Text()), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=True),
        sa.Column("nudged_at", _MOMENT, nullable=True),
        sa.Column("gave_up_at", _MOMENT, nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(failure IS NULL) = (gave_up_at IS NULL)", name=op.f("ck_owed_renditions_gave_up_with_reason")
        ),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_owed_renditions_clip_id")),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_owed_renditions")),
    )
    for column, some in (("nudged_at", "gave_up_at IS NULL"), ("gave_up_at", "gave_up_at IS NOT NULL")):
        name = f"ix_owed_renditions_{column}"
        op.create_index(name, "owed_renditions", [column], postgresql_where=sa.text(some))

    op.add_column("timeline_entry", sa.Column("news_seq", sa.BigInteger()))
    op.execute("UPDATE timeline_entry SET news_seq = seq")
    op.alter_column("timeline_entry", "news_seq", nullable=False)


def downgrade() -> None:
    """Remove both."""
    op.drop_column("timeline_entry", "news_seq")
    op.drop_table("owed_renditions")
