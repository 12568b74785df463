"""A carrier's work as it sees it: never who bought the car, nor the order, nor other carriers' stages."""

from datetime import date

import marshmallow as ma

from api.fields import AnswerSchema, Moment, Number, RequestSchema, Text, WireId
from api.paging import PageQuery
from store.words import CarState, Locale, Mode, PlaceKind, StageKind
from tracking.carriers.work import TAIL, StageStatus
from tracking.rules.vin import normal_vin


class VinTail(ma.fields.String):
    """A whole VIN or its end."""

    def _deserialize(self, value, attr, data, **kwargs):
        text = normal_vin(super()._deserialize(value, attr, data, **kwargs))
        if not TAIL <= len(text) <= 17 or not (text.isascii() and text.isalnum()):
            raise ma.ValidationError(f"A VIN, or at least its last {TAIL} characters.")
        return text


class StageQuery(PageQuery):
    status = ma.fields.Enum(StageStatus, by_value=True)
    vin = VinTail()


class DayQuery(PageQuery):
    day = ma.fields.Date(
        format="iso",
        validate=ma.validate.Range(min=date(1990, 1, 1), max=date(2100, 1, 1)),
        metadata={"description": "In the zone of each trip's first place; today when left out"},
    )


class CarrierPlaceSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    kind = ma.fields.Enum(PlaceKind, by_value=True, required=True)
    address = ma.fields.String(allow_none=True)
    lat = ma.fields.Float(required=True)
    lon = ma.fields.Float(required=True)
    time_zone = ma.fields.String(required=True)


class CarrierVehicleSchema(AnswerSchema):
    make = ma.fields.String(required=True)
    model = ma.fields.String(required=True)
    colour = ma.fields.String(allow_none=True)


class CarrierTripRefSchema(AnswerSchema):
    id = WireId("trp", required=True)
    ref = ma.fields.String(required=True)


class ShotVerdictSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)
    advice = ma.fields.String(required=True)


class ShotSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    needed = ma.fields.Boolean(required=True)
    state = ma.fields.String(
        required=True, metadata={"examples": ["missing", "sending", "checking", "ok", "rejected"]}
    )
    clip_id = WireId("clp")
    verdict = ma.fields.Nested(ShotVerdictSchema)


class CarrierStageSchema(AnswerSchema):
    id = WireId("stg", required=True)
    vin = ma.fields.String(required=True, allow_none=True)
    vehicle = ma.fields.Nested(CarrierVehicleSchema, required=True)
    kind = ma.fields.Enum(StageKind, by_value=True, required=True)
    mode = ma.fields.Enum(Mode, by_value=True, required=True, allow_none=True)
    status = ma.fields.String(required=True, metadata={"examples": [status.value for status in StageStatus]})
    from_place = ma.fields.Nested(CarrierPlaceSchema, required=True)
    to_place = ma.fields.Nested(CarrierPlaceSchema, required=True)
    planned_start = Moment(required=True)
    planned_end = Moment(required=True)
    estimated_start = Moment(allow_none=True)
    estimated_end = Moment(allow_none=True)
    actual_start = Moment(allow_none=True)
    actual_end = Moment(allow_none=True)
    trip = ma.fields.Nested(CarrierTripRefSchema, allow_none=True)
    state = ma.fields.Enum(CarState, by_value=True, required=True)
    shot_list = ma.fields.List(ma.fields.Nested(ShotSchema), required=True)


class TripCarSchema(AnswerSchema):
    stage_id = WireId("stg", required=True)
    vin = ma.fields.String(required=True, allow_none=True)
    vehicle = ma.fields.Nested(CarrierVehicleSchema, required=True)
    position = ma.fields.String(allow_none=True)
    state = ma.fields.Enum(CarState, by_value=True, required=True)
    actual_start = Moment(allow_none=True, metadata={"description": "When it set out on this trip"})
    actual_end = Moment(allow_none=True, metadata={"description": "When it got there"})


class CarrierTripSchema(AnswerSchema):
    id = WireId("trp", required=True)
    ref = ma.fields.String(required=True)
    mode = ma.fields.Enum(Mode, by_value=True, required=True)
    from_place = ma.fields.Nested(CarrierPlaceSchema, required=True)
    to_place = ma.fields.Nested(CarrierPlaceSchema, required=True)
    planned_start = Moment(required=True)
    planned_end = Moment(required=True)
    cars = ma.fields.List(ma.fields.Nested(TripCarSchema), required=True)
    shot_list = ma.fields.List(ma.fields.Nested(ShotSchema), required=True)


class DriverRequestSchema(RequestSchema):
    phone = ma.fields.String(required=True, metadata={"description": "E.164, such as +8613800138000"})
    name = Text(100, required=True)
    locale = ma.fields.Enum(Locale, by_value=True, load_default=Locale.ZH)


class DriverSchema(AnswerSchema):
    id = WireId("drv", required=True)
    phone = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    locale = ma.fields.Enum(Locale, by_value=True, required=True)
    created_at = Moment(required=True)


class CameraRequestSchema(RequestSchema):
    name = Text(120, required=True)
    place_code = Text(64, required=True)
    bay = Text(40, allow_none=True, load_default=None)
    clock_offset_s = Number(
        load_default=0.0,
        validate=ma.validate.Range(min=-86_400, max=86_400),
        metadata={"description": "How far its clock runs ahead of the time, in seconds"},
    )


class CameraSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    place_code = ma.fields.String(required=True)
    bay = ma.fields.String(allow_none=True)
    clock_offset_s = ma.fields.Float(required=True)
