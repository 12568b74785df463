"""One device's session: begun by a grant, prolonged by its refresh tokens, ended by anybody entitled to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.ids import new_id
from store.tables import AccessToken, RefreshToken, SignedIn
from store.words import Audience
from tracking.sign_in.grants import ACCESS_LIVES, MACHINE_ACCESS_LIVES, SESSION_LIVES, Tokens
from tracking.sign_in.identity import Caller
from tracking.sign_in.secrets import fingerprint, new_secret


def begin_session(
    session: Session, audience: Audience, now: datetime, *, device_name: str | None = None, **identity: UUID
) -> Tokens:
    """A session of a person on a new device, with its first refresh token. `identity`: `buyer_id=` and so on."""
    entered = SignedIn(
        id=new_id(),
        audience=audience,
        device_name=device_name,
        created_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LIVES[audience],
        **identity,
    )
    session.add(entered)
    session.flush()
    refresh = new_secret("rrr")
    session.add(
        RefreshToken(
            hash=fingerprint(refresh),
            session_id=entered.id,
            generation=1,
            created_at=now,
            expires_at=entered.expires_at,
        )
    )
    return _tokens(session, entered, now, refresh)


def begin_machine_session(session: Session, audience: Audience, now: datetime, **identity: UUID) -> Tokens:
    """A session of a carrier's or partner's system, as long as its one access token."""
    entered = SignedIn(
        id=new_id(),
        audience=audience,
        created_at=now,
        last_seen_at=now,
        expires_at=now + MACHINE_ACCESS_LIVES,
        **identity,
    )
    session.add(entered)
    session.flush()
    return _tokens(session, entered, now, None)


def prolong(session: Session, entered: SignedIn, refresh: str, now: datetime) -> Tokens:
    """Another access token for a session that was refreshed; `refresh` is the token that goes with it."""
    entered.last_seen_at = now
    entered.expires_at = prolonged_until(entered, now)
    return _tokens(session, entered, now, refresh)


def prolonged_until(entered: SignedIn, now: datetime) -> datetime:
    """When a session ends that is refreshed now. The console's does not move: a working day ends."""
    return entered.expires_at if entered.audience is Audience.CONSOLE else now + SESSION_LIVES[entered.audience]


def end_sessions(session: Session, whose: ColumnElement[bool], reason: str, now: datetime) -> int:
    """End every live session that matches, such as `SignedIn.driver_id == ...`; how many there were."""
    ended = session.execute(
        update(SignedIn)
        .where(whose, SignedIn.ended_at.is_(None))
        .values(ended_at=now, ended_reason=reason)
        .returning(SignedIn.id)
    )
    return len(ended.all())


def devices_of(session: Session, caller: Caller, now: datetime) -> Sequence[SignedIn]:
    """The live sessions of the same person, the one used last first."""
    query = select(SignedIn).where(_same_person(caller), *_live(now))
    return session.scalars(query.order_by(SignedIn.last_seen_at.desc(), SignedIn.id.desc()).limit(100)).all()


def end_device(session: Session, caller: Caller, device_id: UUID, now: datetime) -> None:
    """Sign one of the person's devices out. Raises NotFound when it is not theirs or not signed in."""
    mine = (SignedIn.id == device_id) & _same_person(caller)
    if not end_sessions(session, mine & (SignedIn.expires_at > now), "signed_out", now):
        raise NotFound


def revoke(session: Session, token: str, now: datetime) -> None:
    """RFC 7009: a refresh token ends its session, an access token only itself; anything else is no error."""
    found = fingerprint(token)
    chained = session.scalar(select(RefreshToken.session_id).where(RefreshToken.hash == found))
    if chained is not None:
        end_sessions(session, SignedIn.id == chained, "revoked", now)
    session.execute(delete(AccessToken).where(AccessToken.hash == found))


def _tokens(session: Session, entered: SignedIn, now: datetime, refresh: str | None) -> Tokens:
    lives = ACCESS_LIVES if refresh else MACHINE_ACCESS_LIVES
    access = new_secret("rra")
    expires_at = min(now + lives, entered.expires_at)
    session.add(AccessToken(hash=fingerprint(access), session_id=entered.id, created_at=now, expires_at=expires_at))
    session.flush()
    return Tokens(access, int((expires_at - now).total_seconds()), entered.audience, refresh)


def _same_person(caller: Caller) -> ColumnElement[bool]:
    columns: dict[Audience, Any] = {
        Audience.BUYER: SignedIn.buyer_id,
        Audience.DRIVER: SignedIn.driver_id,
        Audience.CONSOLE: SignedIn.agent_id,
        Audience.CARRIER: SignedIn.carrier_id,
        Audience.PARTNER: SignedIn.partner_id,
    }
    same: ColumnElement[bool] = columns[caller.audience] == caller.identity
    return same


def _live(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SignedIn.ended_at.is_(None), SignedIn.expires_at > now
