"""The folds: whatever order events come in, and however often, the state is the same."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from store.words import Classifier, EventType, Milestone, StageKind
from tracking.rules import journey, stage_times
from tracking.rules.facts import Fact

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)

facts = st.builds(
    Fact,
    name=st.sampled_from(list("abcdefgh")),
    type=st.sampled_from(EventType),
    classifier=st.sampled_from(Classifier),
    happened_at=st.integers(0, 6).map(lambda hours: BEGIN + timedelta(hours=hours)),
    position=st.integers(0, 3),
    stage=st.sampled_from(StageKind),
    milestone=st.none() | st.sampled_from(Milestone),
    said_at=st.none() | st.integers(0, 3).map(lambda hours: BEGIN + timedelta(hours=hours)),
    place=st.sampled_from(["", "p", "q"]),
)
several = st.lists(facts, max_size=6, unique_by=lambda fact: fact.name)  # a reporter's names are unique


@given(several, st.randoms())
def test_any_order_and_any_repetition_of_events_folds_to_the_same_journey(some: list[Fact], random) -> None:
    shuffled = some + some[:2]
    random.shuffle(shuffled)
    assert journey_after(shuffled) == journey_after(some)


@given(several, st.randoms())
def test_any_order_and_any_repetition_of_events_folds_to_the_same_times(some: list[Fact], random) -> None:
    shuffled = some + some[:2]
    random.shuffle(shuffled)
    assert times_after(shuffled) == times_after(some)


@given(st.lists(facts, min_size=3, max_size=3, unique_by=lambda fact: fact.name))
def test_merging_is_associative(three: list[Fact]) -> None:
    a, b, c = map(journey.journey_of, three)
    assert journey.merge(journey.merge(a, b), c) == journey.merge(a, journey.merge(b, c))


@given(several)
def test_what_is_only_planned_or_estimated_makes_no_milestone(some: list[Fact]) -> None:
    unsure = [fact for fact in some if fact.classifier is not Classifier.ACTUAL]
    assert set(journey_after(unsure)) <= {"foretold"}


def test_a_late_event_never_moves_the_status_back() -> None:
    departed = fact("dep", EventType.DEPARTING, 0, 8, Milestone.IN_TRANSIT)
    arrived = fact("arr", EventType.ARRIVING, 0, 20, Milestone.IN_STORAGE)
    for several in permutations([departed, arrived]):
        assert journey.status_since(journey_after(list(several)))[0] is Milestone.IN_STORAGE


def test_a_later_stage_counts_more_than_a_later_time() -> None:
    second = fact("dep2", EventType.DEPARTING, 1, 8, Milestone.IN_TRANSIT)
    first = fact("arr1", EventType.ARRIVING, 0, 20, Milestone.IN_STORAGE)  # a clock that runs ahead
    assert journey.status_since(journey_after([second, first]))[0] is Milestone.IN_TRANSIT


def test_since_is_when_this_stage_made_the_milestone_and_not_the_first_one() -> None:
    some = [
        fact("dep1", EventType.DEPARTING, 0, 1, Milestone.IN_TRANSIT),
        fact("arr1", EventType.ARRIVING, 0, 2, Milestone.IN_STORAGE),
        fact("dep2", EventType.DEPARTING, 1, 3, Milestone.IN_TRANSIT),
        fact("tra2", EventType.TRANSPORTING, 1, 4, Milestone.IN_TRANSIT),
    ]
    folded = journey_after(some)
    assert journey.status_since(folded)[1].startswith("2026-11-01T03:00")
    assert journey.earliest_of(folded)[Milestone.IN_TRANSIT].startswith("2026-11-01T01:00")


def test_sold_to_the_buyer_is_the_end_whichever_stage_reported_it() -> None:
    sold = fact("sold", EventType.RETAIL_SELLING, 0, 5, Milestone.DELIVERED)
    late = fact("dep2", EventType.DEPARTING, 2, 9, Milestone.IN_TRANSIT)
    for several in permutations([sold, late]):
        assert journey.status_since(journey_after(list(several)))[0] is Milestone.DELIVERED


def test_a_hold_lasts_until_the_car_moves_on() -> None:
    held = fact("held", EventType.HOLDING, 0, 5, None)
    before = fact("arr", EventType.ARRIVING, 0, 4, Milestone.IN_STORAGE)
    after = fact("dep", EventType.DEPARTING, 1, 6, Milestone.IN_TRANSIT)
    assert journey.on_hold(journey_after([held, before]))
    assert not journey.on_hold(journey_after([after, held, before]))


def test_of_two_estimates_the_one_said_last_counts_even_when_it_is_sooner() -> None:
    first = fact("e1", EventType.ARRIVING, 0, 20, None, Classifier.ESTIMATED, said=1)
    newer = fact("e2", EventType.ARRIVING, 0, 18, None, Classifier.ESTIMATED, said=2)
    for several in permutations([first, newer]):
        times = times_after(list(several))
        assert stage_times.time_in(times, "end", Classifier.ESTIMATED) == newer.happened_at


def test_an_arrival_says_more_exactly_when_a_leg_ended_than_the_unloading() -> None:
    arrived = fact("a", EventType.ARRIVING, 0, 3, None)
    unloaded = fact("u", EventType.UNLOADING, 0, 5, None)
    times = times_after([unloaded, arrived])
    assert stage_times.time_in(times, "end", Classifier.ACTUAL) == arrived.happened_at


def journey_after(some: list[Fact]) -> journey.Journey:
    return reduce(journey.merge, map(journey.journey_of, some), {})


def times_after(some: list[Fact]) -> stage_times.Times:
    return reduce(stage_times.merge, map(stage_times.times_of, some), {})


def fact(
    name: str,
    type_: EventType,
    position: int,
    hour: int,
    milestone: Milestone | None,
    classifier: Classifier = Classifier.ACTUAL,
    said: int | None = None,
) -> Fact:
    return Fact(
        name=name,
        type=type_,
        classifier=classifier,
        happened_at=BEGIN + timedelta(hours=hour),
        position=position,
        stage=StageKind.TRANSPORT,
        milestone=milestone,
        said_at=None if said is None else BEGIN + timedelta(hours=said),
    )
