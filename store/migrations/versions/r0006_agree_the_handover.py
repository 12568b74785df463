"""Agree the handover, and keep its receipt"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0006"
down_revision = "r0005"


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=f"{name}_word", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    json = postgresql.JSONB(astext_type=sa.Text(), none_as_null=True)
    op.add_column("order", sa.Column("appointment", json, nullable=False, server_default="{}"))
    op.alter_column("order", "appointment", server_default=None)
    op.execute(
        sa.text(
            """UPDATE "order" SET appointment = jsonb_build_object('state', 'proposed', 'since', created_at)
            WHERE handover -> 'window' IS NOT NULL"""
        )
    )
    op.create_table(
        "change_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("instead_of", json, nullable=False),
        sa.Column("windows", json, nullable=False),
        sa.Column(
            "reason",
            _word(
                "changereason",
                "not_available",
                "travel",
                "work",
                "health",
                "charger_not_ready",
                "papers_not_ready",
                "payment_not_ready",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", _word("changeanswer", "agreed", "changed", "kept", "withdrawn"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_change_request_answer_has_time")
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_change_request_buyer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_change_request_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    op.create_index(op.f("ix_change_request_order_id"), "change_request", ["order_id"])
    op.create_index(
        "uq_change_request_open",
        "change_request",
        ["order_id"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("car", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("condition", _word("receiptcondition", "as_expected", "with_remarks"), nullable=False),
        sa.Column("odometer_km", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("odometer_km >= 0", name=op.f("ck_receipt_odometer_range")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_receipt_buyer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_receipt_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("order_id", "car", "buyer_id", name=op.f("uq_receipt_order_id_car_buyer_id")),
    )


def downgrade() -> None:
    op.drop_table("receipt")
    op.drop_table("change_request")
    op.drop_column("order", "appointment")
