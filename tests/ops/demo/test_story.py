"""The story of the demonstration holds together whenever it is told."""

from datetime import UTC, datetime, timedelta

import pytest

from ops.demo.drawing.clips import CLIPS, TRIP
from ops.demo.story import story
from ops.demo.story.elsewhere import LOOKS
from ops.demo.story.moments import AT_THE_DOOR, ON_THE_ROAD, ZONE
from ops.demo.story.on_the_truck import ABOARD
from ops.demo.story.vehicles import vin_of
from store.damage_codes import read_damage_codes
from store.words import Classifier, EventType, HandoverMode, PlaceKind, Reason, ServiceKind, ServiceStatus
from tracking.rules.clashes import Handover, Visit, clashes
from tracking.rules.eta import Window
from tracking.rules.vin import problem_of
from tracking.sign_in.phones import normalised

HOURS = [datetime(2026, 11, 22, tzinfo=UTC) + timedelta(minutes=97 * step) for step in range(15)]
MOMENTS = [*HOURS, datetime(2027, 1, 1, 0, 5, tzinfo=UTC), datetime(2028, 2, 29, 15, 59, tzinfo=UTC)]


@pytest.fixture(params=MOMENTS, ids=lambda now: f"{now:%m-%d %H:%M}")
def now(request):
    return request.param


@pytest.fixture
def told(now):
    return story(now)


def test_the_same_moment_tells_the_same_story(now):
    assert story(now) == story(now.astimezone(ZONE))


def test_each_stage_begins_where_the_one_before_ended(told):
    for order in told.orders:
        for before, after in zip(order.stages, order.stages[1:], strict=False):
            assert before.to_place == after.from_place, order.number
            assert before.planned_end <= after.planned_start, order.number
        assert all(stage.planned_start < stage.planned_end for stage in order.stages), order.number


def test_stages_name_places_and_carriers_of_the_story(told):
    places, carriers = {place.code for place in told.places}, {carrier.code for carrier in told.carriers}
    for order in told.orders:
        assert {stage.carrier for stage in order.stages} <= carriers
        assert {place for stage in order.stages for place in (stage.from_place, stage.to_place)} <= places
        assert order.handover.get("place_code") in places | {None}
    assert all(camera.place in places for carrier in told.carriers for camera in carrier.cameras)
    assert {place.kind for place in told.places} <= set(PlaceKind)


def test_nothing_happened_or_was_filmed_in_the_future(now, told):
    for order in [*told.orders, *told.trips]:
        facts = [event.at for event in order.events if event.classifier == "actual"]
        filmed = [piece.at for piece in order.footage]
        looked = [inspection.at for inspection in getattr(order, "inspections", ())]
        assert all(at <= now for at in [*facts, *filmed, *looked]), order


def test_what_is_estimated_is_still_to_come(now, told):
    for order in [*told.orders, *told.trips]:
        assert all(event.at > now for event in order.events if event.classifier == "estimated")


def test_events_of_one_order_happen_in_the_order_of_its_stages(told):
    for order in told.orders:
        refs = [stage.ref for stage in order.stages]
        facts = [event for event in order.events if event.classifier == "actual"]
        places = [refs.index(event.ref) for event in sorted(facts, key=lambda event: event.at)]
        assert places == sorted(places), order.number
        assert all(event.at > order.ordered_at for event in facts), order.number


def test_events_speak_the_contracts_words(told):
    for order in [*told.orders, *told.trips]:
        for event in order.events:
            assert event.type in set(EventType)
            assert event.classifier in set(Classifier)
            assert event.reason in {None, *Reason}
    for order in told.orders:
        assert {service["kind"] for service in order.services} <= set(ServiceKind)
        assert {service["status"] for service in order.services} <= set(ServiceStatus)


def test_every_vin_can_be_one_and_no_two_end_alike(told):
    vins = [order.vehicle.vin for order in told.orders if order.vehicle.vin]
    assert len(vins) == len({vin[-6:] for vin in vins}) == len(told.orders) - 1
    assert all(problem_of(vin) is None and vin[0] == "L" for vin in vins)


@pytest.mark.parametrize("year", range(2024, 2045))
def test_vins_have_the_right_check_digit_in_every_year(year):
    assert all(problem_of(vin_of("M5EA1", serial, year)) is None for serial in range(1, 60))


