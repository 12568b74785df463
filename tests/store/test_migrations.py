"""The tables and the migrations must say the same, and a migration must run both ways with data in the tables."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from store import migrate
from store.database import API_ROLE, WORKER_ROLE, Database
from store.ids import new_id
from store.queue_schema import remove_queue
from store.tables import AuditEntry, Damage, Place, Seen, SignedIn, Table, TimelineEntry
from store.words import Audience, PlaceKind
from tests.tracking.journeys import NOW, Journey
from tracking.damages.receipts import report_received_damages
from tracking.events.under_way import Reporter
from tracking.inspections.report import report_inspection
from tracking.reading.seen import look
from tracking.sign_in.sessions import begin_session

CATALOGUE = """
SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


@pytest.fixture
def empty_url(new_database: Callable[[], str]) -> str:
    url = new_database()
    migrate.downgrade(url, "base")
    return url


def catalogue(url: str) -> set[tuple[str, str, str]]:
    database = Database(url, pooled=False)
    with database.engine.connect() as connection:
        rows = {tuple(row) for row in connection.execute(text(CATALOGUE))}
    return {row for row in rows if "procrastinate" not in row[1] and "alembic" not in row[1]}


def test_migrations_make_exactly_the_tables_that_the_code_declares(own_url: str, empty_url: str) -> None:
    declared = Database(empty_url, pooled=False)
    Table.metadata.create_all(declared.engine)
    assert catalogue(own_url) == catalogue(empty_url)


def test_a_database_goes_down_to_nothing_and_up_again_with_data_in_it(own_url: str) -> None:
    database = Database(own_url, pooled=False)
    with database.writing() as session:
        session.add(place())
        session.add(audit_entry())
    migrate.downgrade(own_url, "base")
    assert catalogue(own_url) == set()
    migrate.upgrade(own_url)
    with database.reading() as session:
        assert migrate.is_current(session.connection())


def test_data_survives_the_guards_being_taken_off_and_put_on_again(own_url: str) -> None:
    database = Database(own_url, pooled=False)
    with database.writing() as session:
        session.add(place())
    migrate.downgrade(own_url, "r0001")
    migrate.upgrade(own_url)
    with database.reading() as session:
        assert session.query(Place).one().code == "WUH"


def test_what_was_found_on_cars_survives_the_way_down_and_up_again(own_url: str) -> None:
    database = Database(own_url, pooled=False)
    with database.writing() as session:
        journey = Journey(session)
        order, reporter = journey.put(), Reporter(journey.carrier_id("northern"))
        damage = {"area": "27", "type": "14", "severity": 4}
        report = {"kind": "pickup", "inspected_at": NOW, "signature": {"none": "refused"}, "damages": [damage]}
        report_inspection(session, reporter, journey.stage("yard").id, report, NOW)
        report_received_damages(session, order, [{**damage, "area": "03"}], NOW, NOW)
    migrate.downgrade(own_url, "r0006")
    with database.reading() as session:
        kept = session.execute(text("SELECT count(*) FROM damage JOIN inspection i ON i.id = inspection_id"))
        assert kept.scalar_one() == 1  # what the buyer found had no place before
    migrate.upgrade(own_url)
    with database.reading() as session:
        (found,) = session.query(Damage).all()
        assert (found.area, found.found_at, found.order_id) == ("27", NOW, order.id)


def test_how_far_a_buyer_read_goes_from_the_order_to_the_devices_and_back(own_url: str) -> None:
    database = Database(own_url, pooled=False)
    with database.writing() as session:
        order = Journey(session).put()
        for name, seq in (("phone", 2), ("tablet", 1)):
            begin_session(session, Audience.BUYER, NOW, device_name=name, buyer_id=order.buyer_id)
            device = session.query(SignedIn).filter_by(device_name=name).one()
            look(session, device.id, order, seq, NOW)
    migrate.downgrade(own_url, "r0012")
    with database.reading() as session:
        assert session.execute(text('SELECT seen_seq FROM "order"')).scalar_one() == 2
    migrate.upgrade(own_url)
    with database.reading() as session:
        assert [row.seq for row in session.query(Seen).all()] == [2, 2]
        assert all(entry.first_seq == entry.seq for entry in session.query(TimelineEntry).all())


def test_the_queue_is_installed_once_and_can_be_removed(own_url: str) -> None:
    migrate.upgrade(own_url)
    database = Database(own_url, pooled=False)
    with database.engine.begin() as connection:
        assert named_like_the_queue(connection) > 0
        remove_queue(connection)
        assert named_like_the_queue(connection) == 0


def named_like_the_queue(connection: Connection) -> int:
    return int(
        connection.execute(text("SELECT count(*) FROM pg_class WHERE relname LIKE 'procrastinate%'")).scalar_one()
    )


@pytest.fixture
def as_role(own_url: str) -> Iterator[Callable[[str], Database]]:
    opened: list[Database] = []

    def connect(role: str) -> Database:
        opened.append(Database(own_url, role=role))
        return opened[-1]

    yield connect
    for database in opened:
        database.close()


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
@pytest.mark.parametrize("role", [API_ROLE, WORKER_ROLE])
def test_the_audit_can_be_added_to_and_read_but_not_changed(
    as_role: Callable[[str], Database], role: str, statement: str
) -> None:
    database = as_role(role)
    with database.writing() as session:
        session.add(audit_entry())
    with pytest.raises(ProgrammingError, match="permission denied"), database.writing() as session:
        session.execute(text(statement))


def test_not_even_the_owner_changes_the_audit_unnoticed(own_url: str) -> None:
    database = Database(own_url, pooled=False)
    with database.writing() as session:
        session.add(audit_entry())
    with pytest.raises(IntegrityError, match="never changed"), database.writing() as session:
        session.execute(text("UPDATE audit_entry SET action = 'nothing happened'"))


@pytest.mark.parametrize("table", ["agent", "client_key", "session"])
def test_a_worker_sees_no_credentials(as_role: Callable[[str], Database], table: str) -> None:
    database = as_role(WORKER_ROLE)
    with pytest.raises(ProgrammingError, match="permission denied"), database.reading() as session:
        session.execute(text(f"SELECT * FROM {table}"))


def test_a_worker_may_clear_away_expired_tokens(as_role: Callable[[str], Database]) -> None:
    with as_role(WORKER_ROLE).writing() as session:
        session.execute(text("DELETE FROM access_token WHERE expires_at < now()"))


def test_neither_role_changes_the_schema(as_role: Callable[[str], Database]) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
        as_role(API_ROLE).writing() as session,
    ):
        session.execute(text("DROP TABLE place"))


def place() -> Place:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Place(
        code="WUH",
        name="Wuhan",
        kind=PlaceKind.YARD,
        lat=30.6,
        lon=114.3,
        time_zone="Asia/Shanghai",
        created_at=now,
        updated_at=now,
    )


def audit_entry() -> AuditEntry:
    return AuditEntry(
        at=datetime(2026, 1, 1, tzinfo=UTC), action="looked", subject_kind="order", subject_id=new_id(), details={}
    )
