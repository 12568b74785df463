"""Two of support's people who decide about the same clip at the same moment."""

import threading

import pytest

from store.errors import WrongState
from store.ids import new_id
from store.tables import Agent
from store.words import AgentRole, Audience, Locale, VerdictCode
from tests.fleet import make_carrier, make_stage
from tests.tracking.clips.conftest import arrived, made_by
from tracking.clips.attempts import take
from tracking.clips.settle import hold
from tracking.review.decisions import release, remove, reprocess
from tracking.review.lease import claim
from tracking.sign_in.identity import Caller


def reviewer(session, name, now):
    agent = Agent(
        email=f"{name}@example.com",
        name=name,
        role=AgentRole.SUPERVISOR,
        locale=Locale.EN,
        password_hash="unset",
        created_at=now,
    )
    session.add(agent)
    session.flush()
    return Caller(Audience.CONSOLE, new_id(), agent_id=agent.id, role=AgentRole.SUPERVISOR)


def because(decide):
    """The decision, with a reason."""
    return lambda session, caller, clip_id, now: decide(session, caller, clip_id, "a face", now)


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        (claim, claim, "claimed"),
        (because(remove), because(release), "clip_removed"),
        (because(reprocess), because(reprocess), "being_processed"),
        (because(reprocess), because(release), "not_held"),
    ],
    ids=["claims", "removal_and_release", "two_reprocessings", "reprocessing_and_release"],
)
def test_the_second_waits_for_the_first_and_is_told_what_became_of_the_clip(
    own_database, clock, first, second, refused
):
    with own_database.writing() as session:
        clip = arrived(session, make_stage(session, make_carrier(session).id), clock())
        attempt = take(session, clip.id, clock())
        hold(session, attempt, made_by(attempt), VerdictCode.NEEDS_REVIEW, {}, clock())
        mei, lin = (reviewer(session, name, clock()) for name in ("mei", "lin"))
        clip_id = clip.id
    told = []

    def come_second():
        try:
            with own_database.writing() as session:
                second(session, lin, clip_id, clock())
        except WrongState as error:
            told.append(error.code)

    with own_database.writing() as session:
        first(session, mei, clip_id, clock())
        session.flush()
        other = threading.Thread(target=come_second)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it did not wait"
    other.join(10)
    assert told == [refused]
