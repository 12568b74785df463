"""Tell photos from footage."""

import sqlalchemy as sa
from alembic import op

revision = "r0016"
down_revision = "r0015"


def upgrade() -> None:
    """Add the column; what is there was filmed."""
    op.add_column("clip", sa.Column("photo", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("clip", "photo", server_default=None)


def downgrade() -> None:
    """Remove it."""
    op.drop_column("clip", "photo")
