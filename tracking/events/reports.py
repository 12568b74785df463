"""One reported event, read and judged by itself, before anything is known of whom it is about."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from store.ids import UnknownId, from_wire
from store.words import Classifier, EventType, Reason
from tracking.rules.offset import is_offset
from tracking.rules.vin import normal_vin, problem_of

OLDEST = timedelta(days=3653)
CLOCK_SKEW = timedelta(minutes=15)  # a fact may be this far ahead: phones' clocks are wrong
FURTHEST = timedelta(days=731)  # plans and estimates
LONGEST_NOTE = 1000  # characters
TARGETS = ("stage_id", "trip_id", "vin")

Word = TypeVar("Word", bound=StrEnum)


class Rejected(Exception):
    """Why one event of a batch was not taken, as a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Report:
    """A readable event. Exactly one of `stage_id`, `trip_id` and `vin` is set."""

    event_id: str
    stage_id: UUID | None
    trip_id: UUID | None
    vin: str | None
    type: EventType
    classifier: Classifier
    happened_at: datetime  # UTC
    utc_offset_min: int
    said_at: datetime | None
    place_code: str | None
    location: tuple[float, float] | None  # latitude, longitude
    reason: Reason | None
    note: str | None
    corrects: str | None
    content_hash: bytes


def read_report(item: Mapping[str, Any], sent_at: datetime | None, now: datetime) -> Report:
    """The event in a request's `item`, whose members have the right JSON types. Raises Rejected."""
    if sum(item.get(name) is not None for name in TARGETS) != 1:
        raise Rejected("exactly_one_target")
    classifier = _word(Classifier, item["classifier"], "unknown_classifier")
    happened_at = _moment(item["happened_at"])
    _check_time(happened_at, classifier, now)
    offset = happened_at.utcoffset() or timedelta(0)
    reason = item.get("reason")
    report = Report(
        event_id=item["event_id"],
        stage_id=_id("stg", item.get("stage_id"), "unknown_stage"),
        trip_id=_id("trp", item.get("trip_id"), "unknown_trip"),
        vin=_vin(item.get("vin")),
        type=_word(EventType, item["type"], "unknown_type"),
        classifier=classifier,
        happened_at=happened_at.astimezone(UTC),
        utc_offset_min=int(offset.total_seconds() // 60),
        said_at=_believed(sent_at, now),
        place_code=item.get("place_code"),
        location=_location(item.get("location")),
        reason=None if reason is None else _word(Reason, reason, "unknown_reason"),
        note=_note(item.get("note")),
        corrects=item.get("corrects"),
        content_hash=b"",
    )
    if report.corrects == report.event_id:
        raise Rejected("corrects_itself")
    return Report(**{**vars(report), "content_hash": _content_hash(report)})


def _word(words: type[Word], text: str, code: str) -> Word:
    try:
        return words(text)
    except ValueError as error:
        raise Rejected(code) from error


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if not is_offset(moment.utcoffset()):
            raise Rejected("time_invalid")
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Rejected("time_invalid") from error
    return moment


def _check_time(happened_at: datetime, classifier: Classifier, now: datetime) -> None:
    ahead = CLOCK_SKEW if classifier is Classifier.ACTUAL else FURTHEST
    if not now - OLDEST <= happened_at <= now + ahead:
        raise Rejected("time_out_of_range")


def _believed(sent_at: datetime | None, now: datetime) -> datetime | None:
    """The sender's clock, unless it is plainly wrong: one that runs ahead would win over every later estimate."""
    if sent_at is None or not now - OLDEST <= sent_at <= now + CLOCK_SKEW:
        return None
    return sent_at


def _note(note: str | None) -> str | None:
    if note is not None and len(note) > LONGEST_NOTE:
        raise Rejected("note_too_long")
    return note or None


def _id(prefix: str, text: str | None, code: str) -> UUID | None:
    try:
        return None if text is None else from_wire(prefix, text)
    except UnknownId as error:
        raise Rejected(code) from error


def _vin(text: str | None) -> str | None:
    if text is None:
        return None
    vin = normal_vin(text)
    if problem_of(vin):
        raise Rejected("vin_invalid")
    return vin


def _location(location: Mapping[str, float] | None) -> tuple[float, float] | None:
    if location is None:
        return None
    lat, lon = location["lat"], location["lon"]
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Rejected("location_out_of_range")
    return lat, lon


def _content_hash(report: Report) -> bytes:
    """What must be the same for the same event sent twice: everything but when it was sent."""
    content = [
        report.stage_id and report.stage_id.hex,
        report.trip_id and report.trip_id.hex,
        report.vin,
        report.type,
        report.classifier,
        report.happened_at.isoformat(),
        report.utc_offset_min,
        report.place_code,
        report.location,
        report.reason,
        report.note,
        report.corrects,
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).digest()
