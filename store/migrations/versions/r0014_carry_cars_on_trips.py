"""Carry cars on trips: whose word plans one, which events are of a whole trip, and cars that were refused"""

import sqlalchemy as sa
from alembic import op

revision = "r0014"
down_revision = "r0013"

REASONS = (
    "weather",
    "traffic",
    "breakdown",
    "accident",
    "capacity",
    "port",
    "customs",
    "road_closed",
    "holiday",
    "quality_check",
    "repair",
    "documents",
    "buyer_request",
    "shop_request",
    "other",
)


def upgrade() -> None:
    op.add_column("trip", sa.Column("carrier_planned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("trip", sa.Column("loading_reported", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("trip", "loading_reported", server_default=None)
    op.add_column("stage", sa.Column("put_trip", sa.String(), nullable=True))
    op.add_column("stage", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("stage", sa.Column("refused_reason", sa.String(40), nullable=True))
    op.add_column("stage", sa.Column("refused_note", sa.String(), nullable=True))
    words = ", ".join(f"'{reason}'" for reason in REASONS)
    op.create_check_constraint(op.f("ck_stage_reason_word"), "stage", f"refused_reason IN ({words})")
    op.execute("UPDATE stage SET put_trip = trip.ref FROM trip WHERE trip.id = stage.trip_id")
    op.add_column("event", sa.Column("trip_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_event_trip_id"), "event", "trip", ["trip_id"], ["id"])
    op.create_index(
        "ix_event_trip_stage",
        "event",
        ["trip_id", "stage_id"],
        unique=False,
        postgresql_where=sa.text("trip_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_event_trip_stage", "event")
    op.drop_constraint(op.f("fk_event_trip_id"), "event", type_="foreignkey")
    op.drop_column("event", "trip_id")
    op.drop_constraint(op.f("ck_stage_reason_word"), "stage", type_="check")
    for name in ("refused_note", "refused_reason", "refused_at", "put_trip"):
        op.drop_column("stage", name)
    for name in ("loading_reported", "carrier_planned_at"):
        op.drop_column("trip", name)
