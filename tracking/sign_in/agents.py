"""Support's people: a password and, once enrolled, a code of their authenticator (RFC 6238)."""

from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import Refused
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
from tracking.sign_in.totp import use_totp

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
    if not is_password(agent.password_hash if agent else _nobodys_hash(), password) or agent is None:
        _record_wrong(session, email, address, now, key)
        return GrantRefused("wrong_password", "The user name, password or code is not right.")
    if agent.totp_secret is not None:
        if not totp:
            return GrantRefused("totp_required", "Send the code of your authenticator as totp.")
        if not use_totp(session, agent, totp, now):
            _record_wrong(session, email, address, now, key)
            return GrantRefused("wrong_totp", "The code of the authenticator is not right, or was used already.")
    return begin_session(session, Audience.CONSOLE, now, agent_id=agent.id)


def prove_password(session: Session, agent: Agent, password: str, now: datetime, key: str) -> Refused | None:
    """Whether somebody who is signed in knows the password; a refusal is returned: the attempt has to be committed.

    Raises TooMany.
    """
    check(session, WRONG_PASSWORDS_FOR_AN_AGENT, agent.email, now, key)
    if is_password(agent.password_hash, password):
        return None
    record(session, WRONG_PASSWORDS_FOR_AN_AGENT, agent.email, now, key)
    detail = "That is not your password."
    return Refused(detail, code="wrong_password", errors={"password": [detail]})


def _record_wrong(session: Session, email: str, address: str, now: datetime, key: str) -> None:
    record(session, WRONG_PASSWORDS_FOR_AN_ADDRESS, address, now, key)
    record(session, WRONG_PASSWORDS_FOR_AN_AGENT, email, now, key)


def is_password(known: str, given: str) -> bool:
    """Whether `given` is the password that `known` is the hash of."""
    try:
        return PasswordHasher().verify(known, given[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    """Compared with where nobody has that name, so that the time taken says nothing."""
    return PasswordHasher().hash("nobody has this password")
