"""Create the domain"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "agent",
                "supervisor",
                "admin",
                name="agentrole_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "locale",
            sa.Enum("en", "zh", name="locale_word", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_agent_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("email", name=op.f("uq_agent_email")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "buyer",
                "driver",
                "carrier",
                "partner",
                "console",
                name="audience_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "buyer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "locale",
            sa.Enum("en", "zh", name="locale_word", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyer")),
        sa.UniqueConstraint("phone", name=op.f("uq_buyer_phone")),
    )
    op.create_table(
        "carrier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("shot_level", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier")),
        sa.UniqueConstraint("code", name=op.f("uq_carrier_code")),
    )
    op.create_table(
        "challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "buyer",
                "driver",
                "carrier",
                "partner",
                "console",
                name="audience_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    op.create_index(op.f("ix_challenge_expires_at"), "challenge", ["expires_at"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("resource", sa.String(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "route", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_expires_at"), "idempotency_key", ["expires_at"], unique=False)
    op.create_table(
        "installation",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_installation")),
    )
    op.create_table(
        "limit_counter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_start", name=op.f("pk_limit_counter")),
    )
    op.create_index(op.f("ix_limit_counter_expires_at"), "limit_counter", ["expires_at"], unique=False)
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("code", name=op.f("uq_partner_code")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "plant",
                "yard",
                "port",
                "railhead",
                "hub",
                "store",
                "outlet",
                name="placekind_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name=op.f("ck_place_lat_range")),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name=op.f("ck_place_lon_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
    )
    op.create_table(
        "camera",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("bay", sa.String(), nullable=True),
        sa.Column("clock_offset_s", sa.Double(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_camera_carrier_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_camera_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera")),
        sa.UniqueConstraint("carrier_id", "code", name=op.f("uq_camera_carrier_id_code")),
    )
    op.create_table(
        "client_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(carrier_id, partner_id) = 1", name=op.f("ck_client_key_one_owner")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_client_key_carrier_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_client_key_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_key")),
        sa.UniqueConstraint("client_id", name=op.f("uq_client_key_client_id")),
    )
    op.create_index(op.f("ix_client_key_carrier_id"), "client_key", ["carrier_id"], unique=False)
    op.create_index(op.f("ix_client_key_partner_id"), "client_key", ["partner_id"], unique=False)
    op.create_table(
        "driver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "locale",
            sa.Enum("en", "zh", name="locale_word", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_driver_carrier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_driver")),
    )
    op.create_index(op.f("ix_driver_carrier_id"), "driver", ["carrier_id"], unique=False)
    op.create_index(
        "uq_driver_phone_active", "driver", ["phone"], unique=True, postgresql_where=sa.text("removed_at IS NULL")
    )
    op.create_table(
        "order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "cancelled",
                "returned",
                name="orderstate_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_version", sa.BigInteger(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_earliest", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_latest", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handover", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "milestone",
            sa.Enum(
                "ordered",
                "vin_assigned",
                "in_production",
                "built",
                "ready_to_ship",
                "in_transit",
                "in_storage",
                "out_for_delivery",
                "available_for_pickup",
                "delivered",
                name="milestone_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("milestone_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progress_code", sa.String(), nullable=False),
        sa.Column("progress_params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("milestones", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("eta", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("delayed", sa.Boolean(), nullable=False),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("current_place_id", sa.Uuid(), nullable=True),
        sa.Column("next_expected", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("fold", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("latest_seq", sa.BigInteger(), nullable=False),
        sa.Column("changed_seq", sa.BigInteger(), nullable=False),
        sa.Column("purged_seq", sa.BigInteger(), nullable=False),
        sa.Column("seen_seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("latest_seq >= 0 AND version > 0", name=op.f("ck_order_counters")),
        sa.CheckConstraint("promised_earliest <= promised_latest", name=op.f("ck_order_promised_window")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_order_buyer_id")),
        sa.ForeignKeyConstraint(["current_place_id"], ["place.id"], name=op.f("fk_order_current_place_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_order_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order")),
        sa.UniqueConstraint("partner_id", "number", name=op.f("uq_order_partner_id_number")),
    )
    op.create_index(op.f("ix_order_buyer_id"), "order", ["buyer_id"], unique=False)
    op.create_index(op.f("ix_order_number"), "order", ["number"], unique=False)
    op.create_table(
        "trip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "truck",
                "rail",
                "vessel",
                "driven",
                name="mode_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_place_id", sa.Uuid(), nullable=False),
        sa.Column("to_place_id", sa.Uuid(), nullable=False),
        sa.Column("planned_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_trip_carrier_id")),
        sa.ForeignKeyConstraint(["from_place_id"], ["place.id"], name=op.f("fk_trip_from_place_id")),
        sa.ForeignKeyConstraint(["to_place_id"], ["place.id"], name=op.f("fk_trip_to_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip")),
        sa.UniqueConstraint("carrier_id", "ref", name=op.f("uq_trip_carrier_id_ref")),
    )
    op.create_index(op.f("ix_trip_planned_start"), "trip", ["planned_start"], unique=False)
    op.create_table(
        "clip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("driver_id", sa.Uuid(), nullable=True),
        sa.Column("camera_id", sa.Uuid(), nullable=True),
        sa.Column("trip_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "handheld",
                "fixed_camera",
                "gate",
                name="origin_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("captured_offset_min", sa.Integer(), nullable=False),
        sa.Column("source_captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shots", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "awaiting_upload",
                "uploaded",
                "processing",
                "published",
                "held",
                "rejected",
                "failed",
                "removed",
                name="clipstatus_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("published_attempt", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "verdict_code",
            sa.Enum(
                "too_dark",
                "too_blurry",
                "too_shaky",
                "frozen",
                "no_picture",
                "covered",
                "too_short",
                "too_long",
                "not_a_video",
                "unsupported",
                "corrupt",
                "hash_mismatch",
                "wrong_vehicle",
                "seen_before",
                "needs_review",
                name="verdictcode_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("verdict_params", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("verdict_at_s", sa.Double(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("quality", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("thumbhash", sa.String(), nullable=True),
        sa.Column("storyboard", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status <> 'failed' OR failure IS NOT NULL", name=op.f("ck_clip_failed_has_reason")),
        sa.CheckConstraint(
            "status <> 'published' OR published_attempt IS NOT NULL", name=op.f("ck_clip_published_has_attempt")
        ),
        sa.CheckConstraint(
            "status <> 'rejected' OR verdict_code IS NOT NULL", name=op.f("ck_clip_rejected_has_verdict")
        ),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_clip_location_whole")),
        sa.CheckConstraint("attempt >= 0", name=op.f("ck_clip_attempt_counts")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_clip_percent_range")),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name=op.f("fk_clip_camera_id")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_clip_carrier_id")),
        sa.ForeignKeyConstraint(["driver_id"], ["driver.id"], name=op.f("fk_clip_driver_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_clip_place_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["clip.id"], name=op.f("fk_clip_replaces_id")),
        sa.ForeignKeyConstraint(["trip_id"], ["trip.id"], name=op.f("fk_clip_trip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip")),
    )
    op.create_index(op.f("ix_clip_carrier_id"), "clip", ["carrier_id"], unique=False)
    op.create_index(op.f("ix_clip_trip_id"), "clip", ["trip_id"], unique=False)
    op.create_index(
        "ix_clip_unsettled",
        "clip",
        ["status", "status_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('uploaded', 'processing')"),
    )
    op.create_table(
        "handoff_code",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("device_name", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_handoff_code_buyer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_handoff_code_order_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_handoff_code")),
    )
    op.create_index(op.f("ix_handoff_code_expires_at"), "handoff_code", ["expires_at"], unique=False)
    op.create_table(
        "parked_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("driver_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("vin", sa.String(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_parked_event_carrier_id")),
        sa.ForeignKeyConstraint(["driver_id"], ["driver.id"], name=op.f("fk_parked_event_driver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_event")),
        sa.UniqueConstraint("carrier_id", "event_id", name=op.f("uq_parked_event_carrier_id_event_id")),
    )
    op.create_index(op.f("ix_parked_event_vin"), "parked_event", ["vin"], unique=False)
    op.create_table(
        "service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "deposit",
                "finance",
                "insurance",
                "trade_in",
                "registration",
                "charger_installation",
                "battery_plan",
                "accessories",
                "maintenance",
                "modification",
                "test_drive",
                name="servicekind_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "offered",
                "requested",
                "pending",
                "scheduled",
                "done",
                "declined",
                "cancelled",
                name="servicestatus_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("provider", sa.String(), nullable=True),
        sa.Column("appointment_earliest", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointment_latest", sa.DateTime(timezone=True), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name=op.f("ck_service_money_whole")),
        sa.CheckConstraint("appointment_earliest <= appointment_latest", name=op.f("ck_service_appointment_window")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_service_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("order_id", "ref", name=op.f("uq_service_order_id_ref")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "buyer",
                "driver",
                "carrier",
                "partner",
                "console",
                name="audience_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("buyer_id", sa.Uuid(), nullable=True),
        sa.Column("driver_id", sa.Uuid(), nullable=True),
        sa.Column("carrier_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("device_name", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(buyer_id, driver_id, carrier_id, partner_id, agent_id) = 1",
            name=op.f("ck_session_one_identity"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_session_agent_id")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_session_buyer_id")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_session_carrier_id")),
        sa.ForeignKeyConstraint(["driver_id"], ["driver.id"], name=op.f("fk_session_driver_id")),
        sa.ForeignKeyConstraint(["key_id"], ["client_key.id"], name=op.f("fk_session_key_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_session_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_agent_id"), "session", ["agent_id"], unique=False)
    op.create_index(op.f("ix_session_buyer_id"), "session", ["buyer_id"], unique=False)
    op.create_index(op.f("ix_session_driver_id"), "session", ["driver_id"], unique=False)
    op.create_index(op.f("ix_session_key_id"), "session", ["key_id"], unique=False)
    op.create_table(
        "stage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "transport", "storage", name="stagekind_word", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "truck",
                "rail",
                "vessel",
                "driven",
                name="mode_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("trip_id", sa.Uuid(), nullable=True),
        sa.Column("trip_position", sa.String(), nullable=True),
        sa.Column(
            "car_state",
            sa.Enum(
                "expected",
                "loaded",
                "unloaded",
                "missing",
                "refused",
                name="carstate_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_place_id", sa.Uuid(), nullable=False),
        sa.Column("to_place_id", sa.Uuid(), nullable=False),
        sa.Column("planned_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("estimated_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("estimated_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actual_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actual_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fold", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'transport') = (mode IS NOT NULL)", name=op.f("ck_stage_leg_has_mode")),
        sa.CheckConstraint("planned_start <= planned_end", name=op.f("ck_stage_planned_window")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_stage_carrier_id")),
        sa.ForeignKeyConstraint(["from_place_id"], ["place.id"], name=op.f("fk_stage_from_place_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_stage_order_id")),
        sa.ForeignKeyConstraint(["to_place_id"], ["place.id"], name=op.f("fk_stage_to_place_id")),
        sa.ForeignKeyConstraint(["trip_id"], ["trip.id"], name=op.f("fk_stage_trip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("order_id", "ref", name=op.f("uq_stage_order_id_ref")),
    )
    op.create_index(
        "ix_stage_carrier_open",
        "stage",
        ["carrier_id", "planned_start"],
        unique=False,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(op.f("ix_stage_trip_id"), "stage", ["trip_id"], unique=False)
    op.create_table(
        "vehicle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("make", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("trim", sa.String(), nullable=True),
        sa.Column("colour", sa.String(), nullable=True),
        sa.Column("vin", sa.String(), nullable=True),
        sa.Column("vin_assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("car", sa.Integer(), nullable=False),
        sa.Column("former_cars", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("vin ~ '^[A-HJ-NPR-Z0-9]{17}$'", name=op.f("ck_vehicle_vin_shape")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_vehicle_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
        sa.UniqueConstraint("order_id", name=op.f("uq_vehicle_order_id")),
    )
    op.create_index(op.f("ix_vehicle_vin"), "vehicle", ["vin"], unique=False)
    op.create_index("ix_vehicle_vin_tail", "vehicle", [sa.literal_column("right(vin, 8)")], unique=False)
    op.create_table(
        "access_token",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_access_token_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_access_token")),
    )
    op.create_index(op.f("ix_access_token_expires_at"), "access_token", ["expires_at"], unique=False)
    op.create_index(op.f("ix_access_token_session_id"), "access_token", ["session_id"], unique=False)
    op.create_table(
        "clip_car",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clip_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("car", sa.Integer(), nullable=False),
        sa.Column("from_s", sa.Double(), nullable=True),
        sa.Column("to_s", sa.Double(), nullable=True),
        sa.CheckConstraint("0 <= from_s AND from_s < to_s", name=op.f("ck_clip_car_seconds")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_clip_car_clip_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_clip_car_order_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_clip_car_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_car")),
        sa.UniqueConstraint("clip_id", "stage_id", "car", name=op.f("uq_clip_car_clip_id_stage_id_car")),
    )
    op.create_index(op.f("ix_clip_car_order_id"), "clip_car", ["order_id"], unique=False)
    op.create_index(op.f("ix_clip_car_stage_id"), "clip_car", ["stage_id"], unique=False)
    op.create_table(
        "cut",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clip_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("car", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "published",
                "held",
                "removed",
                name="cutstatus_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_s", sa.Double(), nullable=True),
        sa.Column("to_s", sa.Double(), nullable=True),
        sa.Column("blurred", sa.Boolean(), nullable=False),
        sa.Column("proof", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'removed') = (removed_at IS NOT NULL)", name=op.f("ck_cut_removed_has_time")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_cut_clip_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_cut_order_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_cut_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut")),
        sa.UniqueConstraint("clip_id", "order_id", "car", name=op.f("uq_cut_clip_id_order_id_car")),
    )
    op.create_index(op.f("ix_cut_order_id"), "cut", ["order_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("driver_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("car", sa.Integer(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "accepting",
                "loading",
                "departing",
                "transporting",
                "arriving",
                "unloading",
                "storing",
                "holding",
                "inspecting",
                "repairing",
                "staging_outbound",
                "shipping",
                "receiving",
                "commissioning",
                "retail_selling",
                name="eventtype_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "classifier",
            sa.Enum(
                "planned",
                "estimated",
                "actual",
                name="classifier_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
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
                name="reason_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_event_location_whole")),
        sa.CheckConstraint("utc_offset_min BETWEEN -840 AND 840", name=op.f("ck_event_offset_range")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_event_carrier_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["event.id"], name=op.f("fk_event_corrects_id")),
        sa.ForeignKeyConstraint(["driver_id"], ["driver.id"], name=op.f("fk_event_driver_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_event_order_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_event_place_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_event_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(
        "ix_event_corrects",
        "event",
        ["corrects_id"],
        unique=False,
        postgresql_where=sa.text("corrects_id IS NOT NULL"),
    )
    op.create_index("ix_event_order_recorded", "event", ["order_id", "recorded_at"], unique=False)
    op.create_index(op.f("ix_event_stage_id"), "event", ["stage_id"], unique=False)
    op.create_index("uq_event_reported_once", "event", ["carrier_id", "event_id", "stage_id"], unique=True)
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("driver_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "pickup",
                "handover",
                "delivery",
                name="inspectionkind_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("inspected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("odometer_km", sa.Integer(), nullable=True),
        sa.Column("signature", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_inspection_carrier_id")),
        sa.ForeignKeyConstraint(["driver_id"], ["driver.id"], name=op.f("fk_inspection_driver_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_inspection_order_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_inspection_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index(op.f("ix_inspection_order_id"), "inspection", ["order_id"], unique=False)
    op.create_index(op.f("ix_inspection_stage_id"), "inspection", ["stage_id"], unique=False)
    op.create_table(
        "playback_token",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_playback_token_order_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_playback_token_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_playback_token")),
    )
    op.create_index(op.f("ix_playback_token_expires_at"), "playback_token", ["expires_at"], unique=False)
    op.create_index(op.f("ix_playback_token_session_id"), "playback_token", ["session_id"], unique=False)
    op.create_table(
        "refresh_token",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_refresh_token_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_refresh_token")),
    )
    op.create_index("uq_refresh_token_chain", "refresh_token", ["session_id", "generation"], unique=True)
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("clip_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "awaiting_parts",
                "completed",
                "aborted",
                name="uploadstatus_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("part_size", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("multipart_id", sa.String(), nullable=True),
        sa.Column("device_ref", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_upload_sha256_length")),
        sa.CheckConstraint("part_size >= 5242880", name=op.f("ck_upload_part_size_s3")),
        sa.CheckConstraint("size > 0", name=op.f("ck_upload_size_positive")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_upload_carrier_id")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_upload_clip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("clip_id", name=op.f("uq_upload_clip_id")),
        sa.UniqueConstraint("key", name=op.f("uq_upload_key")),
    )
    op.create_index(
        "ix_upload_open",
        "upload",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("status = 'awaiting_parts'"),
    )
    op.create_index("ix_upload_same_bytes", "upload", ["carrier_id", "sha256"], unique=False)
    op.create_index(
        "uq_upload_device_ref",
        "upload",
        ["carrier_id", "device_ref"],
        unique=True,
        postgresql_where=sa.text("device_ref IS NOT NULL AND superseded_at IS NULL"),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "concern",
                "claim",
                "question",
                name="casekind_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "waiting_buyer",
                "waiting_carrier",
                "resolved",
                "declined",
                "withdrawn",
                name="casestate_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cut_id", sa.Uuid(), nullable=True),
        sa.Column("at_s", sa.Double(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name=op.f("ck_case_money_whole")),
        sa.ForeignKeyConstraint(["cut_id"], ["cut.id"], name=op.f("fk_case_cut_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_case_order_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["agent.id"], name=op.f("fk_case_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
    )
    op.create_index(op.f("ix_case_order_id"), "case", ["order_id"], unique=False)
    op.create_index(op.f("ix_case_owner_id"), "case", ["owner_id"], unique=False)
    op.create_table(
        "damage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("code_set", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Uuid(), nullable=True),
        sa.Column("at_s", sa.Double(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("severity BETWEEN 1 AND 6", name=op.f("ck_damage_severity_range")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_damage_clip_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_damage_inspection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_damage")),
    )
    op.create_index(op.f("ix_damage_inspection_id"), "damage", ["inspection_id"], unique=False)
    op.create_table(
        "rendition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clip_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("cut_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bandwidth", sa.Integer(), nullable=True),
        sa.Column("average_bandwidth", sa.Integer(), nullable=True),
        sa.Column("codecs", sa.String(), nullable=True),
        sa.Column("frame_rate", sa.Double(), nullable=True),
        sa.Column("init_offset", sa.BigInteger(), nullable=True),
        sa.Column("init_size", sa.Integer(), nullable=True),
        sa.Column("segments", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'video') = (segments IS NOT NULL)", name=op.f("ck_rendition_video_has_segments")),
        sa.CheckConstraint("kind IN ('video', 'poster', 'storyboard', 'still')", name=op.f("ck_rendition_kind_word")),
        sa.CheckConstraint("size > 0", name=op.f("ck_rendition_size_positive")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_rendition_clip_id")),
        sa.ForeignKeyConstraint(["cut_id"], ["cut.id"], name=op.f("fk_rendition_cut_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendition")),
        sa.UniqueConstraint("key", name=op.f("uq_rendition_key")),
    )
    op.create_index(
        "uq_rendition_name",
        "rendition",
        ["clip_id", "attempt", "cut_id", "name"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "timeline_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "milestone",
                "event",
                "clip",
                "eta",
                "inspection",
                "case",
                "note",
                "service",
                "correction",
                name="entrykind_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("cut_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_en", sa.String(), nullable=False),
        sa.Column("body_zh", sa.String(), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_timeline_entry_seq_counts")),
        sa.ForeignKeyConstraint(["corrects_id"], ["timeline_entry.id"], name=op.f("fk_timeline_entry_corrects_id")),
        sa.ForeignKeyConstraint(["cut_id"], ["cut.id"], name=op.f("fk_timeline_entry_cut_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_timeline_entry_event_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_timeline_entry_order_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_timeline_entry_place_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_timeline_entry_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
        sa.UniqueConstraint("order_id", "seq", name=op.f("uq_timeline_entry_order_id_seq")),
        sa.UniqueConstraint("order_id", "subject", name=op.f("uq_timeline_entry_order_id_subject")),
    )
    op.create_index(
        "ix_timeline_entry_reading",
        "timeline_entry",
        ["order_id", sa.literal_column("happened_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_where=sa.text("NOT removed"),
    )
    op.create_table(
        "case_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "buyer",
                "driver",
                "carrier",
                "partner",
                "console",
                name="audience_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_message_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_message")),
    )
    op.create_index(op.f("ix_case_message_case_id"), "case_message", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_case_message_case_id"), table_name="case_message")
    op.drop_table("case_message")
    op.drop_index("ix_timeline_entry_reading", table_name="timeline_entry", postgresql_where=sa.text("NOT removed"))
    op.drop_table("timeline_entry")
    op.drop_index("uq_rendition_name", table_name="rendition", postgresql_nulls_not_distinct=True)
    op.drop_table("rendition")
    op.drop_index(op.f("ix_damage_inspection_id"), table_name="damage")
    op.drop_table("damage")
    op.drop_index(op.f("ix_case_owner_id"), table_name="case")
    op.drop_index(op.f("ix_case_order_id"), table_name="case")
    op.drop_table("case")
    op.drop_index(
        "uq_upload_device_ref",
        table_name="upload",
        postgresql_where=sa.text("device_ref IS NOT NULL AND superseded_at IS NULL"),
    )
    op.drop_index("ix_upload_same_bytes", table_name="upload")
    op.drop_index("ix_upload_open", table_name="upload", postgresql_where=sa.text("status = 'awaiting_parts'"))
    op.drop_table("upload")
    op.drop_index("uq_refresh_token_chain", table_name="refresh_token")
    op.drop_table("refresh_token")
    op.drop_index(op.f("ix_playback_token_session_id"), table_name="playback_token")
    op.drop_index(op.f("ix_playback_token_expires_at"), table_name="playback_token")
    op.drop_table("playback_token")
    op.drop_index(op.f("ix_inspection_stage_id"), table_name="inspection")
    op.drop_index(op.f("ix_inspection_order_id"), table_name="inspection")
    op.drop_table("inspection")
    op.drop_index("uq_event_reported_once", table_name="event")
    op.drop_index(op.f("ix_event_stage_id"), table_name="event")
    op.drop_index("ix_event_order_recorded", table_name="event")
    op.drop_index("ix_event_corrects", table_name="event", postgresql_where=sa.text("corrects_id IS NOT NULL"))
    op.drop_table("event")
    op.drop_index(op.f("ix_cut_order_id"), table_name="cut")
    op.drop_table("cut")
    op.drop_index(op.f("ix_clip_car_stage_id"), table_name="clip_car")
    op.drop_index(op.f("ix_clip_car_order_id"), table_name="clip_car")
    op.drop_table("clip_car")
    op.drop_index(op.f("ix_access_token_session_id"), table_name="access_token")
    op.drop_index(op.f("ix_access_token_expires_at"), table_name="access_token")
    op.drop_table("access_token")
    op.drop_index("ix_vehicle_vin_tail", table_name="vehicle")
    op.drop_index(op.f("ix_vehicle_vin"), table_name="vehicle")
    op.drop_table("vehicle")
    op.drop_index(op.f("ix_stage_trip_id"), table_name="stage")
    op.drop_index("ix_stage_carrier_open", table_name="stage", postgresql_where=sa.text("withdrawn_at IS NULL"))
    op.drop_table("stage")
    op.drop_index(op.f("ix_session_key_id"), table_name="session")
    op.drop_index(op.f("ix_session_driver_id"), table_name="session")
    op.drop_index(op.f("ix_session_buyer_id"), table_name="session")
    op.drop_index(op.f("ix_session_agent_id"), table_name="session")
    op.drop_table("session")
    op.drop_table("service")
    op.drop_index(op.f("ix_parked_event_vin"), table_name="parked_event")
    op.drop_table("parked_event")
    op.drop_index(op.f("ix_handoff_code_expires_at"), table_name="handoff_code")
    op.drop_table("handoff_code")
    op.drop_index(
        "ix_clip_unsettled", table_name="clip", postgresql_where=sa.text("status IN ('uploaded', 'processing')")
    )
    op.drop_index(op.f("ix_clip_trip_id"), table_name="clip")
    op.drop_index(op.f("ix_clip_carrier_id"), table_name="clip")
    op.drop_table("clip")
    op.drop_index(op.f("ix_trip_planned_start"), table_name="trip")
    op.drop_table("trip")
    op.drop_index(op.f("ix_order_number"), table_name="order")
    op.drop_index(op.f("ix_order_buyer_id"), table_name="order")
    op.drop_table("order")
    op.drop_index("uq_driver_phone_active", table_name="driver", postgresql_where=sa.text("removed_at IS NULL"))
    op.drop_index(op.f("ix_driver_carrier_id"), table_name="driver")
    op.drop_table("driver")
    op.drop_index(op.f("ix_client_key_partner_id"), table_name="client_key")
    op.drop_index(op.f("ix_client_key_carrier_id"), table_name="client_key")
    op.drop_table("client_key")
    op.drop_table("camera")
    op.drop_table("place")
    op.drop_table("partner")
    op.drop_index(op.f("ix_limit_counter_expires_at"), table_name="limit_counter")
    op.drop_table("limit_counter")
    op.drop_table("installation")
    op.drop_index(op.f("ix_idempotency_key_expires_at"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_index(op.f("ix_challenge_expires_at"), table_name="challenge")
    op.drop_table("challenge")
    op.drop_table("carrier")
    op.drop_table("buyer")
    op.drop_index("ix_audit_entry_subject", table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("agent")
