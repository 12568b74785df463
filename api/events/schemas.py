"""A batch of events. Words, times and identifiers inside an event are judged one event at a time."""

from typing import Any

import marshmallow as ma

from api.fields import AnswerSchema, Instant, Number, RequestSchema, Text
from store.errors import Refused
from store.words import Classifier, EventType, Reason

MOST = 500


class EventLocationSchema(RequestSchema):
    """Degrees, WGS 84."""

    lat = Number(required=True)
    lon = Number(required=True)


class Said(ma.fields.String):
    """Text that is judged with its event, whatever it says: one that nobody knows rejects that event alone."""

    def _deserialize(self, value, attr, data, **kwargs):
        return super()._deserialize(value, attr, data, **kwargs).strip()


def _word(vocabulary, **about):
    return Said(metadata={"examples": [word.value for word in vocabulary]}, **about)


class EventSchema(RequestSchema):
    """One fact, plan or estimate. Exactly one of stage_id, trip_id and vin."""

    event_id = Text(
        200, required=True, metadata={"description": "Your own name for it: sent twice, it is taken once"}
    )
    stage_id = Said(allow_none=True, metadata={"pattern": "^stg_[0-9a-f]{32}$"})
    trip_id = Said(allow_none=True, metadata={"pattern": "^trp_[0-9a-f]{32}$"})
    vin = Said(allow_none=True)
    type = _word(EventType, required=True)
    classifier = _word(Classifier, required=True)
    happened_at = Said(required=True, metadata={"format": "date-time"})
    place_code = Said(allow_none=True)
    location = ma.fields.Nested(EventLocationSchema, allow_none=True)
    reason = _word(Reason, allow_none=True)
    note = Said(
        allow_none=True,
        metadata={"description": "For staff; buyers never see it. At most 1,000 characters", "maxLength": 1000},
    )
    corrects = Said(
        allow_none=True, metadata={"description": "`event_id` of your own earlier event that this one replaces"}
    )


class EventBatchSchema(RequestSchema):
    """At most 500 events."""

    sent_at = Instant(
        allow_none=True,
        any_year=True,
        metadata={"description": "The device's clock now; one that is plainly wrong is not believed"},
    )
    events = ma.fields.List(ma.fields.Nested(EventSchema), required=True, validate=ma.validate.Length(min=1))

    @ma.pre_load
    def count(self, body: Any, **_about: Any) -> Any:
        """A batch that is too long is refused before its events are read."""
        events = body.get("events") if isinstance(body, dict) else None
        if isinstance(events, list) and len(events) > MOST:
            sentence = f"At most {MOST} events go into one batch; these are {len(events)}."
            raise Refused(sentence, code="too_many_events", errors={"events": [sentence]}, most=MOST)
        return body


class EventResultSchema(AnswerSchema):
    event_id = ma.fields.String(required=True)
    status = ma.fields.String(required=True, metadata={"examples": ["accepted", "duplicate", "rejected", "parked"]})
    code = ma.fields.String(metadata={"description": "Why it was rejected"})


class EventResultsSchema(AnswerSchema):
    """One result for each event, in the same order."""

    results = ma.fields.List(ma.fields.Nested(EventResultSchema), required=True)
