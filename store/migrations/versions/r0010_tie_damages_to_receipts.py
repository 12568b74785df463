"""Tie the damages that a buyer found to the receipt that names them"""

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"


def upgrade() -> None:
    op.add_column("damage", sa.Column("receipt_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_damage_receipt_id"), "damage", "receipt", ["receipt_id"], ["id"])
    op.create_index(op.f("ix_damage_receipt_id"), "damage", ["receipt_id"])


def downgrade() -> None:
    op.drop_column("damage", "receipt_id")
