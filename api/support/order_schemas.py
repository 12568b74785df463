"""An order as support sees it."""

import marshmallow as ma

from api.fields import AnswerSchema, Moment, QuerySchema, Text, WireId
from api.orders.schemas import (
    BuyersEtaSchema,
    BuyersFlagsSchema,
    BuyersMilestoneSchema,
    BuyersNextSchema,
    BuyersOrderSchema,
    BuyersProgressSchema,
    BuyersVehicleSchema,
    word,
)
from api.paging import PageQuery
from api.support.clip_schemas import ClipLineSchema
from api.timeline.schemas import EntrySchema
from store.words import (
    CarState,
    CaseKind,
    CaseState,
    Classifier,
    EntryKind,
    EventType,
    InspectionKind,
    Locale,
    Milestone,
    Mode,
    OrderState,
    Reason,
    ServiceKind,
    ServiceStatus,
    StageKind,
    WebhookState,
)


class OrderSearchQuery(PageQuery):
    q = ma.fields.String(
        validate=ma.validate.Length(max=200),
        metadata={"description": "Order number or name (or the beginning), VIN (or its last 6 to 8), phone number"},
    )
    milestone = ma.fields.Enum(Milestone, by_value=True)
    carrier = ma.fields.String(validate=ma.validate.Length(max=64), metadata={"description": "A carrier's code"})
    stuck = ma.fields.Boolean(metadata={"description": "Whether something of it is on the list of GET /stuck"})


class AsBuyerQuery(QuerySchema):
    reason = Text(500, least=3, required=True, metadata={"description": "Why; it goes into the audit"})


class FoundBuyerSchema(AnswerSchema):
    name = ma.fields.String(required=True)
    phone_end = ma.fields.String(required=True, metadata={"description": "The last four digits"})


class FoundOrderSchema(AnswerSchema):
    """An order in a search."""

    id = WireId("ord", required=True)
    number = ma.fields.String(required=True)
    state = ma.fields.Enum(OrderState, by_value=True, required=True)
    buyer = ma.fields.Nested(FoundBuyerSchema, required=True)
    vehicle = ma.fields.Nested(BuyersVehicleSchema, required=True)
    progress = ma.fields.Nested(BuyersProgressSchema, required=True)
    eta = ma.fields.Nested(BuyersEtaSchema, required=True)
    flags = ma.fields.Nested(BuyersFlagsSchema, required=True)
    ordered_at = Moment(required=True)


