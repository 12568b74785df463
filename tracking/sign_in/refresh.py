"""Refresh tokens: a chain in which only the end is good, with one allowance for answers lost in a tunnel.

Exchanging a token makes its successor. Until that successor is used for the first time, and for 60 s at most, the
token before it still works and gives *the same* successor: it is derived from the token under the installation's key
and not stored. A client that asks twice, or two tabs that ask at once, therefore hold the same token afterwards.
Anything older was stolen or comes from a copy of a copy: the session ends (RFC 9700, 4.14.2).
"""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Agent, Driver, RefreshToken, SignedIn
from tracking.sign_in.grants import GrantRefused, Tokens
from tracking.sign_in.secrets import fingerprint, keyed, new_secret
from tracking.sign_in.sessions import end_sessions, prolong, prolonged_until

GRACE = timedelta(seconds=60)


def refresh_session(session: Session, token: str, now: datetime, keys: Sequence[str]) -> Tokens | GrantRefused:
    """New tokens for an old refresh token.

    A refusal is returned and not raised: ending the session has to be committed.
    """
    found = fingerprint(token)
    owner = session.scalar(select(RefreshToken.session_id).where(RefreshToken.hash == found))
    if owner is None:
        return _refused("unknown_refresh_token")
    # One exchange of a session at a time: two at once would each make a successor.
    entered = session.get_one(SignedIn, owner, with_for_update=True, populate_existing=True)
    link = session.get_one(RefreshToken, found, populate_existing=True)
    if entered.ended_at is not None or not _still_welcome(session, entered):
        return _refused("session_ended")
    if entered.expires_at <= now or link.expires_at <= now:
        return _refused("session_expired")
    successor = session.scalar(
        select(RefreshToken).where(
            RefreshToken.session_id == entered.id, RefreshToken.generation == link.generation + 1
        )
    )
    if successor is None:
        return prolong(session, entered, _next_link(session, entered, link, token, now, keys), now)
    if successor.rotated_at is not None or link.rotated_at is None or now - link.rotated_at > GRACE:
        end_sessions(session, SignedIn.id == entered.id, "refresh_reused", now)
        return _refused("refresh_reused")
    return prolong(session, entered, _same_link(session, link, successor, token, keys), now)


def _next_link(
    session: Session,
    entered: SignedIn,
    link: RefreshToken,
    token: str,
    now: datetime,
    keys: Sequence[str],
) -> str:
    link.rotated_at = now
    following = _derived(keys[0], token)
    session.add(
        RefreshToken(
            hash=fingerprint(following),
            session_id=entered.id,
            generation=link.generation + 1,
            created_at=now,
            expires_at=prolonged_until(entered, now),
        )
    )
    session.flush()
    return following


def _same_link(session: Session, link: RefreshToken, successor: RefreshToken, token: str, keys: Sequence[str]) -> str:
    for key in keys:
        following = _derived(key, token)
        if fingerprint(following) == successor.hash:
            return following
    # The installation's key was changed within these seconds: nobody used the successor yet, so another replaces it.
    following = new_secret("rrr")
    session.delete(successor)
    session.flush()
    session.add(
        RefreshToken(
            hash=fingerprint(following),
            session_id=link.session_id,
            generation=link.generation + 1,
            created_at=successor.created_at,
            expires_at=successor.expires_at,
        )
    )
    session.flush()
    return following


def _derived(key: str, token: str) -> str:
    digest = keyed(key, "refresh", token)
    return "rrr_" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _still_welcome(session: Session, entered: SignedIn) -> bool:
    if entered.driver_id is not None:
        return session.get_one(Driver, entered.driver_id).removed_at is None
    if entered.agent_id is not None:
        return session.get_one(Agent, entered.agent_id).disabled_at is None
    return True


def _refused(code: str) -> GrantRefused:
    return GrantRefused(code, "The refresh token is not good any more: sign in again.")
