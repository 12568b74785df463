"""Find the cuts that wait for a person though their clip does not."""

import sqlalchemy as sa
from alembic import op

revision = "r0018"
down_revision = "r0017"


def upgrade() -> None:
    """Add the list."""
    op.create_index("ix_cut_held", "cut", ["clip_id"], postgresql_where=sa.text("status = 'held'"))


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_cut_held", "cut")
