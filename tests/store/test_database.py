"""Sessions, roles and the caller's name."""

from contextlib import suppress

import psycopg
import pytest
from sqlalchemy import text

from store.database import API_ROLE, Database, take_role
from store.tables import Installation
from tests.store.test_queue import Interrupted


def test_a_pooled_connection_never_carries_one_caller_s_name_to_the_next(own_url: str) -> None:
    database = Database(own_url, pool_size=1)
    asked = text("SELECT current_setting('roadreel.caller', true)")
    with database.writing("buyer:1") as session:
        assert session.execute(asked).scalar() == "buyer:1"
    with database.reading() as session:
        assert not session.execute(asked).scalar()
    database.close()


def test_a_writing_block_that_fails_leaves_nothing(own_database: Database) -> None:
    with suppress(Interrupted), own_database.writing() as session:
        session.add(Installation(key="x", value={}, changed_at=None))
        raise Interrupted
    with own_database.reading() as session:
        assert session.get(Installation, "x") is None


def test_what_a_reading_block_changes_is_thrown_away(own_database: Database) -> None:
    with own_database.reading() as session:
        session.execute(text("INSERT INTO installation VALUES ('x', '{}', now())"))
    with own_database.reading() as session:
        assert session.get(Installation, "x") is None


def test_the_role_outlives_a_rolled_back_transaction(own_url: str) -> None:
    database = Database(own_url, role=API_ROLE, pool_size=1)
    for _ in range(2):
        with database.reading() as session:
            assert session.execute(text("SELECT current_user")).scalar() == API_ROLE
    database.close()


def test_a_login_that_may_not_take_the_role_keeps_its_own_rights(own_url: str) -> None:
    with psycopg.connect(own_url) as connection:
        assert not take_role(connection, "roadreel_nobody")
        assert connection.execute("SELECT current_user").fetchone() == ("postgres",)


def test_a_database_that_comes_back_is_used_again_without_an_error(own_url: str, own_database: Database) -> None:
    with own_database.reading() as session:
        mine = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with psycopg.connect(own_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (mine,))
    with own_database.reading() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1


@pytest.mark.parametrize("role", ["roadreel_api", "roadreel_worker"])
def test_the_roles_cannot_log_in_by_themselves(own_database: Database, role: str) -> None:
    with own_database.reading() as session:
        asked = text("SELECT rolcanlogin FROM pg_roles WHERE rolname = :role")
        assert session.execute(asked, {"role": role}).scalar() is False
