"""The life of a clip, walked at random."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import WrongState
from store.words import ClipStatus, VerdictCode
from tracking.rules.clip_status import NEXT, SETTLED, UNSETTLED, counts, may_follow, step_to

statuses = st.sampled_from(ClipStatus)


def test_every_status_has_its_line_in_the_table() -> None:
    assert set(NEXT) == set(ClipStatus)
    assert set().union(*NEXT.values()) <= set(ClipStatus)


@given(st.lists(statuses, max_size=12))
def test_no_walk_leaves_the_table(wishes: list[ClipStatus]) -> None:
    status = ClipStatus.AWAITING_UPLOAD
    for wish in wishes:
        if may_follow(status, wish):
            status = step_to(status, wish)
        else:
            with pytest.raises(WrongState):
                step_to(status, wish)
    assert status in ClipStatus


@given(statuses)
def test_every_status_can_end_and_removed_is_the_end(status: ClipStatus) -> None:
    assert status is ClipStatus.REMOVED or ClipStatus.REMOVED in NEXT[status]
    assert not NEXT[ClipStatus.REMOVED]


@given(statuses)
def test_only_a_worker_s_attempt_publishes_what_nobody_looked_at(status: ClipStatus) -> None:
    if ClipStatus.PUBLISHED in NEXT[status]:
        assert status in {ClipStatus.PROCESSING, ClipStatus.HELD}


@given(statuses)
def test_no_status_follows_itself(status: ClipStatus) -> None:
    assert not may_follow(status, status)


def test_every_status_waits_for_the_carrier_for_us_or_is_settled() -> None:
    assert SETTLED | UNSETTLED | {ClipStatus.AWAITING_UPLOAD} == set(ClipStatus)
    assert not SETTLED & UNSETTLED


@given(statuses, st.none() | st.sampled_from(VerdictCode))
def test_only_what_a_new_upload_could_mend_stops_counting(status: ClipStatus, verdict: VerdictCode | None) -> None:
    mendable = status in {ClipStatus.REMOVED, ClipStatus.FAILED} or (
        status is ClipStatus.REJECTED and verdict in {VerdictCode.HASH_MISMATCH, VerdictCode.CORRUPT}
    )
    assert counts(status, verdict) is not mendable
