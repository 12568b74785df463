"""The audit's one way in."""

from sqlalchemy import select

from store.ids import new_id
from store.tables import AuditEntry
from store.words import AgentRole, Audience
from tracking.audit import REQUEST, record
from tracking.sign_in.identity import Caller


def test_a_line_says_who_did_what_to_what_when_and_why(session, clock):
    agent = Caller(Audience.CONSOLE, new_id(), agent_id=new_id(), role=AgentRole.AGENT)
    order_id = new_id()
    session.info[REQUEST] = "req-1"
    made = record(session, agent, "order_seen", "order", order_id, clock(), reason="asked", details={"q": "A-1"})
    session.flush()
    kept = session.scalars(select(AuditEntry).where(AuditEntry.id == made.id)).one()
    assert (kept.audience, kept.actor_id) == (Audience.CONSOLE, agent.agent_id)
    assert (kept.action, kept.subject_kind, kept.subject_id) == ("order_seen", "order", order_id)
    assert (kept.at, kept.reason, kept.request_id, kept.details) == (clock(), "asked", "req-1", {"q": "A-1"})


def test_what_the_system_does_itself_names_nobody(session, clock):
    record(session, None, "swept", "upload", None, clock())
    session.flush()
    kept = session.scalars(select(AuditEntry).where(AuditEntry.action == "swept")).one()
    assert (kept.audience, kept.actor_id, kept.reason, kept.details) == (None, None, None, {})
