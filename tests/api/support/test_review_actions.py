"""What a reviewer is offered and what is refused are two sides of one thing, whatever a clip's status."""

from itertools import product

import pytest
from sqlalchemy import select

from store.tables import Cut
from store.words import ClipStatus, CutStatus, UploadStatus, VerdictCode
from tests.fleet import make_carrier, make_stage
from tests.rows import make_clip, make_upload
from tracking.clips.cuts import add_cars
from tracking.rules.review_actions import ReviewAction

WHY = {"reason": "a face at the gate"}
NEEDS = {
    ClipStatus.HELD: {"held_attempt": 1, "published_attempt": None},
    ClipStatus.REJECTED: {"verdict_code": VerdictCode.TOO_DARK, "published_attempt": None},
    ClipStatus.FAILED: {"failure": "the worker died", "published_attempt": None},
    ClipStatus.PUBLISHED: {},
}


@pytest.fixture
def stage(session):
    return make_stage(session, make_carrier(session).id)


@pytest.fixture
def clip_of(session, stage, clock):
    """A clip of one car in a status."""

    def make(status):
        about = NEEDS.get(status, {"published_attempt": None})
        clip = make_clip(session, stage.carrier_id, status=status, **about)
        coming = {"status": UploadStatus.AWAITING_PARTS, "completed_at": None}
        make_upload(session, clip, **(coming if status is ClipStatus.AWAITING_UPLOAD else {}))
        add_cars(session, clip, [stage], clock())
        session.flush()
        return clip

    return make


def body_of(action, stage):
    """What the route wants."""
    more = {ReviewAction.ASSIGN: WHY | {"stage_ids": [f"stg_{stage.id.hex}"]}, ReviewAction.REDACTIONS: {"boxes": []}}
    return more.get(action, WHY)


def offered(who, clip):
    answer = who.get(f"/v1/support/clips/clp_{clip.id.hex}")
    assert answer.status_code == 200, answer.json
    return answer.json["actions"]


@pytest.mark.parametrize(("status", "action"), list(product(ClipStatus, ReviewAction)))
def test_what_is_offered_is_done_and_what_is_not_is_refused(status, action, clip_of, stage, agent, supervisor):
    clip = clip_of(status)
    for who in (agent, supervisor):
        if not (may := action in offered(who, clip)) and (status, action) == (ClipStatus.PUBLISHED, "release"):
            return  # nobody waits for it; said twice it is done already
        answer = who.post(f"/v1/support/clips/clp_{clip.id.hex}/{action}", json=body_of(action, stage))
        assert answer.status_code in ({200, 202} if may else {403, 409}), (answer.json, who)
        if may:
            return


def test_a_removed_clip_offers_nothing_but_its_source_and_that_to_supervisors(clip_of, agent, supervisor):
    clip = clip_of(ClipStatus.REMOVED)
    assert (offered(agent, clip), offered(supervisor, clip)) == ([], ["source"])


def test_a_published_clip_is_released_again_only_while_a_buyer_waits_for_it(clip_of, agent, session):
    clip = clip_of(ClipStatus.PUBLISHED)
    assert "release" not in offered(agent, clip)
    session.scalars(select(Cut)).one().status = CutStatus.HELD
    session.flush()
    assert "release" in offered(agent, clip)
