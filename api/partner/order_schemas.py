"""An order as the shop puts and gets it."""

import marshmallow as ma

from api.fields import AnswerSchema, Moment, RequestSchema, Text, Vin, WireId
from api.handover.schemas import AppointmentSchema, ChangeRequestSchema, ClashSchema, ReceiptSchema
from api.partner.fields import Amount, TextOrParts, WindowSchema
from store.words import HandoverMode, Locale, Milestone, Mode, OrderState, ServiceKind, ServiceStatus, StageKind

MOST_STAGES = 100
MOST_SERVICES = 100
LARGEST_VERSION = 2**63 - 1


def word(vocabulary, **about):
    """One of the words of a vocabulary."""
    return ma.fields.Enum(vocabulary, by_value=True, **about)


class OrderBuyerSchema(RequestSchema):
    """Whose order it is; another phone is another person."""

    phone = ma.fields.String(required=True, metadata={"description": "E.164, such as +8613800138000"})
    name = Text(100, required=True)
    locale = word(Locale, required=True)


class OrderVehicleSchema(RequestSchema):
    make = Text(80, required=True)
    model = Text(120, required=True)
    trim = Text(120, allow_none=True)
    colour = Text(80, allow_none=True)
    vin = Vin(allow_none=True, metadata={"description": "Left out or null, the order keeps the VIN it has"})


class OrderHandoverSchema(RequestSchema):
    """How the buyer gets the car. Exactly one of place_code and address."""

    mode = word(HandoverMode, required=True)
    place_code = Text(64, allow_none=True)
    address = TextOrParts(allow_none=True)
    window = ma.fields.Nested(WindowSchema, allow_none=True)
    contact = TextOrParts(200, allow_none=True)
    bring = ma.fields.List(Text(64), allow_none=True, validate=ma.validate.Length(max=20))
    balance_due = TextOrParts(40, allow_none=True)
    agreed = ma.fields.Boolean(
        allow_none=True,
        truthy={True},
        falsy={False},
        metadata={"description": "Shop and buyer agreed on the window elsewhere, such as on the telephone"},
    )
    answers = Text(80, allow_none=True, metadata={"description": "Id of the buyer's change request this answers"})


class OrderStageSchema(RequestSchema):
    ref = Text(80, required=True)
    kind = word(StageKind, required=True)
    mode = word(Mode, allow_none=True)
    carrier = Text(64, required=True)
    trip = Text(80, allow_none=True)
    from_place = Text(64, required=True)
    to_place = Text(64, required=True)
    planned_start = Moment(required=True)
    planned_end = Moment(required=True)


class OrderServiceSchema(RequestSchema):
    ref = Text(80, required=True)
    kind = word(ServiceKind, required=True)
    status = word(ServiceStatus, required=True)
    provider = Text(120, allow_none=True)
    appointment = ma.fields.Nested(WindowSchema, allow_none=True)
    amount = Amount(allow_none=True)
    currency = ma.fields.String(allow_none=True, validate=ma.validate.Regexp(r"[A-Z]{3}\Z"))


class PartnerOrderRequestSchema(RequestSchema):
    """The whole order. What is left out is taken away, but for the VIN."""

    source_version = ma.fields.Integer(
        strict=True, allow_none=True, validate=ma.validate.Range(min=0, max=LARGEST_VERSION)
    )
    ordered_at = Moment(required=True)
    state = word(OrderState, required=True)
    buyer = ma.fields.Nested(OrderBuyerSchema, required=True)
    vehicle = ma.fields.Nested(OrderVehicleSchema, required=True)
    promised = ma.fields.Nested(WindowSchema, allow_none=True)
    handover = ma.fields.Nested(OrderHandoverSchema, required=True)
    stages = ma.fields.List(
        ma.fields.Nested(OrderStageSchema), load_default=list, validate=ma.validate.Length(max=MOST_STAGES)
    )
    services = ma.fields.List(
        ma.fields.Nested(OrderServiceSchema), load_default=list, validate=ma.validate.Length(max=MOST_SERVICES)
    )


class PartnerHandoverSchema(OrderHandoverSchema):
    """As the shop put it, with how the buyer stands and what does not fit together."""

    appointment = ma.fields.Nested(AppointmentSchema, required=True)
    change_request = ma.fields.Nested(ChangeRequestSchema)
    clashes = ma.fields.List(ma.fields.Nested(ClashSchema), required=True)

    class Meta:
        unknown = ma.EXCLUDE


class PartnerStageSchema(OrderStageSchema):
    id = WireId("stg", required=True)
    trip_id = WireId("trp", allow_none=True)
    estimated_start = Moment(allow_none=True)
    estimated_end = Moment(allow_none=True)
    actual_start = Moment(allow_none=True)
    actual_end = Moment(allow_none=True)

    class Meta:
        unknown = ma.EXCLUDE


class PartnerOrderSchema(PartnerOrderRequestSchema):
    id = WireId("ord", required=True)
    number = ma.fields.String(required=True)
    milestone = word(Milestone, required=True)
    version = ma.fields.Integer(required=True)
    warnings = ma.fields.List(
        ma.fields.String(),
        metadata={
            "description": "What is odd: `vin_check_digit` (no duty of this maker), `places_gap`, `places_loop`, "
            "`legs_overlap`, `trip_twice` in the plan, `bring_unknown` (shown to the buyer as it is written)"
        },
    )
    handover = ma.fields.Nested(PartnerHandoverSchema, required=True)
    receipt = ma.fields.Nested(ReceiptSchema, metadata={"description": "What the buyer signed for the car"})
    stages = ma.fields.List(ma.fields.Nested(PartnerStageSchema), required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)

    class Meta:
        unknown = ma.EXCLUDE


class HandoffRequestSchema(RequestSchema):
    device_name = Text(100, allow_none=True)


class HandoffSchema(AnswerSchema):
    """A code for the grant `urn:roadreel:handoff`; good once, shown once."""

    code = ma.fields.String(required=True)
    expires_at = Moment(required=True)
