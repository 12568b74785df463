"""One client of the public API: signs in with its key, renews its token, waits when it is asked to."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from ops.part import PartFailed

TRIES = 7  # of a request that nobody answered, or that was put off
LONGEST_WAIT_S = 20.0
Answer = dict[str, Any]


class NotLoaded(PartFailed):
    """The demonstration cannot go on; says in one sentence why."""


class KeyRefused(NotLoaded):
    """The server knows no such key, or its secret is another one."""


@dataclass(frozen=True)
class Key:
    """A client id and its secret."""

    client_id: str
    client_secret: str


@dataclass
class Caller:
    """Calls the API as the owner of `key`."""

    base_url: str
    key: Key
    http: httpx.Client
    token: str = field(default="", repr=False)

    def get(self, path: str, **query: str) -> Answer:
        """Return the JSON of a GET. Raises NotLoaded for every status but 200."""
        return self._ok("GET", path, params=query)

    def put(self, path: str, body: Answer) -> Answer:
        """Put `body`. Raises NotLoaded when it is refused."""
        return self._ok("PUT", path, json=plain(body))

    def post(self, path: str, body: Answer) -> Answer:
        """Post `body`. Raises NotLoaded when it is refused."""
        return self._ok("POST", path, json=plain(body))

    def send(self, method: str, path: str, **about: Any) -> httpx.Response:
        """Return whatever the API answers, after signing in anew if the token has run out."""
        for fresh in (False, True):
            if fresh or not self.token:
                self.token = sign_in(self.http, self.base_url, self.key)
            headers = {"Authorization": f"Bearer {self.token}"}
            answer = patient(lambda: self.http.request(method, f"{self.base_url}{path}", headers=headers, **about))  # noqa: B023 - called at once
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                break
        return answer

    def _ok(self, method: str, path: str, **about: Any) -> Answer:
        answer = self.send(method, path, **about)
        if not answer.is_success:
            raise NotLoaded(f"{method} {path} was answered {answer.status_code}: {answer.text[:500]}")
        return dict(answer.json()) if answer.content else {}


def sign_in(http: httpx.Client, base_url: str, key: Key) -> str:
    """Return a token for `key`. Raises KeyRefused."""
    form = {"grant_type": "client_credentials", "client_id": key.client_id, "client_secret": key.client_secret}
    answer = patient(lambda: http.post(f"{base_url}/v1/auth/token", data=form))
    if answer.status_code in {400, 401}:
        raise KeyRefused(f"The key {key.client_id} is not known.")
    if not answer.is_success:
        raise NotLoaded(f"The key {key.client_id} cannot sign in ({answer.status_code}).")
    return str(answer.json()["access_token"])


def patient(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Ask until somebody answers and does not put us off. Raises NotLoaded after `TRIES`."""
    said = ""
    for attempt in range(TRIES):
        try:
            answer = ask()
        except httpx.TransportError as error:
            said, wait = f"{type(error).__name__} {error}", 0.25 * 2**attempt
        else:
            if answer.status_code not in {429, 502, 503, 504}:
                return answer
            said, wait = f"status {answer.status_code}", _asked_for(answer, 0.25 * 2**attempt)
        time.sleep(min(wait, LONGEST_WAIT_S))
    raise NotLoaded(f"The server did not answer: {said}.")


def plain(value: Any) -> Any:
    """Return `value` as JSON takes it: times as RFC 3339, without members that are None."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items() if part is not None}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, UUID) else value


def _asked_for(answer: httpx.Response, otherwise: float) -> float:
    after = answer.headers.get("Retry-After", "")
    return float(after) if after.isdecimal() else otherwise
