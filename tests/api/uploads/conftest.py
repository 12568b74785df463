"""A driver with a car on the truck, and bytes to send."""

import hashlib
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from store.database import Database
from store.ids import wire_id
from store.objects import ObjectStore
from store.tables import Stage
from tests.fleet import make_stage

MIB = 1024 * 1024


@pytest.fixture
def object_store(objects: ObjectStore) -> ObjectStore:
    """Uploads reach the real storage."""
    return objects


@pytest.fixture
def driver(sign_in: Callable[..., Any]) -> Any:
    return sign_in("driver")


@pytest.fixture
def stage(database: Database, driver: Any) -> Stage:
    with database.writing() as session:
        return make_stage(session, driver.of.carrier_id)


@pytest.fixture
def announcement(stage: Stage) -> Callable[..., dict[str, Any]]:
    """What a driver's phone says about `footage`; a field given as None is left out."""

    def say(footage: bytes = b"footage", **about: Any) -> dict[str, Any]:
        said = {
            "stage_id": wire_id("stg", stage.id),
            "filename": "IMG_0001.MOV",
            "content_type": "video/quicktime",
            "size": len(footage),
            "sha256": hashlib.sha256(footage).hexdigest(),
            "captured_at": "2026-11-20T16:20:00+08:00",
        }
        return {name: value for name, value in {**said, **about}.items() if value is not None}

    return say


def some_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def send(footage: bytes, upload: dict[str, Any], numbers: Any = None) -> list[dict[str, Any]]:
    """PUT parts straight to storage, as a phone does; what to say at `complete`."""
    sent = []
    for part in upload["parts"]:
        if numbers is None or part["number"] in numbers:
            start = (part["number"] - 1) * upload["part_size"]
            answer = httpx.put(part["url"], content=footage[start : start + upload["part_size"]])
            assert answer.status_code == 200, answer.text
            sent.append({"number": part["number"], "etag": answer.headers["etag"]})
    return sent
