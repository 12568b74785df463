"""Reading the HTTP messages in a guide: requests, and what is shown of their answers."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"\$[A-Z_]+")


@dataclass(frozen=True)
class Message:
    """One request or answer: its first line, its headers and its body."""

    start: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Exchange:
    """A request with the answer that the guide shows."""

    request: Message
    answer: Message

    @property
    def status(self) -> int:
        """The status the guide promises."""
        return int(self.answer.start.split()[1])


@dataclass
class Names:
    """What `$NAMES` in a guide stand for."""

    known: dict[str, str] = field(default_factory=dict)

    def filled(self, text: str) -> str:
        """The text with what its names stand for. Raises KeyError for one that no answer has given yet."""
        return NAME.sub(lambda found: self.known[found[0]], text)

    def check(self, shown: Any, got: Any, path: str = "") -> None:
        """Assert that everything `shown` is in what the API said; a name not known yet takes what is there."""
        if isinstance(shown, dict):
            for name, inner in shown.items():
                assert name in got, f"{path}.{name} is missing"
                self.check(inner, got[name], f"{path}.{name}")
        elif isinstance(shown, list):
            assert len(shown) == len(got), f"{path}: {got}"
            for index, inner in enumerate(shown):
                self.check(inner, got[index], f"{path}.{index}")
        elif isinstance(shown, str) and NAME.fullmatch(shown):
            assert self.known.setdefault(shown, got) == got, path
        else:
            assert shown == got, path


def exchanges(guide: Path) -> Iterator[Exchange]:
    """Every request of the guide with its answer, in their order."""
    messages = [_message(block) for block in BLOCK.findall(guide.read_text(encoding="utf-8"))]
    for request, answer in zip(messages[::2], messages[1::2], strict=True):
        assert answer.start.startswith("HTTP/1.1 "), answer.start
        yield Exchange(request, answer)


def _message(block: str) -> Message:
    head, _, body = block.partition("\n\n")
    start, *lines = head.strip().splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    if body and "Content-Type" not in headers:
        json.loads(NAME.sub("name", body))  # a guide's mistake is found here, not as a 400
        headers["Content-Type"] = "application/json"
    return Message(start, headers, body.strip())
