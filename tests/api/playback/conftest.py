"""A published cut whose files are really in storage."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.ids import wire_id
from store.objects import ObjectStore
from store.tables import Clip, Cut, Order, Rendition
from tests.rows import make_buyer, make_clip, make_cut, make_order, make_renditions


@pytest.fixture
def object_store(objects: ObjectStore) -> ObjectStore:
    return objects


@pytest.fixture
def order(session) -> Order:
    return make_order(session, make_buyer(session), number="RX 2026/0007")


@pytest.fixture
def buyer(sign_in, order):
    return sign_in("buyer", of=order.buyer)


@pytest.fixture
def clip(session) -> Clip:
    return make_clip(session)


@pytest.fixture
def renditions(session, clip) -> dict[str, Rendition]:
    return {row.name: row for row in make_renditions(session, clip)}


@pytest.fixture
def cut(session, order, clip, renditions) -> Cut:
    return make_cut(session, order, clip)


@pytest.fixture
def path(cut) -> str:
    return f"/v1/cuts/{wire_id('cut', cut.id)}"


@pytest.fixture
def stored(objects, renditions, tmp_path: Path) -> Callable[[str], bytes]:
    """Puts a file of the right size into storage for one rendition; its bytes."""

    def put(name: str) -> bytes:
        row = renditions[name]
        content = bytes(range(256)) * (row.size // 256) + bytes(row.size % 256)
        file = tmp_path / name
        file.write_bytes(content)
        objects.put(row.key, file, row.content_type)
        return content

    return put


@pytest.fixture
def playback_token(buyer, order) -> str:
    return buyer.post(f"/v1/orders/{wire_id('ord', order.id)}/playback").json["token"]
