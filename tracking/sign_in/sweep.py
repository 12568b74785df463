"""Forgetting what has expired: tokens, codes, counters. Sessions stay as the record of who was signed in when."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from store.tables import (
    AccessToken,
    Challenge,
    HandoffCode,
    IdempotencyKey,
    LimitCounter,
    PlaybackToken,
    RefreshToken,
)

EXPIRING = (AccessToken, Challenge, HandoffCode, IdempotencyKey, LimitCounter, PlaybackToken, RefreshToken)
KEPT = timedelta(hours=1)  # a code that has just expired is still told apart from one that never was


def forget_expired(session: Session, now: datetime) -> None:
    """Delete rows that expired more than an hour ago."""
    for table in EXPIRING:
        session.execute(delete(table).where(table.expires_at < now - KEPT))
