"""What a source says about its own making: Content Credentials (C2PA 2.x) that camera or phone signed into it.

Encoding again drops them, so they are read and checked before. For staff only: they may hold places and names.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")  # the uuid box of C2PA 2.x, A.5: BMFF-based formats
LARGEST_REPORT = 64 * 1024  # characters; a longer one is left out, its summary is kept
MOST_BOXES = 10_000
OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


def credentials_of(path: Path, demuxer: str) -> dict[str, Any] | None:
    """`{state, generator, signed_at, issuer, report?}` of an MP4 or MOV with credentials; None for one without.

    `state` is `valid` (unbroken, by whomever), `trusted`, `invalid`, or `unreadable`.
    """
    if demuxer != "mov" or not _has_box(path):
        return None
    import c2pa  # only such files pay for loading it

    try:
        context = c2pa.Context(c2pa.Settings.from_dict(OFFLINE))
        with path.open("rb") as file, c2pa.Reader("video/mp4", file, context=context) as reader:
            state, report = reader.get_validation_state() or "unreadable", reader.json()
            return _told(state.lower(), report, reader.get_active_manifest() or {})
    except (c2pa.C2paError, ValueError):
        return {"state": "unreadable"}


def _told(state: str, report: str, manifest: dict[str, Any]) -> dict[str, Any]:
    signature = manifest.get("signature_info") or {}
    generators = manifest.get("claim_generator_info") or [{}]
    told = {
        "state": state,
        "generator": str(generators[0].get("name", ""))[:200],
        "signed_at": str(signature.get("time") or "")[:40] or None,
        "issuer": str(signature.get("issuer") or "")[:200] or None,
    }
    return told | ({"report": json.loads(report)} if len(report) <= LARGEST_REPORT else {})


def _has_box(path: Path) -> bool:
    """Whether one of the boxes lying side by side in the file is C2PA's."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        for _ in range(MOST_BOXES):
            file.seek(at)
            head = file.read(32)
            if len(head) < 8:
                return False
            length, start = int.from_bytes(head[:4], "big"), 8
            if length == 1:
                length, start = int.from_bytes(head[8:16], "big"), 16
            if head[4:8] == b"uuid" and head[start : start + 16] == BOX:
                return True
            if length < start or at + length >= size:
                return False
            at += length
    return False
