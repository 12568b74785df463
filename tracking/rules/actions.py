"""What the buyer has to do, from the handover, the services and how far the car has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.words import AppointmentState, Milestone, ServiceKind, ServiceStatus
from tracking.rules.clashes import Visit
from tracking.rules.eta import Window

# Services in which the buyer has a part; those that were only offered, declined or cancelled ask for nothing.
FINISHED_BY_BUYER = {
    ServiceKind.DEPOSIT: "pay_deposit",
    ServiceKind.FINANCE: "finish_finance",
    ServiceKind.INSURANCE: "finish_insurance",
    ServiceKind.REGISTRATION: "finish_registration",
    ServiceKind.TRADE_IN: "finish_trade_in",
}
WANTED = frozenset({ServiceStatus.REQUESTED, ServiceStatus.PENDING, ServiceStatus.SCHEDULED, ServiceStatus.DONE})
# The car is where it is handed over; a car out for delivery is once it came to the door.
THERE = frozenset({Milestone.AVAILABLE_FOR_PICKUP, Milestone.DELIVERED})


@dataclass(frozen=True)
class Action:
    """`due_at` is None where no day is known."""

    code: str
    due_at: datetime | None
    done: bool


@dataclass(frozen=True)
class Situation:
    """What the actions follow from.

    `balance_paid` is None where the shop names no balance. `at_the_door`: the carrier reported so, or the agreed time
    has begun, for a driver who hands a car over may report it later.
    """

    milestone: Milestone
    appointment: AppointmentState
    window: Window | None
    balance_paid: bool | None
    bring: bool
    signed: bool
    at_the_door: bool
    services: Sequence[Visit]


def actions(situation: Situation) -> list[Action]:
    """The buyer's list, in the order in which things are done."""
    return [*_services(situation), *_before_handover(situation), *_at_handover(situation)]


def _services(situation: Situation) -> Iterator[Action]:
    for service in situation.services:
        if service.status not in WANTED:
            continue
        done = service.status is ServiceStatus.DONE
        if (code := FINISHED_BY_BUYER.get(service.kind)) is not None:
            yield Action(code, _due(service.window or situation.window), done)
        elif service.kind is ServiceKind.CHARGER_INSTALLATION:
            yield Action("book_charger", _due(situation.window), done or service.window is not None)


def _before_handover(situation: Situation) -> Iterator[Action]:
    if situation.milestone is Milestone.DELIVERED:
        return
    asked = situation.appointment is AppointmentState.CHANGE_REQUESTED  # it is the shop's turn
    if situation.window is not None and not asked:
        confirmed = situation.appointment is AppointmentState.CONFIRMED
        yield Action("confirm_appointment", situation.window.earliest, confirmed)
    if situation.balance_paid is not None:
        yield Action("pay_balance", _due(situation.window), situation.balance_paid)
    if situation.bring:
        yield Action("bring_documents", _due(situation.window), done=False)


def _at_handover(situation: Situation) -> Iterator[Action]:
    came = situation.milestone is Milestone.OUT_FOR_DELIVERY and situation.at_the_door
    if situation.milestone in THERE or came or situation.signed:
        yield Action("sign_receipt", None, situation.signed)


def _due(window: Window | None) -> datetime | None:
    return window.earliest if window else None
