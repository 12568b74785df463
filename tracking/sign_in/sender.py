"""How a sign-in code leaves the house. The default writes files; a text-message gateway is another class."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from store.errors import Unavailable


@dataclass(frozen=True)
class CodeMessage:
    """A text to one phone (E.164); `text` is the sentence, `code` the digits inside it."""

    id: UUID
    to: str
    text: str
    code: str
    created_at: datetime


class NotSent(Unavailable):
    """The code did not leave; the person may ask again."""

    code = "code_not_sent"


class CodeSender(Protocol):
    """Sends codes. Raises NotSent when the code did not leave, whether or not it was meant to."""

    def send(self, message: CodeMessage) -> None:
        """Send it, in bounded time."""

    def rehearse(self, message: CodeMessage) -> None:
        """Take as long as sending, and send nothing: nobody we know has that phone."""


class Outbox:
    """Writes each message to a file of its own, readable by the owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: CodeMessage) -> None:
        """Write `<time>-<id>.json`, whole or not at all."""
        with _writing():
            draft = self._write(message)
            draft.rename(draft.with_suffix(".json"))

    def rehearse(self, message: CodeMessage) -> None:
        """Write the same and take it away again."""
        with _writing():
            self._write(message).unlink()

    def _write(self, message: CodeMessage) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = message.created_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        draft = self.folder / f"{stamp}-{message.id.hex}.draft"
        body = {
            "channel": "sms",
            "to": message.to,
            "text": message.text,
            "code": message.code,
            "created_at": message.created_at.astimezone(UTC).isoformat(),
        }
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(body, file, ensure_ascii=False)
        return draft


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotSent("The code could not be sent. Try again in a minute.", retry_after_s=60) from error
