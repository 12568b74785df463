"""Carriers' and partners' systems: a client id and a secret for a short token."""

import hmac
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import NotFound
from store.ids import new_id
from store.tables import ClientKey, SignedIn
from store.words import Audience
from tracking.sign_in.grants import GrantRefused, Tokens
from tracking.sign_in.secrets import fingerprint, new_secret
from tracking.sign_in.sessions import begin_machine_session, end_sessions


def make_key(
    session: Session, now: datetime, *, partner_id: UUID | None = None, carrier_id: UUID | None = None
) -> tuple[str, str]:
    """A client id and its secret for one partner or one carrier; the secret is not kept."""
    kind = "carrier" if carrier_id else "partner"
    client_id, secret = f"{kind}_{secrets.token_hex(8)}", new_secret("rrk")
    session.add(
        ClientKey(
            id=new_id(),
            client_id=client_id,
            secret_hash=fingerprint(secret),
            carrier_id=carrier_id,
            partner_id=partner_id,
            created_at=now,
        )
    )
    session.flush()
    return client_id, secret


def revoke_key(session: Session, client_id: str, now: datetime, *, carrier_id: UUID) -> None:
    """A carrier's key and everything signed in with it end at once. Raises NotFound."""
    key = session.scalar(
        select(ClientKey).where(ClientKey.client_id == client_id, ClientKey.carrier_id == carrier_id)
    )
    if key is None or key.revoked_at is not None:
        raise NotFound
    key.revoked_at = now
    end_sessions(session, SignedIn.key_id == key.id, "key_revoked", now)


def sign_in_machine(session: Session, client_id: str, secret: str, now: datetime) -> Tokens:
    """A token for the system that knows the secret. Raises GrantRefused (`invalid_client`)."""
    key = session.scalar(select(ClientKey).where(ClientKey.client_id == client_id, ClientKey.revoked_at.is_(None)))
    expected = key.secret_hash if key is not None else bytes(32)
    if not hmac.compare_digest(expected, fingerprint(secret)) or key is None:
        description = "The client id or its secret is not right."
        raise GrantRefused("invalid_client", description, error="invalid_client")
    key.last_used_at = now
    if key.carrier_id is not None:
        return begin_machine_session(session, Audience.CARRIER, now, carrier_id=key.carrier_id, key_id=key.id)
    if key.partner_id is not None:
        return begin_machine_session(session, Audience.PARTNER, now, partner_id=key.partner_id, key_id=key.id)
    raise ValueError("a key without an owner")  # the table's CHECK forbids it
