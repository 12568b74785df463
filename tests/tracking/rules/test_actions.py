"""What the buyer has to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from store.words import AppointmentState, Milestone, ServiceKind, ServiceStatus
from tracking.rules.actions import Action, Situation, actions
from tracking.rules.clashes import Visit
from tracking.rules.eta import Window
from tracking.rules.money import is_paid

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
WINDOW = Window(NINE, NINE + timedelta(hours=3))
EARLY = Situation(
    milestone=Milestone.IN_TRANSIT,
    appointment=AppointmentState.NONE,
    window=None,
    balance_paid=None,
    bring=False,
    signed=False,
    at_the_door=False,
    services=(),
)
NAMED = replace(EARLY, appointment=AppointmentState.PROPOSED, window=WINDOW)


def listed(situation: Situation) -> list[tuple[str, bool]]:
    return [(action.code, action.done) for action in actions(situation)]


def test_nothing_is_to_do_while_nothing_is_known() -> None:
    assert actions(EARLY) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (AppointmentState.PROPOSED, [("confirm_appointment", False)]),
        (AppointmentState.KEPT, [("confirm_appointment", False)]),
        (AppointmentState.CONFIRMED, [("confirm_appointment", True)]),
        (AppointmentState.CHANGE_REQUESTED, []),  # it is the shop's turn
    ],
)
def test_an_appointment_is_to_be_confirmed(state: AppointmentState, expected: list[tuple[str, bool]]) -> None:
    assert listed(replace(NAMED, appointment=state)) == expected


def test_the_balance_and_the_documents_are_due_when_the_handover_begins() -> None:
    found = actions(replace(NAMED, balance_paid=False, bring=True))
    assert found[1:] == [Action("pay_balance", NINE, done=False), Action("bring_documents", NINE, done=False)]
    assert ("pay_balance", True) in listed(replace(NAMED, balance_paid=True))


@pytest.mark.parametrize(
    ("milestone", "signed", "expected"),
    [
        (Milestone.IN_TRANSIT, False, []),
        (Milestone.OUT_FOR_DELIVERY, False, []),  # nobody signs for a car that is still on the road
        (Milestone.AVAILABLE_FOR_PICKUP, False, [("sign_receipt", False)]),
        (Milestone.DELIVERED, False, [("sign_receipt", False)]),
        (Milestone.DELIVERED, True, [("sign_receipt", True)]),
    ],
)
def test_the_receipt_is_to_be_signed_once_the_car_is_there(
    milestone: Milestone, signed: bool, expected: list[tuple[str, bool]]
) -> None:
    assert listed(replace(EARLY, milestone=milestone, signed=signed)) == expected


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [(Milestone.OUT_FOR_DELIVERY, [("sign_receipt", False)]), (Milestone.IN_TRANSIT, [])],
)
def test_a_car_that_is_brought_is_signed_for_at_the_door(
    milestone: Milestone, expected: list[tuple[str, bool]]
) -> None:
    assert listed(replace(EARLY, milestone=milestone, at_the_door=True)) == expected


def test_what_was_before_the_handover_is_over_with_it() -> None:
    after = replace(NAMED, milestone=Milestone.DELIVERED, balance_paid=False, bring=True, signed=True)
    assert listed(after) == [("sign_receipt", True)]


def test_services_ask_only_for_what_the_buyer_wanted() -> None:
    def services(status: str, window: Window | None = None) -> Situation:
        kinds = (ServiceKind.INSURANCE, ServiceKind.CHARGER_INSTALLATION, ServiceKind.MAINTENANCE)
        return replace(EARLY, services=[Visit(kind, ServiceStatus(status), window) for kind in kinds])

    for status in ("offered", "declined", "cancelled"):
        assert listed(services(status)) == []
    assert listed(services("pending")) == [("finish_insurance", False), ("book_charger", False)]
    assert listed(services("scheduled", WINDOW)) == [("finish_insurance", False), ("book_charger", True)]
    assert actions(services("scheduled", WINDOW))[0].due_at == NINE
    assert listed(services("done")) == [("finish_insurance", True), ("book_charger", True)]


@pytest.mark.parametrize(
    ("balance", "paid"),
    [
        (None, None),
        ("1280.00", False),
        ("0.00", True),
        ({"amount": "1280.00", "currency": "CNY"}, False),
        ({"amount": "0", "currency": "CNY"}, True),
        ("the rest", False),
        ({"amount": "NaN"}, False),
    ],
)
def test_a_balance_is_paid_when_nothing_is_left_of_it(balance: object, paid: bool | None) -> None:
    assert is_paid(balance) is paid
