"""The demonstration's own secrets: made once, kept in the data folder, made anew when they no longer open the door.

A shop cannot introduce itself and the first agent cannot sign up, so these two come from inside.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from ops.demo.caller import Caller, Key, KeyRefused, sign_in
from ops.demo.story import AGENT, SELLER
from ops.people import add_agent, make_key, partner_with_code, set_password
from store.database import Database
from store.tables import Agent
from store.words import AgentRole, Locale
from tracking.sign_in.staff import new_password


class KeyRing:
    """What is kept in `path` (mode 600)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def keep(self, name: str, value: Any) -> None:
        """Remember `value` before it is used."""
        self.kept[name] = value
        write_private(self.path, self.kept)

    def key(self, name: str) -> Key | None:
        """Return the key kept under `name`."""
        kept = self.kept.get(name)
        return Key(**kept) if kept else None


def write_private(path: Path, value: Any) -> None:
    """Write JSON that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def partner_caller(ring: KeyRing, database: Database, http: httpx.Client, base_url: str, now: datetime) -> Caller:
    """Return the shop, introducing it if need be."""
    key = ring.key("partner")
    if key is None or not _opens(http, base_url, key):
        with database.writing() as session:
            partner = partner_with_code(session, *SELLER, now)
            key = Key(*make_key(session, now, partner=partner))
        ring.keep("partner", vars(key))
    return Caller(base_url, key, http)


def carrier_caller(ring: KeyRing, shop: Caller, code: str) -> Caller:
    """Return the carrier `code`; the shop gives it a key if need be."""
    key = ring.key(f"carrier {code}")
    if key is None or not _opens(shop.http, shop.base_url, key):
        made = shop.post(f"/v1/partner/carriers/{code}/keys", {})
        key = Key(made["client_id"], made["client_secret"])
        ring.keep(f"carrier {code}", vars(key))
    return Caller(shop.base_url, key, shop.http)


def agent_sign_in(ring: KeyRing, database: Database, now: datetime) -> dict[str, str]:
    """Return email and password of the support's agent; a forgotten password is replaced."""
    email, name = AGENT
    with database.reading() as session:
        known = session.scalar(select(Agent.id).where(Agent.email == email)) is not None
    if not known or "agent" not in ring.kept:
        password = new_password()
        with database.writing() as session:
            if known:
                set_password(session, email, password, now)
            else:
                add_agent(session, email, name, AgentRole.ADMIN, Locale.ZH, password, now)
        ring.keep("agent", {"email": email, "password": password})
    return dict(ring.kept["agent"])


def _opens(http: httpx.Client, base_url: str, key: Key) -> bool:
    try:
        sign_in(http, base_url, key)
    except KeyRefused:
        return False
    return True
