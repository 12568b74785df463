"""What support asks of events."""

from tests.api.shop import OTHER_VIN, VIN
from tests.tracking.journeys import Journey
from tracking.events.for_support import corrected_events, parked_events


def test_support_sees_what_was_corrected_and_by_what(journey: Journey) -> None:
    order = journey.put()
    journey.report(
        "river",
        journey.event("rail", "departing", "17T09"),
        journey.event("rail", "departing", "17T10", "fix", corrects="rail-departing", reason="other"),
        journey.event("rail", "departing", "17T11", "fix of the fix", corrects="fix"),
    )
    found = journey.session.execute(corrected_events(order.id)).all()
    pairs = [(wrong.event_id, right.event_id) for wrong, right in found]
    assert pairs == [("fix", "fix of the fix"), ("rail-departing", "fix")]


def test_support_sees_what_waits_for_a_car_nobody_ordered(journey: Journey) -> None:
    about = {"type": "departing", "classifier": "actual", "happened_at": "2026-11-17T09:00:00+08:00"}
    events = [{"event_id": vin, "vin": vin, **about} for vin in (VIN, OTHER_VIN)]
    assert journey.report("river", *events) == ["parked", "parked"]
    waiting = journey.session.scalars(parked_events()).all()
    assert [row.vin for row in waiting] == [VIN, OTHER_VIN]
    journey.put()
    assert [row.vin for row in journey.session.scalars(parked_events())] == [OTHER_VIN]
    assert journey.session.scalars(parked_events(VIN)).all() == []
