"""Which footage stays behind when a car becomes another order's."""

from dataclasses import replace

import pytest

from store.words import HandoverMode, PlaceKind, StageKind
from tracking.rules.handed_on import Filmed, is_at_a_door, is_private

ON_THE_WAY = Filmed(
    handover=HandoverMode.DELIVERY,
    kind=StageKind.TRANSPORT,
    ends_at=PlaceKind.HUB,
    at_the_end=False,
    arrived=True,
    delivered=False,
)
PICKED_UP = replace(ON_THE_WAY, handover=HandoverMode.PICKUP, ends_at=PlaceKind.STORE, at_the_end=True)


@pytest.mark.parametrize("kind", [PlaceKind.PLANT, PlaceKind.YARD, PlaceKind.PORT, PlaceKind.RAILHEAD, PlaceKind.HUB])
@pytest.mark.parametrize("stage", list(StageKind))
def test_what_was_filmed_on_the_way_goes_with_the_car(kind: PlaceKind, stage: StageKind) -> None:
    assert not is_private(replace(ON_THE_WAY, kind=stage, ends_at=kind))


@pytest.mark.parametrize("kind", list(PlaceKind))
def test_the_last_mile_to_a_buyer_never_does(kind: PlaceKind) -> None:
    assert is_private(replace(ON_THE_WAY, at_the_end=True, ends_at=kind))
    assert is_private(replace(ON_THE_WAY, at_the_end=True, ends_at=kind, arrived=False))


@pytest.mark.parametrize("kind", [PlaceKind.STORE, PlaceKind.OUTLET])
def test_where_cars_are_handed_over_it_stays_though_the_plan_goes_on(kind: PlaceKind) -> None:
    assert is_private(replace(ON_THE_WAY, ends_at=kind))
    assert is_private(replace(PICKED_UP, kind=StageKind.STORAGE, ends_at=kind, at_the_end=False))


def test_on_the_road_to_a_store_no_buyer_is_near_until_the_car_is_there() -> None:
    assert not is_private(replace(PICKED_UP, arrived=False))
    assert is_private(PICKED_UP)
    assert is_private(replace(PICKED_UP, arrived=False, kind=StageKind.STORAGE))


def test_nothing_goes_along_that_was_filmed_after_the_handover() -> None:
    assert is_private(replace(ON_THE_WAY, delivered=True))


def test_a_door_stays_a_door_whatever_is_planned_later() -> None:
    assert is_at_a_door(replace(ON_THE_WAY, at_the_end=True, ends_at=PlaceKind.OUTLET))
    assert not is_at_a_door(replace(ON_THE_WAY, at_the_end=True)), "the plan may go on from a hub"
    assert not is_at_a_door(PICKED_UP)
