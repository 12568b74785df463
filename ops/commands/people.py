"""`python -m ops user ...` and `python -m ops key ...`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ops.commands.settings import settings_of_running
from ops.part import PartFailed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ROLES = click.Choice(["agent", "supervisor", "admin"])


@contextmanager
def _writing() -> Iterator[Session]:
    """A transaction as the owner of the database; refusals become sentences."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from store.database import Database
    from store.errors import DomainError

    database = Database(settings_of_running().database_url, pooled=False)
    try:
        with database.writing() as session:
            yield session
    except DomainError as error:
        raise PartFailed(error.detail) from None
    except OperationalError as error:
        raise PartFailed(f"The database does not answer: {error.orig}") from None
    except ProgrammingError:
        raise PartFailed("The database is not of this version: run `python -m ops migrate`.") from None
    finally:
        database.close()


def _password(*, from_stdin: bool) -> tuple[str, bool]:
    """The password on standard input, or a new one that has to be shown."""
    from tracking.sign_in.staff import new_password

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    return new_password(), True


STDIN = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="Read it; by default one is made and shown."
)


@click.group()
def user() -> None:
    """Agents of the support console."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=ROLES, default="agent", show_default=True)
@click.option("--name", default="")
@click.option("--locale", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@STDIN
def add(email: str, role: str, name: str, locale: str, *, from_stdin: bool) -> None:
    """Let somebody into the console."""
    from ops.people import add_agent
    from store.clock import utc_now
    from store.words import AgentRole, Locale

    password, shown = _password(from_stdin=from_stdin)
    with _writing() as session:
        agent = add_agent(session, email, name, AgentRole(role), Locale(locale), password, utc_now())
        address = agent.email
    click.echo(f"{address} may sign in as {role}." + (f" Password, shown this once: {password}" if shown else ""))


@user.command("password")
@click.argument("email")
@STDIN
def password(email: str, *, from_stdin: bool) -> None:
    """Give a new password; ends that agent's sessions, and lets a disabled one in again."""
    from ops.people import set_password
    from store.clock import utc_now

    word, shown = _password(from_stdin=from_stdin)
    with _writing() as session:
        set_password(session, email, word, utc_now())
    click.echo("The password is set." + (f" Shown this once: {word}" if shown else ""))


@user.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut somebody out at once."""
    from ops.people import disable_agent
    from store.clock import utc_now

    with _writing() as session:
        disable_agent(session, email, utc_now())
    click.echo(f"{email} is out.")


@user.command("totp-off")
@click.argument("email")
def totp_off(email: str) -> None:
    """Forget a lost authenticator; the password alone lets in until another one is enrolled."""
    from ops.people import forget_totp
    from store.clock import utc_now

    with _writing() as session:
        forget_totp(session, email, utc_now())
    click.echo(f"{email} signs in without an authenticator until another one is enrolled.")


@user.command("list")
def list_agents() -> None:
    """Who may sign in."""
    from sqlalchemy import select

    from store.tables import Agent

    with _writing() as session:
        for agent in session.scalars(select(Agent).order_by(Agent.email)):
            click.echo(
                f"{agent.email}\t{agent.role.value}\t{'disabled' if agent.disabled_at else 'active'}\t{agent.name}"
            )


@click.group()
def key() -> None:
    """Client keys of carriers and partners."""


@key.command("make")
@click.option("--partner", default="", metavar="CODE", help="For a system of the seller; added when it is new.")
@click.option("--carrier", default="", metavar="CODE", help="For a carrier that the shop has added.")
@click.option("--name", default="", help="What a new partner is called.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def make(partner: str, carrier: str, name: str, *, as_json: bool) -> None:
    """A new client id and secret; the secret is shown this once."""
    from ops.people import carrier_with_code, make_key, partner_with_code
    from store.clock import utc_now

    if bool(partner) == bool(carrier):
        raise click.UsageError("Name one owner: --partner CODE or --carrier CODE.")
    with _writing() as session:
        if partner:
            client_id, secret = make_key(
                session, utc_now(), partner=partner_with_code(session, partner, name, utc_now())
            )
        else:
            client_id, secret = make_key(session, utc_now(), carrier=carrier_with_code(session, carrier))
    if as_json:
        click.echo(json.dumps({"client_id": client_id, "client_secret": secret}))
    else:
        click.echo(f"client_id {client_id}\nclient_secret {secret}\nThe secret is shown this once.")


@key.command("revoke")
@click.argument("client_id")
def revoke(client_id: str) -> None:
    """End a key and everything signed in with it."""
    from ops.people import revoke_key
    from store.clock import utc_now

    with _writing() as session:
        revoke_key(session, client_id, utc_now())
    click.echo(f"{client_id} is revoked.")


@key.command("list")
def list_keys() -> None:
    """Every key that is not revoked."""
    from sqlalchemy import func, select

    from store.tables import Carrier, ClientKey, Partner

    keys = (
        select(ClientKey.client_id, func.coalesce(Carrier.code, Partner.code), ClientKey.last_used_at)
        .outerjoin(Carrier, Carrier.id == ClientKey.carrier_id)
        .outerjoin(Partner, Partner.id == ClientKey.partner_id)
        .where(ClientKey.revoked_at.is_(None))
        .order_by(ClientKey.client_id)
    )
    with _writing() as session:
        for client_id, code, used in session.execute(keys):
            click.echo(f"{client_id}\t{code}\t{'last used ' + used.isoformat() if used else 'never used'}")
