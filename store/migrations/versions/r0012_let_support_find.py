"""Let support find orders and what is stuck without reading whole tables, and agents enrol an authenticator."""

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"

_LEFT_BEHIND = "car_state IN ('missing', 'refused') AND withdrawn_at IS NULL"
_RUNNING = "actual_start IS NOT NULL AND actual_end IS NULL AND withdrawn_at IS NULL"
# name, table, column or expression, which rows
_INDEXES: tuple[tuple[str, str, str, str | None], ...] = (
    ("ix_order_number_search", "order", "lower(number) text_pattern_ops", None),
    ("ix_vehicle_vin_backwards", "vehicle", "reverse(vin) text_pattern_ops", None),
    ("ix_buyer_name_search", "buyer", "lower(name) text_pattern_ops", None),
    ("ix_stage_left_behind", "stage", "planned_start", _LEFT_BEHIND),
    ("ix_stage_running", "stage", "coalesce(estimated_end, planned_end)", _RUNNING),
    ("ix_parked_event_waiting", "parked_event", "recorded_at", "applied_at IS NULL"),
    ("ix_clip_failed", "clip", "status_at", "status = 'failed'"),
)


def upgrade() -> None:
    """Add them."""
    op.add_column("agent", sa.Column("totp_offered", sa.String(), nullable=True))
    op.create_index("ix_order_newest", "order", ["ordered_at", "id"])
    op.create_index("ix_order_milestone_newest", "order", ["milestone", "ordered_at", "id"])
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor_id", "id"])
    for name, table, column, rows in _INDEXES:
        op.create_index(name, table, [sa.text(column)], postgresql_where=sa.text(rows) if rows else None)


def downgrade() -> None:
    """Remove them."""
    for name, table, _column, _rows in _INDEXES:
        op.drop_index(name, table)
    op.drop_index("ix_audit_entry_actor", "audit_entry")
    op.drop_index("ix_order_milestone_newest", "order")
    op.drop_index("ix_order_newest", "order")
    op.drop_column("agent", "totp_offered")
