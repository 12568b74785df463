"""Let footage follow the car to another order"""

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"


def upgrade() -> None:
    op.add_column("clip_car", sa.Column("at_a_door", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("clip_car", "at_a_door", server_default=None)
    op.drop_constraint("uq_clip_car_clip_id_stage_id_car", "clip_car")
    op.create_unique_constraint(
        op.f("uq_clip_car_clip_id_order_id_stage_id_car"), "clip_car", ["clip_id", "order_id", "stage_id", "car"]
    )
    op.create_index(
        "ix_vehicle_former_cars",
        "vehicle",
        ["former_cars"],
        postgresql_using="gin",
        postgresql_where=sa.text("former_cars <> '{}'::jsonb"),
    )


def downgrade() -> None:
    op.drop_index("ix_vehicle_former_cars", table_name="vehicle")
    op.drop_constraint(op.f("uq_clip_car_clip_id_order_id_stage_id_car"), "clip_car")
    # What was handed on to other orders than those it was filmed for has no place in the older tables.
    op.execute(
        sa.text("DELETE FROM clip_car USING stage WHERE stage.id = stage_id AND stage.order_id <> clip_car.order_id")
    )
    op.create_unique_constraint(op.f("uq_clip_car_clip_id_stage_id_car"), "clip_car", ["clip_id", "stage_id", "car"])
    op.drop_column("clip_car", "at_a_door")
