"""Keep what vouches for a clip: what its file says of where and when, its Content Credentials, and if ours are on."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0011"
down_revision = "r0010"

_OPTIONAL: dict[str, Any] = {
    "source_offset_min": sa.Integer(),
    "source_lat": sa.Float(),
    "source_lon": sa.Float(),
    "source_credentials": postgresql.JSONB(),
}


def upgrade() -> None:
    """Add the columns."""
    for name, kind in _OPTIONAL.items():
        op.add_column("clip", sa.Column(name, kind, nullable=True))
    op.add_column("clip", sa.Column("signed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("clip", "signed", server_default=None)


def downgrade() -> None:
    """Remove them."""
    for name in ("signed", *_OPTIONAL):
        op.drop_column("clip", name)
