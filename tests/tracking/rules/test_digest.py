"""What changed since a look: only what the timeline says, and never more than a screen of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from store.ids import new_id
from store.words import EntryKind, Milestone
from tracking.rules.digest import MOST_OF_A_KIND, Line, Told, digest

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEEN = 10
WUHAN = {"place": {"en": "Wuhan"}, "place_code": "WUH"}


def told(kind: EntryKind, code: str, seq: int = 11, first_seq: int | None = None, **params: Any) -> Told:
    subject = params.pop("subject", f"{kind.value}:{code}")
    first = seq if first_seq is None else first_seq
    return Told(new_id(), kind, code, params, subject, NOON + timedelta(minutes=seq), seq, first)


def milestone(reached: Milestone, seq: int, **params: Any) -> Told:
    return told(EntryKind.MILESTONE, reached.value, seq, subject=f"milestone:{reached.value}", **params)


def shift(seq: int, was: int, now: int, **params: Any) -> Told:
    """The window moved from one day of November to another."""
    window = {
        "former_earliest": f"2026-11-{was}T00:00:00+00:00",
        "former_latest": f"2026-11-{was}T12:00:00+00:00",
        "earliest": f"2026-11-{now}T00:00:00+00:00",
        "latest": f"2026-11-{now}T12:00:00+00:00",
        "days": {"en": f"{now} November"},
    }
    return told(EntryKind.ETA, "eta_later", seq, **window, **params)


def codes(*entries: Told) -> list[str]:
    return [line.code for line in digest(entries, SEEN)]


def test_what_was_read_before_is_not_named() -> None:
    assert codes(told(EntryKind.CLIP, "clip_published", 10), milestone(Milestone.BUILT, 9)) == []


def test_of_several_milestones_the_furthest_is_named_and_the_car_s_number() -> None:
    steps = (Milestone.VIN_ASSIGNED, Milestone.READY_TO_SHIP, Milestone.IN_TRANSIT, Milestone.BUILT)
    assert codes(*(milestone(step, 11 + index) for index, step in enumerate(steps))) == ["in_transit", "vin_assigned"]
    assert codes(milestone(Milestone.VIN_ASSIGNED, 11)) == ["vin_assigned"]


def test_a_window_is_told_from_the_last_look_to_now_with_the_reason() -> None:
    (line,) = digest([shift(11, 23, 22), shift(12, 22, 26, reason="weather")], SEEN)
    assert line.code == "eta_later_because"
    assert line.params["days"] == {"en": "26 November"}
    assert line.params["former_earliest"].startswith("2026-11-23")
    assert codes(shift(11, 23, 26), shift(12, 26, 22)) == ["eta_sooner"]


def test_a_window_that_came_back_did_not_move() -> None:
    assert codes(shift(11, 23, 26), shift(12, 26, 23)) == []


def test_a_place_is_named_once() -> None:
    arrived = told(EntryKind.EVENT, "arrived", 11, **WUHAN)
    assert codes(arrived) == ["arrived"]
    assert codes(arrived, milestone(Milestone.IN_STORAGE, 12, **WUHAN)) == ["in_storage"]
    assert codes(told(EntryKind.EVENT, "loaded", 11, **WUHAN)) == []


def test_one_video_is_named_and_several_are_counted() -> None:
    clips = [told(EntryKind.CLIP, "clip_published", seq, subject=f"clip:{seq}") for seq in (11, 12, 13)]
    assert codes(clips[0]) == ["clip_published"]
    assert digest(clips, SEEN) == [Line("digest_clips", {"count": 3}, clips[-1].id)]
    assert (
        codes(told(EntryKind.CLIP, "clip_published", 14, first_seq=3)) == []
    )  # seen; made anew from the same footage


def test_only_the_correction_of_what_was_read_is_news() -> None:
    assert codes(told(EntryKind.CORRECTION, "corrected", 12, first_seq=4)) == ["corrected"]
    assert codes(told(EntryKind.CORRECTION, "corrected", 12, first_seq=11)) == []
    several = [told(EntryKind.CORRECTION, "corrected", seq, first_seq=4, subject=f"event:{seq}") for seq in (11, 12)]
    assert [(line.code, line.params) for line in digest(several, SEEN)] == [("digest_corrections", {"count": 2})]


def test_another_car_a_closed_order_a_case_a_damage_and_an_appointment_are_named_the_weightiest_first() -> None:
    entries = [
        told(EntryKind.SERVICE, "handover_proposed", 11, first_seq=2),
        told(EntryKind.INSPECTION, "damage_published", 12),
        told(EntryKind.INSPECTION, "condition_clean", 13),
        told(EntryKind.CASE, "case_open", 14, first_seq=3),
        told(EntryKind.CORRECTION, "vehicle_swapped", 15),
        told(EntryKind.NOTE, "cancelled", 16),
        told(EntryKind.NOTE, "receipt_signed", 17),
    ]
    assert codes(*entries) == [
        "cancelled",
        "vehicle_swapped",
        "case_open",
        "damage_published",
        "handover_proposed",
    ]


ENTRIES = st.lists(
    st.one_of(
        st.builds(milestone, st.sampled_from(list(Milestone)), st.integers(1, 40)),
        st.builds(shift, st.integers(1, 40), st.integers(10, 28), st.integers(10, 28)),
        st.builds(
            told,
            st.sampled_from(
                [EntryKind.EVENT, EntryKind.CLIP, EntryKind.CORRECTION, EntryKind.SERVICE, EntryKind.CASE]
            ),
            st.sampled_from(["arrived", "damage_published", "corrected", "vehicle_swapped"]),
            st.integers(1, 40),
            st.integers(1, 40),
        ),
    ),
    max_size=60,
)


@given(entries=ENTRIES, since=st.integers(0, 40))
def test_every_line_is_about_an_entry_that_changed_and_there_are_few(entries: list[Told], since: int) -> None:
    lines = digest(entries, since)
    changed = {entry.id for entry in entries if entry.seq > since}
    assert all(line.entry_id in changed for line in lines)
    assert len(lines) <= 6 * MOST_OF_A_KIND
    assert lines or not any(entry.kind is EntryKind.CASE for entry in entries if entry.seq > since)
