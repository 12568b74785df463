"""What a grant gives, and how one is refused."""

from dataclasses import dataclass
from datetime import timedelta

from store.words import Audience

ACCESS_LIVES = timedelta(minutes=15)
MACHINE_ACCESS_LIVES = timedelta(minutes=60)  # no refresh token: the secret is the refresh
SESSION_LIVES = {
    Audience.BUYER: timedelta(days=90),  # since its last refresh: a car can take months
    Audience.DRIVER: timedelta(days=30),
    Audience.CONSOLE: timedelta(hours=12),
}


class GrantRefused(Exception):
    """A grant that is not given. `error` is RFC 6749's word (5.2), `code` our own finer one.

    It is returned where what was counted has to be kept, and raised where nothing was written.
    """

    def __init__(self, code: str, description: str, error: str = "invalid_grant") -> None:
        super().__init__(code)
        self.code = code
        self.description = description
        self.error = error


@dataclass(frozen=True)
class Tokens:
    """What a successful grant hands out; `expires_in` in seconds. Shown once: only hashes are kept."""

    access_token: str
    expires_in: int
    audience: Audience
    refresh_token: str | None = None
