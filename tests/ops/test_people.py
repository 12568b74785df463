"""Agents and keys, as the command line makes them."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from ops.people import (
    add_agent,
    carrier_with_code,
    disable_agent,
    make_key,
    partner_with_code,
    revoke_key,
    set_password,
)
from store.errors import NotFound, Refused, WrongState
from store.ids import new_id
from store.tables import AuditEntry, ClientKey, SignedIn
from store.words import AgentRole, Audience, Locale
from tests.installation import ROOT, environment
from tracking.sign_in.secrets import fingerprint

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def agent(session, email="Mei@Example.com", password="a good password"):
    made = add_agent(session, email, "", AgentRole.SUPERVISOR, Locale.ZH, password, NOW)
    session.flush()
    return made


def signed_in(session, **whose) -> SignedIn:
    made = SignedIn(id=new_id(), created_at=NOW, last_seen_at=NOW, expires_at=NOW.replace(year=2027), **whose)
    session.add(made)
    session.flush()
    return made


def test_an_agent_is_kept_with_a_hash_and_noted(session):
    made = agent(session)
    assert made.email == "mei@example.com"
    assert made.name == "mei"
    assert PasswordHasher().verify(made.password_hash, "a good password")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == made.id)).one()
    assert entry.action == "agent_added"
    assert "password" not in json.dumps(entry.details)


@pytest.mark.parametrize("email", ["mei", "@example.com", "mei@", "mei@example", "m ei@example.com", ""])
def test_what_is_no_address_is_refused(session, email):
    with pytest.raises(Refused, match="not an email address"):
        agent(session, email)


def test_a_short_password_is_refused(session):
    with pytest.raises(Refused, match="at least 10"):
        agent(session, password="short")


def test_the_same_agent_twice_is_refused(session):
    agent(session)
    with pytest.raises(WrongState, match="there already"):
        agent(session, "MEI@example.com")


def test_a_new_password_ends_sessions_and_lets_a_disabled_agent_in_again(session):
    made = agent(session)
    here = signed_in(session, audience=Audience.CONSOLE, agent_id=made.id)
    disable_agent(session, made.email, NOW)
    session.refresh(here)
    assert made.disabled_at == here.ended_at == NOW
    set_password(session, made.email, "another password", NOW)
    assert made.disabled_at is None
    assert PasswordHasher().verify(made.password_hash, "another password")


def test_unknown_agents_keys_and_carriers_are_named(session):
    for attempt in (
        lambda: disable_agent(session, "who@example.com", NOW),
        lambda: revoke_key(session, "partner_0", NOW),
        lambda: carrier_with_code(session, "nobody"),
    ):
        with pytest.raises(NotFound, match=r"There is no"):
            attempt()


def test_a_key_is_kept_as_a_fingerprint_and_ends_at_once_when_revoked(session):
    partner = partner_with_code(session, "shop", "The shop", NOW)
    assert partner_with_code(session, "shop", "", NOW) == partner
    client_id, secret = make_key(session, NOW, partner=partner)
    session.flush()
    key = session.scalars(select(ClientKey).where(ClientKey.client_id == client_id)).one()
    assert key.secret_hash == fingerprint(secret)
    here = signed_in(session, audience=Audience.PARTNER, partner_id=partner, key_id=key.id)
    revoke_key(session, client_id, NOW)
    session.refresh(here)
    assert key.revoked_at == here.ended_at == NOW


def ops(folder, url: str, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops", *arguments],
        check=False,
        cwd=ROOT,
        env=environment(folder / "var", DATABASE_URL=url),
        input=typed,
        capture_output=True,
        text=True,
    )


def test_the_commands_do_it_for_real(folder, own_url):
    typed = ops(folder, own_url, "user", "add", "a@example.com", "--password-stdin", typed="typed password\n")
    assert (typed.returncode, typed.stdout) == (0, "a@example.com may sign in as agent.\n"), typed.stderr
    shown = ops(folder, own_url, "user", "password", "a@example.com")
    assert "Shown this once: " in shown.stdout
    twice = ops(folder, own_url, "user", "add", "a@example.com")
    assert twice.returncode == 1
    assert twice.stderr == "a@example.com is there already; `user password` gives a new password.\n"
    key = json.loads(ops(folder, own_url, "key", "make", "--partner", "shop", "--json").stdout)
    assert key["client_id"] in ops(folder, own_url, "key", "list").stdout
    assert ops(folder, own_url, "key", "revoke", key["client_id"]).returncode == 0
    assert key["client_id"] not in ops(folder, own_url, "key", "list").stdout
    assert ops(folder, own_url, "key", "make").returncode == 2


def test_a_database_without_tables_is_one_sentence(folder, server_url):
    seen = ops(folder, server_url, "user", "list")
    assert (seen.returncode, seen.stderr) == (
        1,
        "The database is not of this version: run `python -m ops migrate`.\n",
    )


def test_without_a_database_it_says_how_to_get_one(folder):
    seen = subprocess.run(
        [sys.executable, "-m", "ops", "user", "list"],
        check=False,
        cwd=ROOT,
        env=environment(folder / "var"),
        capture_output=True,
        text=True,
    )
    assert seen.returncode == 1
    assert "Nothing is running" in seen.stderr
    assert "make run" in seen.stderr
