"""The digest as a buyer reads it."""

from typing import Any

from store.words import Locale
from tracking.bodies import wire_time
from tracking.reading.digest import Digest
from tracking.rules.digest import Line
from tracking.sentences import sentence


def digest_answer(digest: Digest, language: Locale) -> dict[str, Any]:
    """What changed, in the reader's language."""
    return {
        "since": wire_time(digest.since) if digest.since else None,
        "since_seq": digest.since_seq,
        "latest_seq": digest.latest_seq,
        "items": [_line(line, language) for line in digest.lines],
    }


def _line(line: Line, language: Locale) -> dict[str, Any]:
    said = {"code": line.code, "params": line.params, "text": sentence(line.code, line.params, language)}
    return said if line.entry_id is None else said | {"entry_id": line.entry_id}
