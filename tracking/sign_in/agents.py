"""Support's people: a password and, once enrolled, a code of their authenticator (RFC 6238)."""

import hmac
from datetime import datetime
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from store.tables import Agent
from store.words import Audience
from tracking.sign_in.grants import GrantRefused, Tokens
from tracking.sign_in.limits import (
    WRONG_PASSWORDS_FOR_AN_ADDRESS,
    WRONG_PASSWORDS_FOR_AN_AGENT,
    check,
    record,
)
from tracking.sign_in.sessions import begin_session

STEP_S = 30
LONGEST_PASSWORD = 200


def sign_in_agent(
    session: Session, email: str, password: str, totp: str | None, *, address: str, now: datetime, key: str
) -> Tokens | GrantRefused:
    """Tokens for the console.

    A refusal is returned and not raised: the attempt it took has to be committed. Raises TooMany by address, so that
    nobody tries one password on everybody, and by agent.
    """
    email = email.strip().lower()
    check(session, WRONG_PASSWORDS_FOR_AN_ADDRESS, address, now, key)
    check(session, WRONG_PASSWORDS_FOR_AN_AGENT, email, now, key)
    agent = session.scalar(select(Agent).where(Agent.email == email, Agent.disabled_at.is_(None)))
    if not _is_password(agent.password_hash if agent else _nobodys_hash(), password) or agent is None:
        _record_wrong(session, email, address, now, key)
        return GrantRefused("wrong_password", "The user name, password or code is not right.")
    if agent.totp_secret is not None:
        if not totp:
            return GrantRefused("totp_required", "Send the code of your authenticator as totp.")
        if not _use_totp(session, agent, totp, now):
            _record_wrong(session, email, address, now, key)
            return GrantRefused("wrong_totp", "The code of the authenticator is not right, or was used already.")
    return begin_session(session, Audience.CONSOLE, now, agent_id=agent.id)


def _record_wrong(session: Session, email: str, address: str, now: datetime, key: str) -> None:
    record(session, WRONG_PASSWORDS_FOR_AN_ADDRESS, address, now, key)
    record(session, WRONG_PASSWORDS_FOR_AN_AGENT, email, now, key)


def _use_totp(session: Session, agent: Agent, given: str, now: datetime) -> bool:
    """Whether the code is one of now, or of the step before or after, and newer than the last one used (5.2)."""
    authenticator = pyotp.TOTP(str(agent.totp_secret))
    current = int(now.timestamp()) // STEP_S
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(authenticator.generate_otp(step).encode(), given.encode()):
            used = session.execute(
                update(Agent)
                .where(Agent.id == agent.id)
                .where(or_(Agent.totp_last_step.is_(None), Agent.totp_last_step < step))
                .values(totp_last_step=step)
                .returning(Agent.id)
            )
            return used.one_or_none() is not None
    return False


def _is_password(known: str, given: str) -> bool:
    try:
        return PasswordHasher().verify(known, given[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    """Compared with where nobody has that name, so that the time taken says nothing."""
    return PasswordHasher().hash("nobody has this password")
