"""A stage's car booked on a trip, or taken off it."""

from sqlalchemy.orm import Session

from store.errors import WrongState
from store.tables import Stage, Trip
from store.words import CarState
from tracking.orders.trips import under_way


def book(session: Session, stage: Stage, trip: Trip | None, path: str) -> None:
    """Make `trip` the one that the stage's car goes with; None takes it off. What was refused there counts no more.

    Raises WrongState (`stage_under_way`, `stage_over`) with the field `path` when the car got on another already.
    """
    former = stage.trip_id
    if former == (trip.id if trip else None):
        return
    if former is not None:
        must_not_have_begun(stage, path)
    stage.trip_id = trip.id if trip else None
    stage.trip_position = None
    stage.refused_at = stage.refused_reason = stage.refused_note = None
    stage.car_state = CarState.EXPECTED if former is not None else stage.car_state
    session.flush()
    session.expire(stage, ["trip"])


def must_not_have_begun(stage: Stage, path: str) -> None:
    """Raises WrongState (`stage_under_way`, `stage_over`) when the stage's car got on, or set out."""
    if stage.actual_end is not None:
        detail = f"The stage {stage.ref} is over: its car came with the trip it is booked on, and stays on it."
        raise WrongState(detail, code="stage_over", errors={path: [detail]}, ref=stage.ref)
    if under_way(stage):
        detail = (
            f"The stage {stage.ref} is under way: its car got on. Report where it got off, or correct what was "
            "reported of its loading or departure, before it goes another way."
        )
        raise WrongState(detail, code="stage_under_way", errors={path: [detail]}, ref=stage.ref)
