"""Remember what past journeys teach, when estimates are due for another look, and what was heard last."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "r0009"
down_revision = "r0008"

_MOMENT = sa.DateTime(timezone=True)

# The newest entry that came from the road, of every order that has one.
_HEARD = """
UPDATE "order" SET heard = jsonb_build_object('since', found.since, 'kind', found.kind, 'lanes', '[]'::jsonb,
                                              'usual_s', NULL, 'cases', 0)
FROM (
    SELECT DISTINCT ON (order_id) order_id, kind,
           to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS since
    FROM timeline_entry
    WHERE NOT removed AND kind IN ('milestone', 'event', 'clip', 'inspection', 'correction')
    ORDER BY order_id, happened_at DESC, id DESC
) AS found WHERE found.order_id = "order".id
"""


def upgrade() -> None:
    op.create_table(
        "lane_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lanes", JSONB(), nullable=False),
        sa.Column("planned_start", _MOMENT, nullable=True),
        sa.Column("planned_end", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=False),
        sa.Column("said_end", _MOMENT, nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("learned", sa.Boolean(), nullable=False),
        sa.Column("counted_in", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_lane_case_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane_case")),
        sa.UniqueConstraint("order_id", "position", "kind", name=op.f("uq_lane_case_order_id_position_kind")),
    )
    op.create_index("ix_lane_case_to_learn", "lane_case", ["ended_at"], postgresql_where=sa.text("NOT learned"))
    op.create_table(
        "pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lanes", JSONB(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(op.f("ix_pause_ended_at"), "pause", ["ended_at"])
    op.create_table(
        "lane",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", JSONB(), nullable=False),
        sa.Column("samples", JSONB(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lane")),
    )
    op.add_column("order", sa.Column("renew_at", _MOMENT, nullable=True))
    op.add_column("order", sa.Column("heard", JSONB(), nullable=True))
    op.create_index("ix_order_renew_at", "order", ["renew_at"], postgresql_where=sa.text("renew_at IS NOT NULL"))
    op.execute(_HEARD)
    op.execute("UPDATE \"order\" SET renew_at = now() WHERE state = 'open' AND milestone <> 'delivered'")


def downgrade() -> None:
    op.drop_index("ix_order_renew_at", table_name="order", postgresql_where=sa.text("renew_at IS NOT NULL"))
    op.drop_column("order", "heard")
    op.drop_column("order", "renew_at")
    op.drop_table("lane")
    op.drop_index(op.f("ix_pause_ended_at"), table_name="pause")
    op.drop_table("pause")
    op.drop_index("ix_lane_case_to_learn", table_name="lane_case", postgresql_where=sa.text("NOT learned"))
    op.drop_table("lane_case")
