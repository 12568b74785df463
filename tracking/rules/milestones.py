"""Which event makes which milestone actual (the table of the contract)."""

from store.words import EventType, HandoverMode, Milestone, PlaceKind, StageKind
from tracking.rules.facts import Standing

# Where cars wait on their way: arriving there is being in storage.
WAITING_PLACES = frozenset({PlaceKind.YARD, PlaceKind.PORT, PlaceKind.RAILHEAD, PlaceKind.HUB})

LEAVING = frozenset({EventType.DEPARTING, EventType.SHIPPING, EventType.TRANSPORTING})
COMING = frozenset({EventType.ARRIVING, EventType.RECEIVING})


def milestone_of(event: EventType, at: Standing) -> Milestone | None:
    """The milestone that an actual `event` standing there makes actual; None when it makes none."""
    if event is EventType.RETAIL_SELLING:
        return Milestone.DELIVERED
    if event is EventType.COMMISSIONING:
        return Milestone.IN_PRODUCTION
    if event is EventType.INSPECTING:
        return Milestone.BUILT if at.place is PlaceKind.PLANT and at.before_departure else None
    if event in {EventType.STAGING_OUTBOUND, EventType.ACCEPTING}:
        return Milestone.READY_TO_SHIP if at.before_departure else None
    if event in LEAVING:
        return _left(at)
    if event in COMING or event is EventType.STORING:
        return _came(event, at)
    return None


def _left(at: Standing) -> Milestone:
    home = at.stage is StageKind.TRANSPORT and at.last_leg and at.handover is HandoverMode.DELIVERY
    return Milestone.OUT_FOR_DELIVERY if home else Milestone.IN_TRANSIT


def _came(event: EventType, at: Standing) -> Milestone | None:
    on_the_way_there = at.after_last_leg or (at.last_leg and at.stage is StageKind.TRANSPORT)
    at_the_end = on_the_way_there and at.at_destination
    if at_the_end and at.handover is HandoverMode.PICKUP:
        return Milestone.AVAILABLE_FOR_PICKUP
    if event is EventType.STORING:
        return Milestone.IN_STORAGE
    if at_the_end:  # at the buyer's door: still out for delivery until it is handed over
        return None
    return Milestone.IN_STORAGE if at.place in WAITING_PLACES else None
