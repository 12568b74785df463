"""Single statements on connections of their own."""

import psycopg
import pytest
from sqlalchemy import Integer, Text, bindparam, func, literal, select, text

from store.database import API_ROLE, Database
from store.errors import Unavailable
from store.quick import spelled

ECHO = select(bindparam("word", type_=Text()))
PID = select(func.pg_backend_pid())


@pytest.fixture
def quick(own_url):
    database = Database(own_url, role=API_ROLE, pool_size=2)
    yield database
    database.close()


def test_a_statement_gives_its_row(quick) -> None:
    assert quick.one(ECHO, {"word": "hello"}) == ("hello",)


def test_no_row_is_none(quick) -> None:
    assert quick.one(select(text("1")).where(text("false")), {}) is None


def test_the_same_connection_serves_the_next_one(quick) -> None:
    assert quick.one(PID, {}) == quick.one(PID, {})


def test_it_has_the_narrower_role_and_leaves_no_transaction_open(quick) -> None:
    assert quick.one(select(text("current_user::text")), {}) == (API_ROLE,)
    state = select(text("count(*)")).select_from(text("pg_stat_activity WHERE state LIKE 'idle in transaction%'"))
    assert quick.one(state, {}) == (0,)


def test_a_connection_that_died_while_idle_is_replaced_unseen(quick, own_database) -> None:
    [pid] = quick.one(PID, {})
    with own_database.reading() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    [other] = quick.one(PID, {})
    assert other != pid


def test_a_database_that_does_not_answer_is_said_to_be_unavailable(tmp_path) -> None:
    database = Database(f"postgresql://postgres@/postgres?host={tmp_path}")
    with pytest.raises(Unavailable):
        database.one(PID, {})
    database.close()


def test_a_statement_that_fails_is_no_reason_to_try_again_and_does_no_harm(quick) -> None:
    broken = select(literal(1, type_=Integer()).label("x") / bindparam("by", type_=Integer()))
    with pytest.raises(ValueError, match="values inside"):
        quick.one(broken, {"by": 0})
    division = select(bindparam("one", type_=Integer()).op("/")(bindparam("by", type_=Integer())))
    with pytest.raises(psycopg.errors.DivisionByZero):
        quick.one(division, {"one": 1, "by": 0})
    assert quick.one(ECHO, {"word": "still here"}) == ("still here",)


def test_values_inside_a_statement_are_refused_because_they_would_not_be_sent() -> None:
    with pytest.raises(ValueError, match="values inside"):
        spelled(select(literal("x")))


def test_inside_a_test_s_transaction_it_sees_what_is_not_committed(database, session) -> None:
    session.execute(text("CREATE TEMPORARY TABLE here (word text)"))
    session.execute(text("INSERT INTO here VALUES ('yes')"))
    assert database.one(select(text("word")).select_from(text("here")), {}) == ("yes",)
