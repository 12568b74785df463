"""The appointment for the handover: who may do what next, and what a shop's PUT says about it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from store.errors import WrongState
from store.words import AppointmentState, ChangeAnswer
from tracking.rules.eta import Window


class Act(StrEnum):
    """What shop and buyer do about the appointment."""

    NAME = "name"  # the shop names a window
    AGREE = "agree"  # the shop takes one the buyer asked for, or says that both agreed elsewhere
    KEEP = "keep"  # the shop answers a request and keeps its window
    DROP = "drop"  # the shop takes its window back
    CONFIRM = "confirm"  # the buyer's
    REQUEST = "request"  # the buyer's


_SHOPS = {
    Act.NAME: AppointmentState.PROPOSED,
    Act.AGREE: AppointmentState.CONFIRMED,
    Act.DROP: AppointmentState.NONE,
}
_BUYERS = {Act.CONFIRM: AppointmentState.CONFIRMED, Act.REQUEST: AppointmentState.CHANGE_REQUESTED}

NEXT: Mapping[AppointmentState, Mapping[Act, AppointmentState]] = {
    AppointmentState.NONE: _SHOPS,
    AppointmentState.PROPOSED: _SHOPS | _BUYERS,
    AppointmentState.CONFIRMED: _SHOPS | _BUYERS,
    AppointmentState.KEPT: _SHOPS | _BUYERS,
    AppointmentState.CHANGE_REQUESTED: _SHOPS | _BUYERS | {Act.KEEP: AppointmentState.KEPT},
}

# What each act of the shop is to a request that waits for its answer.
ANSWERS: Mapping[Act, ChangeAnswer] = {
    Act.NAME: ChangeAnswer.CHANGED,
    Act.AGREE: ChangeAnswer.AGREED,
    Act.KEEP: ChangeAnswer.KEPT,
    Act.DROP: ChangeAnswer.CHANGED,
}


def after(state: AppointmentState, act: Act) -> AppointmentState:
    """The state that follows. Raises WrongState (`no_appointment`) when the act makes no sense there."""
    following = NEXT[state].get(act)
    if following is None:
        raise WrongState("The shop has named no time for the handover yet.", code="no_appointment")
    return following


def act_of_shop(
    before: Window | None,
    put: Window | None,
    *,
    agreed: bool,
    answering: bool,
    elsewhere: bool = False,
    asked_for: Sequence[Window] = (),
) -> Act | None:
    """What the shop does by putting the window `put` where `before` was; None when nothing changes.

    `agreed`: the shop says that both agreed, on the phone or in the store. `answering`: it answers the request
    that waits. `elsewhere`: the handover is at another place or of another mode than before, which nobody agreed to.
    `asked_for`: the windows of that request; a window inside one of them is what the buyer wanted.
    """
    if put is None:
        return None if before is None else Act.DROP
    if agreed:
        return Act.AGREE
    if put != before or elsewhere:
        wanted = not elsewhere and any(
            window.earliest <= put.earliest and put.latest <= window.latest for window in asked_for
        )
        return Act.AGREE if wanted else Act.NAME
    return Act.KEEP if answering else None
