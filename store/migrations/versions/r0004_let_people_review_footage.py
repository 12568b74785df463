"""Let people review footage: by whom it is held, who looks at it now, and with which boxes it was made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0004"
down_revision = "r0003"

_PEOPLE = ("held_by_id", "claimed_by_id")
_CHECKS = {
    "held_has_attempt": "status <> 'held' OR held_attempt IS NOT NULL",
    "claim_whole": "(claimed_by_id IS NULL) = (claimed_until IS NULL)",
}


def upgrade() -> None:
    """Add the columns and the list of what is held."""
    op.add_column("clip", sa.Column("redacted_with", postgresql.JSONB(), nullable=True))
    op.add_column("clip", sa.Column("hold_reason", sa.String(), nullable=True))
    op.add_column("clip", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    for name in _PEOPLE:
        op.add_column("clip", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_clip_{name}"), "clip", "agent", [name], ["id"])
    op.execute("UPDATE clip SET held_attempt = attempt WHERE status = 'held' AND held_attempt IS NULL")
    for name, condition in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_clip_{name}"), "clip", condition)
    op.create_index("ix_clip_held", "clip", ["status_at", "id"], postgresql_where=sa.text("status = 'held'"))


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_clip_held", "clip")
    for name in _CHECKS:
        op.drop_constraint(op.f(f"ck_clip_{name}"), "clip", type_="check")
    for name in (*_PEOPLE, "claimed_until", "hold_reason", "redacted_with"):
        op.drop_column("clip", name)
