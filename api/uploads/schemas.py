"""What a carrier says about footage, and what it is told."""

from typing import Any

import marshmallow as ma

from api.fields import AnswerSchema, Instant, RequestSchema, Text, WireId
from store.words import ClipStatus, Origin, ShotCode
from tracking.uploads.announcement import Announcement
from tracking.uploads.parts import MOST_PARTS

TARGETS = ("stage_id", "trip_id", "vins", "place_code")
MOST_URLS = 100


class Filename(Text):
    """A bare file name: it is only shown, but nobody should mistake it for a path."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if name in {".", ".."} or any(character in "/\\" or not character.isprintable() for character in name):
            raise ma.ValidationError("A file name without a path or control characters is needed.")
        return name


class LocationSchema(RequestSchema):
    """Degrees, WGS 84."""

    lat = ma.fields.Float(required=True, validate=ma.validate.Range(min=-90, max=90))
    lon = ma.fields.Float(required=True, validate=ma.validate.Range(min=-180, max=180))


class AnnouncementSchema(RequestSchema):
    """Footage about to be sent. Exactly one of stage_id, trip_id, vins and place_code."""

    stage_id = WireId("stg")
    trip_id = WireId("trp")
    vins = ma.fields.List(
        ma.fields.String(validate=ma.validate.Regexp(r"[A-HJ-NPR-Z0-9]{17}\Z", error="Not a VIN: {input}")),
        validate=ma.validate.Length(min=1, max=100),
    )
    place_code = Text(64, metadata={"description": "Footage of a yard; its cars may be named later"})
    filename = Filename(255, required=True)
    content_type = ma.fields.String(
        required=True,
        validate=ma.validate.And(ma.validate.Length(max=127), ma.validate.Regexp(r"[\w.+-]+/[\w.+-]+\Z")),
    )
    size = ma.fields.Integer(
        required=True, strict=True, validate=ma.validate.Range(min=1), metadata={"description": "bytes"}
    )
    sha256 = ma.fields.String(required=True, validate=ma.validate.Regexp(r"[0-9a-fA-F]{64}\Z"))
    captured_at = Instant(required=True)
    device_ref = Text(200, metadata={"description": "The device's own name for this footage"})
    origin = ma.fields.Enum(Origin, by_value=True, load_default=Origin.HANDHELD)
    camera = Text(64, metadata={"description": "Code of one of your cameras"})
    location = ma.fields.Nested(LocationSchema)
    shots = ma.fields.List(ma.fields.Enum(ShotCode, by_value=True), validate=ma.validate.Length(max=len(ShotCode)))
    replaces = WireId("clp")
    note = Text(1000, metadata={"description": "For staff; buyers never see it"})
    sent_at = Instant(metadata={"description": "The device's clock now"})

    @ma.pre_load
    def spell_vins(self, data: Any, **_: Any) -> Any:
        """VINs are typed in by hand: case and spaces around them do not matter."""
        if isinstance(data, dict) and isinstance(data.get("vins"), list):
            vins = [vin.strip().upper() if isinstance(vin, str) else vin for vin in data["vins"]]
            return data | {"vins": vins}
        return data

    @ma.validates_schema
    def exactly_one_target(self, data: dict[str, Any], **_: Any) -> None:
        """The cars are named in one way."""
        given = [name for name in TARGETS if name in data]
        if len(given) != 1:
            message = f"Exactly one of {', '.join(TARGETS)} is needed."
            raise ma.ValidationError({name: [message] for name in given or TARGETS})

    @ma.post_load
    def announcement(self, data: dict[str, Any], **_: Any) -> Announcement:
        """As the domain takes it."""
        location = data.pop("location", None)
        return Announcement(
            stage_id=data.pop("stage_id", None),
            trip_id=data.pop("trip_id", None),
            vins=tuple(data.pop("vins", ())),
            place_code=data.pop("place_code", None),
            sha256=bytes.fromhex(data.pop("sha256")),
            location=(location["lat"], location["lon"]) if location else None,
            shots=tuple(dict.fromkeys(data.pop("shots", ()))),
            **data,
        )


class PartUrlSchema(AnswerSchema):
    """PUT exactly this part's bytes there; keep the ETag of the answer."""

    number = ma.fields.Integer(required=True)
    url = ma.fields.String(required=True, metadata={"format": "uri"})
    expires_at = Instant(required=True)


class UploadSchema(AnswerSchema):
    """Where to send the bytes. URLs of the first 100 parts; ask for others by number."""

    id = WireId("upl", required=True)
    clip_id = WireId("clp", required=True)
    status = ma.fields.Enum(ClipStatus, by_value=True, required=True)
    part_size = ma.fields.Integer(required=True, metadata={"description": "Bytes of every part but the last"})
    part_count = ma.fields.Integer(required=True)
    parts = ma.fields.List(ma.fields.Nested(PartUrlSchema), required=True)
    expires_at = Instant(required=True, metadata={"description": "An unfinished upload may be resumed until then"})


class ReceivedPartSchema(AnswerSchema):
    """A part that storage has."""

    number = ma.fields.Integer(required=True)
    etag = ma.fields.String(required=True)
    size = ma.fields.Integer(required=True)


class UploadStateSchema(AnswerSchema):
    """How far a transfer is."""

    id = WireId("upl", required=True)
    clip_id = WireId("clp", required=True)
    status = ma.fields.Enum(ClipStatus, by_value=True, required=True)
    size = ma.fields.Integer(required=True)
    part_size = ma.fields.Integer(required=True)
    part_count = ma.fields.Integer(required=True)
    received_parts = ma.fields.List(ma.fields.Nested(ReceivedPartSchema), required=True)
    expires_at = Instant(required=True)


class NumbersSchema(RequestSchema):
    """Parts whose URLs are wanted."""

    numbers = ma.fields.List(
        ma.fields.Integer(strict=True, validate=ma.validate.Range(min=1, max=MOST_PARTS)),
        required=True,
        validate=ma.validate.Length(min=1, max=MOST_URLS),
    )


class PartUrlsSchema(AnswerSchema):
    """Fresh URLs."""

    parts = ma.fields.List(ma.fields.Nested(PartUrlSchema), required=True)


class SentPartSchema(RequestSchema):
    """A part that the caller sent, with the ETag storage answered."""

    number = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(min=1, max=MOST_PARTS))
    etag = ma.fields.String(required=True, validate=ma.validate.Length(min=1, max=200))


class CompletionSchema(RequestSchema):
    """Every part that was sent."""

    parts = ma.fields.List(
        ma.fields.Nested(SentPartSchema), required=True, validate=ma.validate.Length(min=1, max=MOST_PARTS)
    )


class ClipStatusSchema(AnswerSchema):
    """Where the clip stands now."""

    clip_id = WireId("clp", required=True)
    status = ma.fields.Enum(ClipStatus, by_value=True, required=True)
