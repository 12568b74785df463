"""What a timeline is asked, and how it answers. The entries themselves are written by `tracking.bodies`."""

import marshmallow as ma

from api.fields import AnswerSchema, QuerySchema, RequestSchema, WireId
from store.words import EntryKind, Mode, StageKind
from tracking.reading.timeline import MOST_CHANGES

LARGEST_SEQ = 2**63 - 1
_KINDS = [kind.value for kind in EntryKind]
Moment = {"format": "date-time"}
Path = {"format": "uri-reference"}


class TimelineQuery(QuerySchema):
    """A page of the story, or with `since` what changed after that seq (then `limit` may be left out for 1,000)."""

    cursor = ma.fields.String(
        validate=ma.validate.Length(max=500),
        metadata={"description": "`next_cursor` of the page before"},
    )
    limit = ma.fields.Integer(validate=ma.validate.Range(min=1, max=100), metadata={"default": 20})
    kind = ma.fields.String(validate=ma.validate.OneOf(_KINDS))
    since = ma.fields.Integer(
        validate=ma.validate.Range(min=0, max=LARGEST_SEQ),
        metadata={"description": f"A seq; changes after it, ascending, at most {MOST_CHANGES}"},
    )

    @ma.validates_schema
    def not_both(self, data, **_kwargs):
        """A page and a list of changes are different questions."""
        if "since" in data and "cursor" in data:
            raise ma.ValidationError("`since` cannot be combined with `cursor`.", "since")


class EntryStageSchema(AnswerSchema):
    id = WireId("stg", required=True)
    kind = ma.fields.String(required=True, metadata={"examples": [kind.value for kind in StageKind]})
    mode = ma.fields.String(required=True, allow_none=True, metadata={"examples": [mode.value for mode in Mode]})


class EntryPlaceSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    time_zone = ma.fields.String(required=True, metadata={"description": "IANA name"})


class ProofSchema(AnswerSchema):
    """What vouches for a clip. Hashes are SHA-256 in hex; times are the device's word, then ours."""

    sha256 = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.String(), metadata={"description": "Of `source` and `download`"}
    )
    renditions = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        metadata={"description": "Hashes of the sizes that can be played, by name; another may follow"},
    )
    captured_at = ma.fields.String(metadata=Moment)
    received_at = ma.fields.String(metadata=Moment)
    published_at = ma.fields.String(metadata=Moment)
    carrier = ma.fields.String(metadata={"description": "Who filmed"})
    hidden = ma.fields.Dict(metadata={"description": "How many `faces`, `plates`, `labels`, `boxes`, and `seconds`"})
    clocks = ma.fields.String(
        metadata={"examples": ["agree", "disagree", "unknown"], "description": "The device's, its file's and ours"}
    )
    clocks_apart_s = ma.fields.Integer()
    signed = ma.fields.Boolean(metadata={"description": "The download carries Content Credentials (C2PA)"})
    source_credentials = ma.fields.String(
        metadata={"examples": ["valid", "trusted", "invalid", "unreadable"], "description": "The source's own"}
    )


class EntryCutSchema(AnswerSchema):
    """One video of the buyer's car. The paths are stable; send them a bearer token or `?t=` a playback token."""

    id = WireId("cut", required=True)
    photo = ma.fields.Boolean(required=True, metadata={"description": "It stands still: a photo"})
    duration_s = ma.fields.Float(required=True, allow_none=True)
    width = ma.fields.Integer(required=True, allow_none=True)
    height = ma.fields.Integer(required=True, allow_none=True)
    poster = ma.fields.String(required=True, metadata=Path)
    storyboard = ma.fields.String(required=True, metadata=Path)
    hls = ma.fields.String(required=True, metadata=Path)
    download = ma.fields.String(required=True, metadata=Path)
    thumbhash = ma.fields.String(required=True, allow_none=True, metadata={"description": "base64"})
    captured_at = ma.fields.String(required=True, metadata=Moment)
    blurred = ma.fields.Boolean(required=True)
    proof = ma.fields.Nested(ProofSchema, required=True)
    at_s = ma.fields.Float(metadata={"description": "The second the entry is about, if it is about one"})
    still = ma.fields.String(metadata=Path | {"description": "Its picture; `#xywh=` names the part of a storyboard"})


class EntrySchema(AnswerSchema):
    """One line of a timeline. A removed one holds only `id`, `seq`, `kind` and `removed`."""

    id = WireId("tle", required=True)
    seq = ma.fields.Integer(required=True, metadata={"description": "Of its last change"})
    kind = ma.fields.String(required=True, metadata={"examples": _KINDS})
    code = ma.fields.String()
    params = ma.fields.Dict()
    text = ma.fields.String()
    happened_at = ma.fields.String(metadata=Moment)
    recorded_at = ma.fields.String(metadata=Moment)
    stage = ma.fields.Nested(EntryStageSchema)
    place = ma.fields.Nested(EntryPlaceSchema)
    corrects = WireId("tle")
    clip = ma.fields.Nested(EntryCutSchema)
    removed = ma.fields.Boolean(required=True)


class TimelineSchema(AnswerSchema):
    """A page has `next_cursor`, an answer to `since` has `has_more` and `order_changed`; `latest_seq` is in both."""

    items = ma.fields.List(ma.fields.Nested(EntrySchema), required=True)
    latest_seq = ma.fields.Integer(required=True, metadata={"description": "Ask `since` it for what comes later"})
    next_cursor = ma.fields.String(allow_none=True)
    has_more = ma.fields.Boolean(metadata={"description": "Ask again `since` the last item's seq"})
    order_changed = ma.fields.Boolean(metadata={"description": "Read the order again"})


class SeenRequest(RequestSchema):
    seq = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(min=0, max=LARGEST_SEQ))


class SeenSchema(AnswerSchema):
    seen_seq = ma.fields.Integer(required=True)
    unread = ma.fields.Integer(required=True)


class DigestLineSchema(AnswerSchema):
    """One thing that changed; `entry_id` is the newest entry that tells of it."""

    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)
    entry_id = WireId("tle")


class DigestSchema(AnswerSchema):
    """What changed since a look; `since` is null when the buyer never looked."""

    since = ma.fields.String(required=True, allow_none=True, metadata=Moment)
    since_seq = ma.fields.Integer(required=True)
    latest_seq = ma.fields.Integer(required=True, metadata={"description": "Say that it was seen once it was shown"})
    items = ma.fields.List(ma.fields.Nested(DigestLineSchema), required=True)
