"""Places of this installation."""

from typing import Any

import marshmallow as ma

from api.caller import now, require, writing
from api.codes import chosen_code
from api.fields import Number, RequestSchema, Text
from api.partner.orders import blp
from store.words import PlaceKind
from tracking.places import is_time_zone, put_place


class TimeZone(Text):
    """An IANA name such as Asia/Shanghai."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if not is_time_zone(name):
            raise ma.ValidationError("Not a time zone of the IANA list, such as Asia/Shanghai.")
        return name


class PlaceRequestSchema(RequestSchema):
    name = Text(120, required=True)
    name_zh = Text(120, allow_none=True)
    kind = ma.fields.Enum(PlaceKind, by_value=True, required=True)
    address = Text(500, allow_none=True)
    lat = Number(required=True, validate=ma.validate.Range(min=-90, max=90))
    lon = Number(required=True, validate=ma.validate.Range(min=-180, max=180))
    time_zone = TimeZone(64, required=True)


class PlaceSchema(PlaceRequestSchema):
    code = ma.fields.String(required=True)

    class Meta:
        unknown = ma.EXCLUDE


@blp.put("/partner/places/<code>")
@require("partner")
@blp.arguments(PlaceRequestSchema)
@blp.response(200, PlaceSchema)
@blp.alt_response(201, schema=PlaceSchema, description="The place is new")
def replace_place(place: dict[str, Any], code: str) -> Any:
    """Put a place"""
    with writing() as session:
        row, created = put_place(session, chosen_code(code), place, now())
    return row, 201 if created else 200