def test_the_trip_has_the_eight_cars_that_are_drawn(told):
    (trip,) = told.trips
    aboard = [order for order in told.orders if any(stage.trip == trip.ref for stage in order.stages)]
    assert len(aboard) == 8
    assert tuple(look for _, look in ABOARD) == TRIP


def test_everybody_can_be_reached_by_a_phone_of_their_own(told):
    drivers = [driver.phone for carrier in told.carriers for driver in carrier.drivers]
    assert len(drivers) == len(set(drivers))
    phones = [*drivers, *(order.buyer.phone for order in told.orders)]
    assert all(normalised(phone, "CN") == phone for phone in phones)


def test_each_clip_is_sent_once_and_by_the_carrier_of_its_stage(told):
    pieces = [piece for order in [*told.orders, *told.trips] for piece in order.footage]
    assert sorted(piece.clip for piece in pieces) == sorted(CLIPS)
    for order in told.orders:
        assert all(order.stage(piece.ref) for piece in order.footage)


def test_footage_was_taken_while_its_stage_was_going_on(told):
    for order in told.orders:
        held = any(event.reason for event in order.events)
        for piece in order.footage:
            stage = order.stage(piece.ref)
            early = timedelta(hours=26) if piece.clip.startswith("loading") else timedelta(hours=4)
            assert stage.planned_start - early <= piece.at, (order.number, piece.clip)
            assert held or piece.at <= stage.planned_end + timedelta(hours=4), (order.number, piece.clip)


def test_a_clip_was_filmed_in_the_light_in_which_it_is_drawn(told):
    filmed = {piece.clip: piece.at for trip in told.trips for piece in trip.footage}
    assert {clip: at.astimezone(ZONE).time() for clip, at in filmed.items()} == ON_THE_ROAD
    doors = {piece.clip: piece.at for order in told.orders for piece in order.footage if piece.ref == "door"}
    assert {clip: at.astimezone(ZONE).time() for clip, at in doors.items()} == AT_THE_DOOR
    assert set(LOOKS) == set(doors)


def test_the_buyer_of_the_demonstration_has_a_car_with_several_clips_and_one_at_home(told):
    hero = next(order for order in told.orders if order.number == told.hero)
    theirs = [order for order in told.orders if order.buyer == hero.buyer]
    assert len(hero.footage) + len(told.trips[0].footage) >= 6
    assert any(event.type == "retail_selling" for order in theirs for event in order.events)


def test_no_window_of_an_open_order_has_passed_but_that_of_the_delayed_one(now, told):
    for order in told.orders:
        over = any(event.type == "retail_selling" for event in order.events)
        late = any(event.reason for event in order.events)
        if not over and not late:
            assert order.promised[1] > now, order.number
            assert order.handover.get("window", {"latest": now + timedelta(1)})["latest"] > now, order.number


def test_buyers_confirm_what_was_named_and_sign_for_what_they_have(now, told):
    assert {order.number for order in told.orders if order.confirms} >= {told.hero}
    assert all(order.handover["window"]["latest"] > now for order in told.orders if order.confirms)
    [received] = [order for order in told.orders if order.receipt]
    assert any(event.type == "retail_selling" for event in received.events)
    assert received.receipt["received_at"] <= now


def test_the_charger_of_the_demonstration_comes_before_the_car_and_nothing_else_clashes(now, told):
    hero = next(order for order in told.orders if order.number == told.hero)
    window = Window(**hero.handover["window"])
    visits = [
        Visit(ServiceKind(service["kind"]), ServiceStatus(service["status"]), Window(**about) if about else None)
        for service in hero.services
        for about in [service.get("appointment")]
    ]
    handover = Handover(HandoverMode(hero.handover["mode"]), window, window, visits)
    assert [clash.code for clash in clashes(handover, now)] == ["charger_before_car"]


def test_damages_have_codes_of_the_table_and_clips_of_whoever_found_them(told):
    codes = read_damage_codes()
    for order in told.orders:
        filmed = {piece.clip: order.stage(piece.ref).carrier for piece in order.footage}
        for inspection in order.inspections:
            for damage in inspection.damages:
                assert {damage.area} <= set(codes.areas)
                assert {damage.type} <= set(codes.types)
                assert damage.clip is None or filmed[damage.clip] == order.stage(inspection.ref).carrier
