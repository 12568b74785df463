"""Limits that hold over every process and machine: counted in the database, in fixed windows of time."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.errors import TooMany
from store.tables import LimitCounter
from tracking.sign_in.secrets import keyed


@dataclass(frozen=True)
class Limit:
    """At most `quota` times in each `window_s` seconds."""

    name: str
    quota: int
    window_s: int


# Of a phone each address has its own quota, or a stranger elsewhere could keep its owner out. The ceilings over all
# addresses are there because a message costs money, and because a code has only a million values: one chance in a
# thousand a day of guessing one phone's code from one address, one in two hundred from however many.
CODES_FOR_A_PHONE_BY_ADDRESS = Limit("codes-phone-address", 10, 600)
CODES_FOR_A_PHONE = Limit("codes-phone", 30, 600)
CODES_FOR_AN_ADDRESS = Limit("codes-address", 100, 600)
WRONG_CODES_FOR_A_PHONE_BY_ADDRESS = Limit("wrong-codes-phone-address", 30, 3600)
WRONG_CODES_FOR_A_PHONE = Limit("wrong-codes-phone", 200, 3600)
# Counts only what was wrong and refuses only what is wrong: who shares the address and is right always gets in.
WRONG_FOR_AN_ADDRESS = Limit("wrong-address", 200, 600)
# People choose passwords, so these are asked before a password is looked at: a right one is refused like a wrong one.
WRONG_PASSWORDS_FOR_AN_AGENT = Limit("wrong-passwords-agent", 10, 900)
WRONG_PASSWORDS_FOR_AN_ADDRESS = Limit("wrong-passwords-address", 200, 600)


def count(session: Session, limit: Limit, whom: str, now: datetime, key: str) -> None:
    """Count one more of `whom` (a phone, an address). Raises TooMany when that is over the limit.

    What is refused is not counted, when the caller's transaction ends with the exception.
    """
    if record(session, limit, whom, now, key) > limit.quota:
        raise _too_many(limit, _window(limit, now), now)


def record(session: Session, limit: Limit, whom: str, now: datetime, key: str) -> int:
    """Count one more of `whom` and refuse nothing; how many there are in this window.

    Who was counted is not readable from the table: the name is kept as an HMAC under the installation's `key`.
    """
    start = _window(limit, now)
    row = insert(LimitCounter).values(
        key=_name(limit, whom, key),
        window_start=start,
        count=1,
        expires_at=start + timedelta(seconds=limit.window_s),
    )
    row = row.on_conflict_do_update(
        index_elements=[LimitCounter.key, LimitCounter.window_start],
        set_={"count": LimitCounter.count + 1},
    )
    return session.execute(row.returning(LimitCounter.count)).scalar_one()


def check(session: Session, limit: Limit, whom: str, now: datetime, key: str) -> None:
    """Raise TooMany when `whom` has used the limit up; nothing is counted."""
    start = _window(limit, now)
    used = session.scalar(
        select(LimitCounter.count).where(
            LimitCounter.key == _name(limit, whom, key), LimitCounter.window_start == start
        )
    )
    if used is not None and used >= limit.quota:
        raise _too_many(limit, start, now)


def network_of(address: str) -> str:
    """What one caller is likely to hold: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def _name(limit: Limit, whom: str, key: str) -> str:
    return f"{limit.name}:{keyed(key, 'limit', whom).hex()[:32]}"


def _window(limit: Limit, now: datetime) -> datetime:
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % limit.window_s, UTC)


def _too_many(limit: Limit, start: datetime, now: datetime) -> TooMany:
    left = max(1, round((start + timedelta(seconds=limit.window_s) - now).total_seconds()))
    return TooMany(
        f"Too many attempts. Try again in {left} seconds.",
        retry_after_s=left,
        limit=(limit.name, limit.quota, limit.window_s),
    )
