"""Which footage of a car stays with the order it was filmed for when the car becomes another order's.

Nobody sees what was filmed at another buyer's address or at another buyer's handover.
"""

from dataclasses import dataclass

from store.words import HandoverMode, PlaceKind, StageKind
from tracking.rules.milestones import WAITING_PLACES

HANDED_OVER_AT = frozenset({PlaceKind.STORE, PlaceKind.OUTLET})
NO_BUYER_LIVES_AT = WAITING_PLACES | {PlaceKind.PLANT}


@dataclass(frozen=True)
class Filmed:
    """One car in one clip, at a stage of the order that had the car then."""

    handover: HandoverMode
    kind: StageKind
    ends_at: PlaceKind
    at_the_end: bool  # the last leg of the plan, or after it
    arrived: bool  # filmed when the stage had ended, or should have
    delivered: bool  # filmed when the car had been handed over


def is_at_a_door(filmed: Filmed) -> bool:
    """Whether the stage is the last mile to a buyer: judged on announcing, and for good.

    A plan that ends in a yard may go on from there; nobody's door is there.
    """
    return filmed.handover is HandoverMode.DELIVERY and filmed.at_the_end and filmed.ends_at not in NO_BUYER_LIVES_AT


def is_private(filmed: Filmed) -> bool:
    """Whether the footage stays behind. In doubt it does."""
    if filmed.delivered:
        return True
    if not filmed.at_the_end and filmed.ends_at not in HANDED_OVER_AT:
        return False
    if filmed.handover is HandoverMode.DELIVERY or filmed.kind is StageKind.STORAGE:
        return True
    return filmed.arrived  # on the road to a store: until it gets there no buyer is near
