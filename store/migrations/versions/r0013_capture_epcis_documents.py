"""Capture EPCIS documents"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0013"
down_revision = "r0012"


def upgrade() -> None:
    op.create_table(
        "epcis_capture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column(
            "behaviour",
            sa.Enum(
                "rollback",
                "proceed",
                name="capturebehaviour_word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("errors", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(document IS NULL) = (finished_at IS NOT NULL)", name=op.f("ck_epcis_capture_document_until_finished")
        ),
        sa.CheckConstraint(
            "(success IS NULL) = (finished_at IS NULL)", name=op.f("ck_epcis_capture_success_once_finished")
        ),
        sa.CheckConstraint("done BETWEEN 0 AND total", name=op.f("ck_epcis_capture_done_counts")),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_epcis_capture_carrier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epcis_capture")),
    )
    op.create_index(
        "ix_epcis_capture_unfinished",
        "epcis_capture",
        ["carrier_id", "id"],
        unique=False,
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "epcis_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("declares_error", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("biz_step", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("epcs", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_epcis_event_carrier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epcis_event")),
        sa.UniqueConstraint(
            "carrier_id", "event_id", "declares_error", name=op.f("uq_epcis_event_carrier_id_event_id_declares_error")
        ),
    )
    op.create_index("ix_epcis_event_epcs", "epcis_event", ["epcs"], unique=False, postgresql_using="gin")
    op.create_index("ix_epcis_event_reading", "epcis_event", ["carrier_id", "recorded_at", "id"], unique=False)
    op.create_table(
        "epcis_report",
        sa.Column("carrier_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("epcis_event_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_epcis_report_carrier_id")),
        sa.ForeignKeyConstraint(
            ["epcis_event_id"], ["epcis_event.id"], name=op.f("fk_epcis_report_epcis_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("carrier_id", "report_id", name=op.f("pk_epcis_report")),
    )
    op.create_index(op.f("ix_epcis_report_epcis_event_id"), "epcis_report", ["epcis_event_id"], unique=False)
    op.create_index("ix_event_carrier_recorded", "event", ["carrier_id", "recorded_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_event_carrier_recorded", table_name="event")
    op.drop_index(op.f("ix_epcis_report_epcis_event_id"), table_name="epcis_report")
    op.drop_table("epcis_report")
    op.drop_index("ix_epcis_event_reading", table_name="epcis_event")
    op.drop_index("ix_epcis_event_epcs", table_name="epcis_event", postgresql_using="gin")
    op.drop_table("epcis_event")
    op.drop_index(
        "ix_epcis_capture_unfinished", table_name="epcis_capture", postgresql_where=sa.text("finished_at IS NULL")
    )
    op.drop_table("epcis_capture")
