"""A shop's app hands over its signed-in buyer: a code, good once and for a minute."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.tables import HandoffCode, Order
from store.words import Audience
from tracking.sign_in.grants import GrantRefused, Tokens
from tracking.sign_in.secrets import fingerprint, new_secret
from tracking.sign_in.sessions import begin_session

LIVES = timedelta(seconds=60)


def make_handoff(session: Session, order: Order, device_name: str | None, now: datetime) -> tuple[str, datetime]:
    """The code for the buyer of `order`, shown once, and when it ends."""
    code = new_secret("rrh")
    session.add(
        HandoffCode(
            hash=fingerprint(code),
            order_id=order.id,
            buyer_id=order.buyer_id,
            device_name=device_name,
            created_at=now,
            expires_at=now + LIVES,
        )
    )
    session.flush()
    return code, now + LIVES


def redeem_handoff(session: Session, code: str, device_name: str | None, now: datetime) -> Tokens:
    """Tokens of the buyer it was made for, while the order is still theirs.

    Raises GrantRefused for a code that is unknown, used, or too old: one word for all, for they are not the buyer's
    to tell apart.
    """
    still_theirs = select(Order.id).where(Order.id == HandoffCode.order_id, Order.buyer_id == HandoffCode.buyer_id)
    taken = session.execute(
        update(HandoffCode)
        .where(
            HandoffCode.hash == fingerprint(code),
            HandoffCode.used_at.is_(None),
            HandoffCode.expires_at > now,
            still_theirs.exists(),
        )
        .values(used_at=now)
        .returning(HandoffCode.buyer_id, HandoffCode.device_name)
    ).one_or_none()
    if taken is None:
        raise GrantRefused("bad_handoff", "The handoff code is unknown, used or too old: get another one.")
    name = device_name or taken.device_name
    return begin_session(session, Audience.BUYER, now, device_name=name, buyer_id=taken.buyer_id)
