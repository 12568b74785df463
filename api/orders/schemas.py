"""An order as its buyer sees it."""

import marshmallow as ma

from api.fields import AnswerSchema, Moment, WireId
from api.handover.schemas import AppointmentSchema, BringSchema, ChangeRequestSchema, ClashSchema, ReceiptSchema
from store.words import ExceptionCode, HandoverMode, Milestone, OrderState, ServiceKind, ServiceStatus

_MILESTONES = [milestone.value for milestone in Milestone]


def moment(**about):
    """A time as RFC 3339."""
    return ma.fields.String(metadata={"format": "date-time"}, **about)


def word(vocabulary, **about):
    """A word of a vocabulary that may grow."""
    return ma.fields.String(metadata={"examples": [word.value for word in vocabulary]}, **about)


class BuyersVehicleSchema(AnswerSchema):
    make = ma.fields.String(required=True)
    model = ma.fields.String(required=True)
    trim = ma.fields.String(allow_none=True)
    colour = ma.fields.String(allow_none=True)
    vin = ma.fields.String(allow_none=True)


class BuyersProgressSchema(AnswerSchema):
    """How the order stands. `substatus` is a step since the milestone."""

    milestone = word(Milestone, required=True)
    substatus = ma.fields.String()
    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)
    since = moment(required=True)


class BuyersEtaStepSchema(AnswerSchema):
    at = moment(required=True)
    earliest = moment(required=True, allow_none=True)
    latest = moment(required=True, allow_none=True)
    reason = ma.fields.String()
    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)


class BuyersSaidSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)


class BuyersEtaSchema(AnswerSchema):
    """When the car will be there. A bound that has passed is null; when both have, the state is `overdue`.

    A range whose `basis` is `history` is meant to hold in four of five cases; `coverage` is how often such ranges did
    hold, and `cases` the number of past journeys that its least known part rests on.
    """

    state = ma.fields.String(required=True, metadata={"examples": ["none", "promised", "estimated", "overdue"]})
    earliest = moment(required=True, allow_none=True)
    latest = moment(required=True, allow_none=True)
    promised_earliest = moment(required=True, allow_none=True)
    promised_latest = moment(required=True, allow_none=True)
    coverage = ma.fields.Float(required=True, allow_none=True)
    cases = ma.fields.Integer(required=True)
    basis = ma.fields.String(allow_none=True, metadata={"examples": ["promise", "appointment", "plan", "history"]})
    about = ma.fields.Nested(BuyersSaidSchema)
    reason = ma.fields.String()
    updated_at = moment(required=True, allow_none=True)
    history = ma.fields.List(ma.fields.Nested(BuyersEtaStepSchema), required=True)


class BuyersExceptionSchema(AnswerSchema):
    """What went badly wrong, until support has settled it."""

    code = word(ExceptionCode, required=True)
    text = ma.fields.String(required=True)
    since = moment(required=True)


class BuyersFlagsSchema(AnswerSchema):
    delayed = ma.fields.Boolean(required=True)
    on_hold = ma.fields.Boolean(required=True)
    exception = ma.fields.Nested(BuyersExceptionSchema)


class BuyersOrderItemSchema(AnswerSchema):
    id = WireId("ord", required=True)
    number = ma.fields.String(required=True)
    vehicle = ma.fields.Nested(BuyersVehicleSchema, required=True)
    state = word(OrderState, required=True)
    progress = ma.fields.Nested(BuyersProgressSchema, required=True)
    eta = ma.fields.Nested(BuyersEtaSchema, required=True)
    flags = ma.fields.Nested(BuyersFlagsSchema, required=True)
    unread = ma.fields.Integer(required=True)
    poster = ma.fields.String(metadata={"format": "uri-reference"})


class BuyersMilestoneSchema(AnswerSchema):
    milestone = word(Milestone, required=True)
    state = ma.fields.String(required=True, metadata={"examples": ["done", "now", "next", "open"]})
    planned = moment()
    estimated = moment()
    actual = moment()


class BuyersPlaceSchema(AnswerSchema):
    """A facility; coordinates to a tenth of a degree."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    time_zone = ma.fields.String(required=True)
    lat = ma.fields.Float(required=True)
    lon = ma.fields.Float(required=True)
    address = ma.fields.String()


class BuyersNextSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)
    place = ma.fields.Nested(BuyersPlaceSchema)
    earliest = moment()
    latest = moment()
    overdue = ma.fields.Boolean(required=True)


class BuyersSilenceSchema(AnswerSchema):
    """How long nothing was heard, and whether that is usual."""

    since = moment(required=True)
    last_kind = ma.fields.String(required=True)
    usual_s = ma.fields.Integer(metadata={"description": "Nine of ten pauses at such a stage were not longer"})
    cases = ma.fields.Integer(required=True)
    level = ma.fields.String(required=True, metadata={"examples": ["normal", "unusual", "unknown"]})
    code = ma.fields.String(required=True)
    params = ma.fields.Dict(required=True)
    text = ma.fields.String(required=True)


class BuyersWindowSchema(AnswerSchema):
    earliest = moment(allow_none=True)
    latest = moment(allow_none=True)


class BuyersServiceSchema(AnswerSchema):
    """`text` names the service, `status_text` says how it stands."""

    kind = word(ServiceKind, required=True)
    status = word(ServiceStatus, required=True)
    text = ma.fields.String(required=True)
    status_text = ma.fields.String(required=True)
    provider = ma.fields.String()
    appointment = ma.fields.Nested(BuyersWindowSchema)
    amount = ma.fields.String(metadata={"description": "Decimal"})
    currency = ma.fields.String(metadata={"description": "ISO 4217"})


class BuyersHandoverSchema(AnswerSchema):
    """Where, when and how the car is handed over: as the shop put it, and how both sides stand."""

    mode = word(HandoverMode)
    place = ma.fields.Nested(BuyersPlaceSchema)
    address = ma.fields.Raw()
    window = ma.fields.Nested(BuyersWindowSchema)
    contact = ma.fields.Raw()
    bring = ma.fields.List(ma.fields.String())
    to_bring = ma.fields.List(ma.fields.Nested(BringSchema), required=True)
    balance_due = ma.fields.Raw()
    appointment = ma.fields.Nested(AppointmentSchema, required=True)
    change_request = ma.fields.Nested(ChangeRequestSchema)
    clashes = ma.fields.List(ma.fields.Nested(ClashSchema), required=True)


class BuyersActionSchema(AnswerSchema):
    code = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    due_at = Moment()
    done = ma.fields.Boolean(required=True)


class BuyersOrderSchema(BuyersOrderItemSchema):
    milestones = ma.fields.List(ma.fields.Nested(BuyersMilestoneSchema), required=True)
    current_place = ma.fields.Nested(BuyersPlaceSchema)
    next_expected = ma.fields.Nested(BuyersNextSchema)
    silence = ma.fields.Nested(BuyersSilenceSchema)
    services = ma.fields.List(ma.fields.Nested(BuyersServiceSchema), required=True)
    handover = ma.fields.Nested(BuyersHandoverSchema, required=True)
    actions = ma.fields.List(ma.fields.Nested(BuyersActionSchema), required=True)
    receipt = ma.fields.Nested(ReceiptSchema)
    version = ma.fields.Integer(required=True)
