"""The appointment: what each side may do, and what a PUT of the shop says."""

from datetime import UTC, datetime, timedelta

import pytest

from store.errors import WrongState
from store.words import AppointmentState
from tracking.rules.appointment import ANSWERS, NEXT, Act, act_of_shop, after
from tracking.rules.eta import Window

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
MORNING = Window(NINE, NINE + timedelta(hours=3))
NEXT_DAY = MORNING.later_by(timedelta(days=1))
WHOLE_NEXT_DAY = Window(NEXT_DAY.earliest - timedelta(hours=1), NEXT_DAY.latest + timedelta(hours=6))


@pytest.mark.parametrize("act", [Act.CONFIRM, Act.REQUEST])
def test_a_buyer_answers_only_what_was_named(act: Act) -> None:
    with pytest.raises(WrongState) as refused:
        after(AppointmentState.NONE, act)
    assert refused.value.code == "no_appointment"
    assert set(NEXT) == set(AppointmentState)


def test_only_a_request_can_be_answered_by_keeping_the_time() -> None:
    assert [state for state in AppointmentState if Act.KEEP in NEXT[state]] == [AppointmentState.CHANGE_REQUESTED]
    assert set(ANSWERS) == set(Act) - {Act.CONFIRM, Act.REQUEST}


@pytest.mark.parametrize(
    ("before", "put", "about", "act"),
    [
        (None, None, {}, None),
        (None, MORNING, {}, Act.NAME),
        (None, MORNING, {"agreed": True}, Act.AGREE),
        (MORNING, MORNING, {}, None),
        (MORNING, MORNING, {"answering": True}, Act.KEEP),
        (MORNING, MORNING, {"asked_for": [MORNING]}, None),
        (MORNING, NEXT_DAY, {}, Act.NAME),
        (MORNING, NEXT_DAY, {"answering": True}, Act.NAME),
        (MORNING, NEXT_DAY, {"asked_for": [WHOLE_NEXT_DAY]}, Act.AGREE),
        (MORNING, WHOLE_NEXT_DAY, {"asked_for": [NEXT_DAY]}, Act.NAME),
        (MORNING, MORNING, {"elsewhere": True}, Act.NAME),
        (MORNING, NEXT_DAY, {"elsewhere": True, "asked_for": [WHOLE_NEXT_DAY]}, Act.NAME),
        (MORNING, MORNING, {"elsewhere": True, "agreed": True}, Act.AGREE),
        (MORNING, None, {"agreed": True}, Act.DROP),
    ],
)
def test_what_a_put_says(before: Window | None, put: Window | None, about: dict[str, bool], act: Act | None) -> None:
    told = {"agreed": False, "answering": False, **about}
    assert act_of_shop(before, put, **told) is act  # type: ignore[arg-type]
