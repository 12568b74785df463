"""Tell new damages from known ones, tie them to cases, and keep an order's exception."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0007"
down_revision = "r0006"

EXCEPTIONS = sa.Enum(
    "theft",
    "accident",
    "damage",
    name="exceptioncode_word",
    native_enum=False,
    create_constraint=True,
    length=40,
)
TO_PUBLISH = "publish_at IS NOT NULL AND published_at IS NULL AND dismissed_at IS NULL"
OPEN = "state IN ('open', 'waiting_buyer', 'waiting_carrier')"


def upgrade() -> None:
    op.add_column("order", sa.Column("exception", postgresql.JSONB(astext_type=sa.Text())))
    _inspections()
    _cases()
    _damages()


def _inspections() -> None:
    op.add_column("inspection", sa.Column("car", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("inspection", sa.Column("utc_offset_min", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("inspection", sa.Column("content_hash", sa.LargeBinary()))
    op.execute("UPDATE inspection SET content_hash = sha256(id::text::bytea)")
    op.alter_column("inspection", "content_hash", nullable=False)
    for name in ("car", "utc_offset_min"):
        op.alter_column("inspection", name, server_default=None)
    op.create_unique_constraint(
        op.f("uq_inspection_stage_id_car_content_hash"), "inspection", ["stage_id", "car", "content_hash"]
    )
    op.create_check_constraint(
        op.f("ck_inspection_offset_range"), "inspection", "utc_offset_min BETWEEN -840 AND 840"
    )
    op.create_check_constraint(op.f("ck_inspection_odometer_counts"), "inspection", "odometer_km >= 0")


def _cases() -> None:
    op.add_column("case", sa.Column("car", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("case", sa.Column("exception", EXCEPTIONS))
    op.add_column("case", sa.Column("event_id", sa.Uuid()))
    op.add_column("case", sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.add_column("case", sa.Column("changed_by_id", sa.Uuid()))
    op.execute('UPDATE "case" SET changed_at = coalesce(closed_at, opened_at)')
    op.alter_column("case", "changed_at", nullable=False)
    op.alter_column("case", "car", server_default=None)
    op.create_foreign_key(op.f("fk_case_event_id"), "case", "event", ["event_id"], ["id"])
    op.create_foreign_key(op.f("fk_case_changed_by_id"), "case", "agent", ["changed_by_id"], ["id"])
    op.create_index("ix_case_open", "case", ["due_at", "id"], postgresql_where=sa.text(OPEN))
    op.add_column("case_message", sa.Column("internal", sa.Boolean(), nullable=False, server_default="false"))
    op.alter_column("case_message", "internal", server_default=None)
    op.alter_column("case_message", "author_id", nullable=True)


def _damages() -> None:
    op.alter_column("damage", "inspection_id", nullable=True)
    op.add_column("damage", sa.Column("order_id", sa.Uuid()))
    op.add_column("damage", sa.Column("car", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("damage", sa.Column("found_at", sa.DateTime(timezone=True)))
    op.add_column("damage", sa.Column("labels", postgresql.JSONB(astext_type=sa.Text())))
    op.add_column("damage", sa.Column("is_new", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("damage", sa.Column("former_severity", sa.Integer()))
    op.add_column("damage", sa.Column("case_id", sa.Uuid()))
    op.add_column("damage", sa.Column("publish_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE damage SET order_id = i.order_id, found_at = i.inspected_at FROM inspection i "
        "WHERE i.id = damage.inspection_id"
    )
    op.execute(
        "UPDATE damage SET labels = jsonb_build_object('area', jsonb_build_object('en', area, 'zh', area), "
        "'type', jsonb_build_object('en', type, 'zh', type), 'size', jsonb_build_object('en', severity::text, "
        "'zh', severity::text))"
    )
    op.execute("UPDATE damage SET published_at = NULL WHERE dismissed_at IS NOT NULL")
    for name in ("order_id", "found_at", "labels"):
        op.alter_column("damage", name, nullable=False)
    for name in ("car", "is_new"):
        op.alter_column("damage", name, server_default=None)
    op.create_foreign_key(op.f("fk_damage_order_id"), "damage", "order", ["order_id"], ["id"])
    op.create_foreign_key(op.f("fk_damage_case_id"), "damage", "case", ["case_id"], ["id"])
    for name in ("order_id", "clip_id", "case_id"):
        op.create_index(op.f(f"ix_damage_{name}"), "damage", [name])
    op.create_check_constraint(op.f("ck_damage_at_s_counts"), "damage", "at_s >= 0")
    op.create_check_constraint(
        op.f("ck_damage_shown_or_not"), "damage", "published_at IS NULL OR dismissed_at IS NULL"
    )
    op.create_index("ix_damage_to_publish", "damage", ["publish_at"], postgresql_where=sa.text(TO_PUBLISH))


def downgrade() -> None:
    op.execute("DELETE FROM damage WHERE inspection_id IS NULL")  # what buyers found had no place before
    op.drop_index("ix_damage_to_publish", "damage")
    for name in ("shown_or_not", "at_s_counts"):
        op.drop_constraint(op.f(f"ck_damage_{name}"), "damage")
    op.drop_index(op.f("ix_damage_clip_id"), "damage")
    for name in ("order_id", "car", "found_at", "labels", "is_new", "former_severity", "case_id", "publish_at"):
        op.drop_column("damage", name)
    op.alter_column("damage", "inspection_id", nullable=False)
    op.execute("DELETE FROM case_message WHERE author_id IS NULL")  # the system's own
    op.alter_column("case_message", "author_id", nullable=False)
    op.drop_column("case_message", "internal")
    op.drop_index("ix_case_open", "case")
    for name in ("car", "exception", "event_id", "changed_at", "changed_by_id"):
        op.drop_column("case", name)
    for name in ("odometer_counts", "offset_range"):
        op.drop_constraint(op.f(f"ck_inspection_{name}"), "inspection")
    for name in ("car", "utc_offset_min", "content_hash"):
        op.drop_column("inspection", name)
    op.drop_column("order", "exception")
