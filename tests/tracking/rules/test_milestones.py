"""The contract's table of milestones, line by line."""

import pytest

from store.words import EventType, HandoverMode, Milestone, PlaceKind, StageKind
from tracking.rules.facts import Standing
from tracking.rules.milestones import milestone_of

E, M, P = EventType, Milestone, PlaceKind


def standing(place: PlaceKind = P.YARD, stage: StageKind = StageKind.TRANSPORT, **where: object) -> Standing:
    about = {"before_departure": False, "last_leg": False, "after_last_leg": False, "handover": HandoverMode.PICKUP}
    return Standing(stage=stage, place=place, **{**about, **where})  # type: ignore[arg-type]


STORE_STAY = standing(P.STORE, StageKind.STORAGE, after_last_leg=True)
PICKED_UP = standing(P.STORE, last_leg=True)
BROUGHT = standing(P.OUTLET, last_leg=True, handover=HandoverMode.DELIVERY)
ELSEWHERE = standing(P.HUB, last_leg=True, at_destination=False)
BEFORE = standing(P.PLANT, before_departure=True)


@pytest.mark.parametrize(
    ("event", "where", "milestone"),
    [
        (E.COMMISSIONING, BEFORE, M.IN_PRODUCTION),
        (E.INSPECTING, BEFORE, M.BUILT),
        (E.INSPECTING, standing(P.YARD), None),
        (E.STAGING_OUTBOUND, BEFORE, M.READY_TO_SHIP),
        (E.ACCEPTING, BEFORE, M.READY_TO_SHIP),
        (E.ACCEPTING, standing(), None),
        (E.STAGING_OUTBOUND, standing(stage=StageKind.STORAGE), None),
        (E.DEPARTING, standing(), M.IN_TRANSIT),
        (E.DEPARTING, standing(stage=StageKind.STORAGE), M.IN_TRANSIT),
        (E.SHIPPING, standing(), M.IN_TRANSIT),
        (E.TRANSPORTING, standing(), M.IN_TRANSIT),
        (E.DEPARTING, BROUGHT, M.OUT_FOR_DELIVERY),
        (E.DEPARTING, PICKED_UP, M.IN_TRANSIT),
        (E.ARRIVING, standing(P.YARD), M.IN_STORAGE),
        (E.ARRIVING, standing(P.PORT), M.IN_STORAGE),
        (E.ARRIVING, standing(P.RAILHEAD), M.IN_STORAGE),
        (E.ARRIVING, standing(P.HUB), M.IN_STORAGE),
        (E.ARRIVING, standing(P.STORE), None),
        (E.ARRIVING, PICKED_UP, M.AVAILABLE_FOR_PICKUP),
        (E.ARRIVING, BROUGHT, None),
        (E.ARRIVING, ELSEWHERE, M.IN_STORAGE),
        (E.RECEIVING, PICKED_UP, M.AVAILABLE_FOR_PICKUP),
        (E.TRANSPORTING, BROUGHT, M.OUT_FOR_DELIVERY),
        (E.STORING, BROUGHT, M.IN_STORAGE),
        (E.UNLOADING, standing(), None),
        (E.REPAIRING, standing(), None),
        (E.STORING, standing(stage=StageKind.STORAGE), M.IN_STORAGE),
        (E.STORING, STORE_STAY, M.AVAILABLE_FOR_PICKUP),
        (E.LOADING, standing(), None),
        (E.HOLDING, standing(), None),
        (E.RETAIL_SELLING, standing(), M.DELIVERED),
    ],
)
def test_an_event_makes_the_milestone_that_the_contract_says(
    event: EventType, where: Standing, milestone: Milestone | None
) -> None:
    assert milestone_of(event, where) is milestone
