"""Writing a timeline: sequence numbers, edits, tombstones, and two writers at once."""

import json
import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from store.database import Database
from store.ids import new_id
from store.tables import Buyer, Order, Partner, TimelineEntry
from store.words import EntryKind, Locale, Milestone, OrderState
from tracking.timeline import entry_about, lock_orders, remove_entry, write_entry

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 21, tzinfo=UTC)


def make_order(session: Session, number: str = "A-1") -> Order:
    partner = Partner(id=new_id(), code=number, name="Shop", created_at=NOW)
    buyer = Buyer(id=new_id(), phone=f"+86{number}", name="Li", locale=Locale.ZH, created_at=NOW)
    session.add_all([partner, buyer])
    session.flush()
    order = Order(
        id=new_id(),
        partner_id=partner.id,
        number=number,
        buyer_id=buyer.id,
        state=OrderState.OPEN,
        ordered_at=NOW,
        handover={},
        milestone=Milestone.ORDERED,
        milestone_since=NOW,
        progress_code="ordered",
        progress_params={},
        milestones=[],
        eta={},
        fold={},
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(order)
    session.flush()
    return order


@pytest.fixture
def order(session: Session) -> Order:
    return make_order(session)


def say(session: Session, order: Order, code: str = "ordered", happened_at: datetime = NOW) -> TimelineEntry:
    return write_entry(
        session,
        order,
        kind=EntryKind.MILESTONE,
        code=code,
        params={},
        subject="milestone:first",
        happened_at=happened_at,
        now=NOW,
    )


def test_a_new_entry_takes_the_next_seq_and_changes_the_order_s_version(session: Session, order: Order) -> None:
    before = order.version
    assert say(session, order).seq == 1 == order.latest_seq
    assert order.version == before + 1


def test_the_same_thing_said_twice_changes_nothing(session: Session, order: Order) -> None:
    say(session, order)
    version = order.version
    assert say(session, order).seq == 1
    assert order.version == version


def test_an_edited_entry_keeps_its_id_and_gets_a_new_seq(session: Session, order: Order) -> None:
    first = say(session, order).id
    edited = say(session, order, happened_at=LATER)
    assert (edited.id, edited.seq) == (first, 2)


def test_a_removed_entry_stays_as_a_tombstone_that_says_nothing(session: Session, order: Order) -> None:
    say(session, order)
    remove_entry(session, order, "milestone:first", NOW)
    tombstone = entry_about(session, order, "milestone:first")
    assert tombstone is not None
    assert json.loads(tombstone.body_en) == {
        "id": f"tle_{tombstone.id.hex}",
        "seq": 2,
        "kind": "milestone",
        "removed": True,
    }


def test_removing_what_is_gone_changes_nothing(session: Session, order: Order) -> None:
    say(session, order)
    remove_entry(session, order, "milestone:first", NOW)
    remove_entry(session, order, "milestone:first", NOW)
    remove_entry(session, order, "never there", NOW)
    assert order.latest_seq == 2


def test_a_removed_entry_said_again_comes_back(session: Session, order: Order) -> None:
    say(session, order)
    remove_entry(session, order, "milestone:first", NOW)
    assert not say(session, order).removed
    assert order.latest_seq == 3


def test_bodies_are_written_in_both_languages(session: Session, order: Order) -> None:
    entry = say(session, order, code="built")
    assert json.loads(entry.body_en)["text"] == "Your car is built"
    assert json.loads(entry.body_zh)["text"] == "您的爱车已下线"
    assert json.loads(entry.body_en)["happened_at"] == "2026-11-20T08:30:00.000Z"


def test_two_writers_at_once_never_share_a_seq(own_database: Database) -> None:
    with own_database.writing() as session:
        order_id = make_order(session).id

    def write(number: int) -> None:
        with own_database.writing() as session:
            [order] = lock_orders(session, [order_id])
            write_entry(
                session,
                order,
                kind=EntryKind.NOTE,
                code="built",
                params={},
                subject=f"note:{number}",
                happened_at=NOW,
                now=NOW,
            )

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sequences(own_database, order_id) == list(range(1, 13))


def sequences(database: Database, order_id: UUID) -> list[int]:
    with database.reading() as session:
        rows = session.query(TimelineEntry.seq).filter_by(order_id=order_id).order_by(TimelineEntry.seq)
        return [seq for (seq,) in rows]
