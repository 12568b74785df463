"""Secrets that have to be read again, such as those that sign webhooks: the database alone does not tell them."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBroken(Exception):
    """None of the installation's keys opens it: the one that sealed it was taken away."""


class Seals:
    """Fernet under keys derived from the installation's: the first seals, all open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_derived(key)) for key in keys])

    def seal(self, secret: str) -> bytes:
        """The secret as it is stored."""
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """The secret again. Raises SealBroken."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise SealBroken("the key that sealed this is not among ROADREEL_SECRET_KEYS") from error


def _derived(key: str) -> bytes:
    # The installation's keys are random and also sign other things: each use has a key of its own.
    return base64.urlsafe_b64encode(hashlib.blake2b(key.encode(), digest_size=32, person=b"roadreel.seal").digest())
