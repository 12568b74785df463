"""Signing in by phone: a code that proves who holds it. Nothing here tells whether anybody we know does."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Buyer, Challenge, Driver
from store.words import Audience
from tracking.sign_in.grants import GrantRefused, Tokens
from tracking.sign_in.limits import (
    CODES_FOR_A_PHONE,
    CODES_FOR_A_PHONE_BY_ADDRESS,
    CODES_FOR_AN_ADDRESS,
    WRONG_CODES_FOR_A_PHONE,
    WRONG_CODES_FOR_A_PHONE_BY_ADDRESS,
    check,
    count,
    record,
)
from tracking.sign_in.secrets import keyed, matches_any
from tracking.sign_in.sender import CodeMessage
from tracking.sign_in.sessions import begin_session

LIVES = timedelta(minutes=10)
MOST_TRIES = 5
TEXTS = {
    "zh": "【Roadreel】您的登录验证码是 {code}，10 分钟内有效。请勿告诉任何人。",
    "en": "Your Roadreel sign-in code is {code}. It is good for 10 minutes. Tell it to nobody.",
}


@dataclass(frozen=True)
class Opened:
    """A challenge and its message; `known` says whether the message may really leave."""

    challenge_id: UUID
    expires_at: datetime
    message: CodeMessage
    known: bool


def open_challenge(
    session: Session,
    phone: str,
    audience: Audience,
    *,
    address: str,
    language: str,
    now: datetime,
    keys: Sequence[str],
) -> Opened:
    """A new code for `phone` (E.164). The same rows are written whether or not the phone is known.

    Raises TooMany by address, by phone and address, and by phone.
    """
    whom = f"{audience.value}:{phone}"
    count(session, CODES_FOR_AN_ADDRESS, address, now, keys[0])
    count(session, CODES_FOR_A_PHONE_BY_ADDRESS, f"{whom} {address}", now, keys[0])
    count(session, CODES_FOR_A_PHONE, whom, now, keys[0])
    known = _person_with(session, phone, audience) is not None
    code = f"{secrets.randbelow(1_000_000):06d}"
    challenge_id = new_id()
    session.add(
        Challenge(
            id=challenge_id,
            phone=phone,
            audience=audience,
            code_hash=keyed(keys[0], "code", challenge_id.hex, code),
            created_at=now,
            expires_at=now + LIVES,
        )
    )
    session.flush()
    message = CodeMessage(challenge_id, phone, TEXTS[language].format(code=code), code, now)
    return Opened(challenge_id, now + LIVES, message, known)


def answer_challenge(
    session: Session,
    challenge_id: UUID,
    code: str,
    *,
    address: str,
    device_name: str | None,
    now: datetime,
    keys: Sequence[str],
) -> Tokens | GrantRefused:
    """Tokens for the right code.

    A refusal is returned and not raised: the try it took has to be committed. Raises TooMany when too many wrong
    codes were tried for this phone, over all its challenges: from this address, or from all of them.
    """
    # Counted before the code is looked at, by one statement: a hundred guesses at once are a hundred tries.
    tried = session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id)
        .values(tries=Challenge.tries + 1)
        .returning(Challenge.tries, Challenge.phone, Challenge.audience)
    ).one_or_none()
    if tried is None:
        return GrantRefused("unknown_challenge", "There is no such challenge: ask for a new code.")
    if tried.tries > MOST_TRIES:
        return GrantRefused("too_many_tries", "The code was tried too often: ask for a new one.")
    challenge = session.get_one(Challenge, challenge_id, populate_existing=True)
    if challenge.used_at is not None:
        return GrantRefused("challenge_used", "The code was used already: ask for a new one.")
    if challenge.expires_at <= now:
        return GrantRefused("challenge_expired", "The code is too old: ask for a new one.")
    # Before the code is looked at: a refusal here rolls the try back, so no guess may have been weighed.
    whom = f"{challenge.audience.value}:{challenge.phone}"
    check(session, WRONG_CODES_FOR_A_PHONE_BY_ADDRESS, f"{whom} {address}", now, keys[0])
    check(session, WRONG_CODES_FOR_A_PHONE, whom, now, keys[0])
    right = matches_any(challenge.code_hash, keys, "code", challenge_id.hex, code)
    person = _person_with(session, challenge.phone, challenge.audience)
    if not right or person is None:
        record(session, WRONG_CODES_FOR_A_PHONE_BY_ADDRESS, f"{whom} {address}", now, keys[0])
        record(session, WRONG_CODES_FOR_A_PHONE, whom, now, keys[0])
        return GrantRefused("wrong_code", "The code is not right.")
    challenge.used_at = now
    name = "buyer_id" if challenge.audience is Audience.BUYER else "driver_id"
    return begin_session(session, challenge.audience, now, device_name=device_name, **{name: person})


def _person_with(session: Session, phone: str, audience: Audience) -> UUID | None:
    if audience is Audience.BUYER:
        return session.scalar(select(Buyer.id).where(Buyer.phone == phone))
    return session.scalar(select(Driver.id).where(Driver.phone == phone, Driver.removed_at.is_(None)))