class NamedByCodeSchema(AnswerSchema):
    """A partner or a carrier."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class OrdersBuyerSchema(AnswerSchema):
    id = WireId("byr", required=True)
    name = ma.fields.String(required=True)
    phone = ma.fields.String(required=True)
    locale = ma.fields.Enum(Locale, by_value=True, required=True)


class FormerCarSchema(AnswerSchema):
    vin = ma.fields.String(required=True)
    car = ma.fields.Integer(required=True)
    vin_assigned_at = ma.fields.String(metadata={"format": "date-time"})


class WholeVehicleSchema(BuyersVehicleSchema):
    former = ma.fields.List(ma.fields.Nested(FormerCarSchema), required=True)


class PromisedSchema(AnswerSchema):
    earliest = Moment(required=True, allow_none=True)
    latest = Moment(required=True, allow_none=True)


class PlaceLineSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    time_zone = ma.fields.String(required=True)


class TripLineSchema(AnswerSchema):
    id = WireId("trp", required=True)
    ref = ma.fields.String(required=True)


class WholeStageSchema(AnswerSchema):
    """One part of the journey; a withdrawn one has its time."""

    id = WireId("stg", required=True)
    ref = ma.fields.String(required=True)
    position = ma.fields.Integer(required=True)
    kind = word(StageKind, required=True)
    mode = word(Mode, required=True, allow_none=True)
    car_state = word(CarState, required=True)
    carrier = ma.fields.Nested(NamedByCodeSchema, required=True)
    trip = ma.fields.Nested(TripLineSchema, required=True, allow_none=True)
    from_place = ma.fields.Nested(PlaceLineSchema, required=True)
    to_place = ma.fields.Nested(PlaceLineSchema, required=True)
    planned_start = Moment(required=True)
    planned_end = Moment(required=True)
    estimated_start = Moment(required=True, allow_none=True)
    estimated_end = Moment(required=True, allow_none=True)
    actual_start = Moment(required=True, allow_none=True)
    actual_end = Moment(required=True, allow_none=True)
    withdrawn_at = Moment(required=True, allow_none=True)


class ReporterSchema(AnswerSchema):
    id = WireId("drv", required=True)
    name = ma.fields.String(required=True)


class ReportedEventSchema(AnswerSchema):
    """One report: happened by the reporter's clock and offset, recorded by ours, said when it was sent."""

    id = WireId("evt", required=True)
    event_id = ma.fields.String(required=True)
    stage_id = WireId("stg", required=True)
    type = word(EventType, required=True)
    classifier = word(Classifier, required=True)
    happened_at = ma.fields.String(required=True, metadata={"format": "date-time"})
    recorded_at = Moment(required=True)
    said_at = Moment(required=True, allow_none=True)
    carrier = ma.fields.Nested(NamedByCodeSchema, required=True)
    driver = ma.fields.Nested(ReporterSchema, required=True, allow_none=True)
    location = ma.fields.Dict(required=True, allow_none=True)
    reason = word(Reason, required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    corrects = WireId("evt", required=True, allow_none=True)
    corrected_at = Moment(required=True, allow_none=True)
    current_car = ma.fields.Boolean(required=True, metadata={"description": "False: of a car the order had before"})


class ParkedEventSchema(AnswerSchema):
    """A report that waits for a stage of its carrier."""

    id = WireId("pev", required=True)
    event_id = ma.fields.String(required=True)
    vin = ma.fields.String(required=True)
    body = ma.fields.Dict(required=True)
    recorded_at = Moment(required=True)


class WholeServiceSchema(AnswerSchema):
    ref = ma.fields.String(required=True)
    kind = word(ServiceKind, required=True)
    status = word(ServiceStatus, required=True)
    provider = ma.fields.String(required=True, allow_none=True)
    appointment_earliest = Moment(required=True, allow_none=True)
    appointment_latest = Moment(required=True, allow_none=True)
    amount = ma.fields.String(required=True, allow_none=True)
    currency = ma.fields.String(required=True, allow_none=True)


class CaseLineSchema(AnswerSchema):
    id = WireId("cas", required=True)
    kind = word(CaseKind, required=True)
    state = word(CaseState, required=True)
    due_at = Moment(required=True)
    opened_at = Moment(required=True)
    closed_at = Moment(required=True, allow_none=True)


class DamageLineSchema(AnswerSchema):
    id = WireId("dmg", required=True)
    inspection_id = WireId("ins", required=True, allow_none=True, metadata={"description": "Null: from a receipt"})
    found_at = Moment(required=True)
    is_new = ma.fields.Boolean(required=True)
    area = ma.fields.String(required=True)
    type = ma.fields.String(required=True)
    severity = ma.fields.Integer(required=True)
    note = ma.fields.String(required=True, allow_none=True)
    published_at = Moment(required=True, allow_none=True)
    dismissed_at = Moment(required=True, allow_none=True)


class InspectionLineSchema(AnswerSchema):
    id = WireId("ins", required=True)
    stage_id = WireId("stg", required=True)
    kind = word(InspectionKind, required=True)
    inspected_at = Moment(required=True)
    recorded_at = Moment(required=True)
    odometer_km = ma.fields.Integer(required=True, allow_none=True)


class AccessSchema(AnswerSchema):
    """How many doors to it are open now."""

    sessions = ma.fields.Integer(required=True, metadata={"description": "Devices the buyer is signed in on"})
    playback_tokens = ma.fields.Integer(required=True)


class WebhookLineSchema(AnswerSchema):
    """Where the shop is told, and whether that works."""

    id = WireId("whk", required=True)
    url = ma.fields.String(required=True)
    state = word(WebhookState, required=True)
    failures = ma.fields.Integer(required=True, metadata={"description": "Attempts that failed since one succeeded"})
    succeeded_at = Moment(required=True, allow_none=True)


class WholeOrderSchema(FoundOrderSchema):
    """One order with everything that belongs to it."""

    partner = ma.fields.Nested(NamedByCodeSchema, required=True)
    source_version = ma.fields.Integer(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)
    latest_seq = ma.fields.Integer(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    buyer = ma.fields.Nested(OrdersBuyerSchema, required=True)
    vehicle = ma.fields.Nested(WholeVehicleSchema, required=True)
    promised = ma.fields.Nested(PromisedSchema, required=True)
    milestones = ma.fields.List(ma.fields.Nested(BuyersMilestoneSchema), required=True)
    current_place = ma.fields.Nested(PlaceLineSchema, required=True, allow_none=True)
    next_expected = ma.fields.Nested(BuyersNextSchema, required=True, allow_none=True)
    handover = ma.fields.Dict(required=True, metadata={"description": "As the shop put it"})
    stages = ma.fields.List(ma.fields.Nested(WholeStageSchema), required=True)
    clips = ma.fields.List(ma.fields.Nested(ClipLineSchema), required=True)
    events = ma.fields.List(ma.fields.Nested(ReportedEventSchema), required=True)
    parked_events = ma.fields.List(ma.fields.Nested(ParkedEventSchema), required=True)
    services = ma.fields.List(ma.fields.Nested(WholeServiceSchema), required=True)
    cases = ma.fields.List(ma.fields.Nested(CaseLineSchema), required=True)
    inspections = ma.fields.List(ma.fields.Nested(InspectionLineSchema), required=True)
    damages = ma.fields.List(ma.fields.Nested(DamageLineSchema), required=True)
    access = ma.fields.Nested(AccessSchema, required=True)
    webhooks = ma.fields.List(ma.fields.Nested(WebhookLineSchema), required=True)


class WholeEntrySchema(AnswerSchema):
    """One entry of the timeline; a removed one still says what it said."""

    id = WireId("tle", required=True)
    seq = ma.fields.Integer(required=True)
    kind = word(EntryKind, required=True)
    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)
    happened_at = Moment(required=True)
    recorded_at = Moment(required=True)
    changed_at = Moment(required=True)
    removed = ma.fields.Boolean(required=True)
    stage_id = WireId("stg", required=True, allow_none=True)
    event_id = WireId("evt", required=True, allow_none=True)
    cut_id = WireId("cut", required=True, allow_none=True)
    corrects = WireId("tle", required=True, allow_none=True)


class AsBuyerSchema(AnswerSchema):
    """What the buyer reads."""

    order = ma.fields.Nested(BuyersOrderSchema, required=True)
    timeline = ma.fields.List(ma.fields.Nested(EntrySchema), required=True)
