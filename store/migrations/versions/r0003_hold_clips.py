"""Keep what was made of a clip that a person has to look at, and what was hidden in it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("clip", sa.Column("held_attempt", sa.Integer(), nullable=True))
    op.add_column("clip", sa.Column("hidden", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("clip", sa.Column("redactions", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    """Remove the columns."""
    for name in ("redactions", "hidden", "held_attempt"):
        op.drop_column("clip", name)
