"""What a carrier says of its trips."""

from typing import Any

import marshmallow as ma

from api.fields import Moment, RequestSchema, Text, Vin, WireId
from store.words import Mode, Reason

MOST_CARS = 5000  # a large car carrier at sea takes more, in several requests


class NamedCarSchema(RequestSchema):
    """One car, named by exactly one of stage_id and vin."""

    stage_id = WireId("stg")
    vin = Vin()

    @ma.validates_schema
    def one_name(self, car: dict[str, Any], **_about: Any) -> None:
        """Neither none nor two."""
        if ("stage_id" in car) == ("vin" in car):
            raise ma.ValidationError("Name the car by either stage_id or vin.")


class PlacedCarSchema(NamedCarSchema):
    position = Text(20, allow_none=True, metadata={"description": "Where it stands, in your words, such as B2"})


class MovedCarSchema(PlacedCarSchema):
    """To another trip of yours, to another position, or both."""

    trip_id = WireId("trp")

    @ma.validates_schema
    def somewhere(self, car: dict[str, Any], **_about: Any) -> None:
        """A move goes somewhere."""
        if "trip_id" not in car and "position" not in car:
            raise ma.ValidationError("Say where it goes: trip_id, position, or both.")


class RefusedCarSchema(NamedCarSchema):
    """Not taken on this trip. A later report that it got on takes it back, and so does adding it again."""

    reason = ma.fields.Enum(Reason, by_value=True, allow_none=True)
    note = Text(1000, allow_none=True, metadata={"description": "For staff; buyers never see it"})
    at = Moment(allow_none=True, metadata={"description": "When; now, when left out"})


def _cars(schema: type[ma.Schema], **about: Any) -> ma.fields.List:
    return ma.fields.List(ma.fields.Nested(schema), validate=ma.validate.Length(max=MOST_CARS), **about)


class TripRequestSchema(RequestSchema):
    ref = Text(80, required=True, metadata={"description": "Your own name for it; one for each trip"})
    mode = ma.fields.Enum(Mode, by_value=True, required=True)
    from_place = Text(64, required=True, metadata={"description": "The code of a place"})
    to_place = Text(64, required=True, metadata={"description": "The code of another place"})
    planned_start = Moment(required=True)
    planned_end = Moment(required=True)
    cars = _cars(PlacedCarSchema, load_default=list)


class TripChangeSchema(RequestSchema):
    """What is left out stays as it is."""

    planned_start = Moment()
    planned_end = Moment()
    add = _cars(PlacedCarSchema)
    drop = _cars(NamedCarSchema)
    move = _cars(MovedCarSchema)
    refuse = _cars(RefusedCarSchema)
