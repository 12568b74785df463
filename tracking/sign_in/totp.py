"""Authenticators (RFC 6238): offered, confirmed by a first code, asked for at each sign-in, taken away."""

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from store.errors import Refused, WrongState
from store.tables import Agent
from tracking.audit import record
from tracking.sign_in.identity import Caller

STEP_S = 30
ISSUER = "Roadreel"


def offer_totp(agent: Agent) -> tuple[str, str]:
    """A fresh secret and the address that authenticators scan; it counts once `confirm_totp` got a code of it.

    What was enrolled before stays good until then.
    """
    agent.totp_offered = pyotp.random_base32()
    return agent.totp_offered, pyotp.TOTP(agent.totp_offered).provisioning_uri(name=agent.email, issuer_name=ISSUER)


def confirm_totp(session: Session, caller: Caller, agent: Agent, given: str, now: datetime) -> None:
    """Enrol the offered authenticator: from now on it is asked for.

    Raises WrongState (`totp_not_offered`), Refused (`wrong_totp`).
    """
    if agent.totp_offered is None:
        raise WrongState("Ask for an authenticator's secret first.", code="totp_not_offered")
    step = step_of(agent.totp_offered, given, now)
    if step is None:
        detail = "The code is not right. Check the phone's clock."
        raise Refused(detail, code="wrong_totp", errors={"code": [detail]})
    agent.totp_secret, agent.totp_offered, agent.totp_last_step = agent.totp_offered, None, step
    record(session, caller, "totp_enrolled", "agent", agent.id, now)


def take_totp_away(session: Session, caller: Caller, agent: Agent, now: datetime) -> None:
    """Forget an authenticator that was lost; the password alone lets in until another one is enrolled."""
    agent.totp_secret = agent.totp_offered = agent.totp_last_step = None
    record(session, caller, "totp_removed", "agent", agent.id, now)


def use_totp(session: Session, agent: Agent, given: str, now: datetime) -> bool:
    """Whether the code is right, and newer than the last one used (5.2)."""
    step = step_of(str(agent.totp_secret), given, now)
    if step is None:
        return False
    used = session.execute(
        update(Agent)
        .where(Agent.id == agent.id)
        .where(or_(Agent.totp_last_step.is_(None), Agent.totp_last_step < step))
        .values(totp_last_step=step)
        .returning(Agent.id)
    )
    return used.one_or_none() is not None


def step_of(secret: str, given: str, now: datetime) -> int | None:
    """The step of time that `given` is the code of: this one, the one before or after; None when it is none."""
    authenticator = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_S
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(authenticator.generate_otp(step).encode(), given.encode()):
            return step
    return None
