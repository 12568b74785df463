"""Draws the story's clips, sends each as its carrier's phone would, and waits for what the worker says."""

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx

from ops.demo.caller import Answer, Caller, NotLoaded, patient
from ops.demo.drawing.clips import draw
from ops.demo.orders import Known
from ops.demo.progress import Progress
from ops.demo.story.parts import Footage, Story

AT_ONCE = 2  # clips drawn side by side
PATIENCE_S = 600.0  # without any clip being settled
LOOK_EVERY_S = 0.7
SETTLED = {"published", "held", "rejected", "failed", "removed"}
SHOWN = {"published", "held"}
FORMATS = {".mp4": ("VID", "video/mp4"), ".jpg": ("IMG", "image/jpeg")}


def steps(story: Story) -> int:
    """Return how many steps `load_footage` reports."""
    return 3 * len(_all(story))


def load_footage(story: Story, known: Known, folder: Path, progress: Progress) -> dict[str, str]:
    """Draw, send and wait; each clip's id. What was sent before is not sent again.

    Raises NotLoaded when a clip is turned down.
    """
    footage = _all(story)
    sent: dict[str, tuple[Caller, str]] = {}
    poor = {piece.clip for piece, _, _ in footage if piece.poor}
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="drawing")
    try:
        drawn = [pool.submit(draw, piece.clip, folder) for piece, _, _ in footage]
        for (piece, carrier, about), file in zip(footage, drawn, strict=True):
            path = file.result()
            progress.step(f"drawn: {piece.clip}")
            caller = known.carriers[carrier]
            sent[piece.clip] = (caller, send(caller, path, piece, _target(about, known)))
            progress.step(f"sent: {piece.clip}")
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    _wait(sent, poor, progress)
    return {clip: clip_id for clip, (_, clip_id) in sent.items()}


def send(caller: Caller, path: Path, piece: Footage, target: Answer) -> str:
    """Announce a file, put its missing parts into storage and complete it; return the clip's id."""
    content = path.read_bytes()
    answer = caller.send("POST", "/v1/uploads", json=_announcement(content, path.suffix, piece) | target)
    if answer.status_code == httpx.codes.CONFLICT and answer.json().get("code") == "duplicate_footage":
        return str(answer.json()["clip_id"])
    if not answer.is_success:
        raise NotLoaded(f"The clip {piece.clip} was not taken ({answer.status_code}): {answer.text[:500]}")
    upload = answer.json()
    if upload["status"] == "awaiting_upload":
        parts = list(_put_parts(caller, upload, content))
        caller.post(f"/v1/uploads/{upload['id']}/complete", {"parts": parts})
    return str(upload["clip_id"])


def _announcement(content: bytes, suffix: str, piece: Footage) -> Answer:
    location = {"lat": piece.lat_lon[0], "lon": piece.lat_lon[1]} if piece.lat_lon else None
    word, kind = FORMATS[suffix]
    about = {
        "filename": f"{word}_{piece.at:%Y%m%d_%H%M%S}{suffix}",
        "content_type": kind,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "captured_at": piece.at.isoformat(timespec="seconds"),
        "device_ref": f"demo-{piece.clip}",
        "origin": piece.origin,
        "camera": piece.camera,
        "location": location,
        "sent_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return {name: value for name, value in about.items() if value is not None}


def _put_parts(caller: Caller, upload: Answer, content: bytes) -> Iterator[Answer]:
    """Yield number and ETag of every part, putting those that storage does not have."""
    there = caller.get(f"/v1/uploads/{upload['id']}")["received_parts"]
    etags = {part["number"]: part["etag"] for part in there}
    for part in upload["parts"]:
        number, size = part["number"], upload["part_size"]
        if number not in etags:
            piece = content[(number - 1) * size : number * size]
            stored = patient(lambda: caller.http.put(part["url"], content=piece))  # noqa: B023 - called at once
            if not stored.is_success:
                raise NotLoaded(f"Storage did not take part {number} ({stored.status_code}): {stored.text[:300]}")
            etags[number] = stored.headers["ETag"]
        yield {"number": number, "etag": etags[number]}


def _wait(sent: dict[str, tuple[Caller, str]], poor: set[str], progress: Progress) -> None:
    """Look at each clip until the worker has settled it."""
    waiting, until = dict(sent), time.monotonic() + PATIENCE_S
    while waiting:
        for name, (caller, clip_id) in list(waiting.items()):
            clip = caller.get(f"/v1/clips/{clip_id}")
            if clip["status"] not in SETTLED:
                continue
            if clip["status"] not in SHOWN and not (clip["status"] == "rejected" and name in poor):
                verdict = (clip.get("verdict") or {}).get("text", "")
                raise NotLoaded(f"The clip {name} is {clip['status']}. {verdict}")
            del waiting[name]
            until = time.monotonic() + PATIENCE_S
            progress.step(f"{clip['status']}: {name}")
        if time.monotonic() > until:
            raise NotLoaded(f"No worker settled {', '.join(waiting)} within {PATIENCE_S:.0f} s.")
        time.sleep(LOOK_EVERY_S if waiting else 0)


def _all(story: Story) -> list[tuple[Footage, str, tuple[str, str]]]:
    """Return every clip with its carrier and where it belongs, as they were filmed; the hero's come first."""
    found = [(piece, trip.carrier, ("", trip.ref)) for trip in story.trips for piece in trip.footage]
    for order in story.orders:
        for piece in order.footage:
            ref = piece.ref or ""
            found.append((piece, order.stage(ref).carrier, (order.number, ref)))
    return sorted(found, key=lambda one: (one[2][0] not in ("", story.hero), one[0].at))


def _target(about: tuple[str, str], known: Known) -> Answer:
    number, ref = about
    return {"stage_id": known.stages[number, ref]} if number else {"trip_id": known.trips[ref]}
