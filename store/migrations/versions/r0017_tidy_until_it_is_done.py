"""Remember of which clips storage was tidied, so that a deletion is tried until it is done."""

import sqlalchemy as sa
from alembic import op

revision = "r0017"
down_revision = "r0016"


def upgrade() -> None:
    """Add the column; what was settled before was tidied when it was."""
    op.add_column("clip", sa.Column("tidied_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE clip SET tidied_at = status_at WHERE status_at < now() - interval '2 hours'")


def downgrade() -> None:
    """Remove it."""
    op.drop_column("clip", "tidied_at")
