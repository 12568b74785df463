"""Playback tokens: what a player sends, since it cannot send a header."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from store.tables import PlaybackToken
from tracking.reading.orders import order_of
from tracking.sign_in.identity import Caller
from tracking.sign_in.secrets import fingerprint, new_secret

LIVES = timedelta(minutes=30)


def give_playback_token(session: Session, caller: Caller, order_id: UUID, now: datetime) -> tuple[str, datetime]:
    """A token for the published cuts of one order, and when it expires. It ends with the caller's session.

    Raises NotFound when the order is not the buyer's.
    """
    order = order_of(session, caller.identity, order_id).order
    token = new_secret("rrp")
    row = PlaybackToken(
        hash=fingerprint(token),
        session_id=caller.session_id,
        order_id=order.id,
        created_at=now,
        expires_at=now + LIVES,
    )
    session.add(row)
    return token, row.expires_at
