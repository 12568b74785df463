"""Rows made directly, for tests of what reads them. Each maker fills in what the test does not care about."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import (
    Buyer,
    Carrier,
    Clip,
    Cut,
    Order,
    Partner,
    Place,
    Rendition,
    Stage,
    TimelineEntry,
    Upload,
    Vehicle,
)
from store.words import (
    ClipStatus,
    CutStatus,
    EntryKind,
    Locale,
    Milestone,
    Mode,
    OrderState,
    Origin,
    PlaceKind,
    StageKind,
    UploadStatus,
)
from tracking.timeline import write_entry

MADE_AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NUMBERS = itertools.count(1)


def _added(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def make_buyer(session: Session, **about: Any) -> Buyer:
    columns = {"phone": f"+86139{next(NUMBERS):08d}", "name": "Lin Yue", "locale": Locale.ZH, "created_at": MADE_AT}
    return _added(session, Buyer(**{**columns, **about}))


def make_place(session: Session, **about: Any) -> Place:
    columns = {
        "code": f"PL{next(NUMBERS):04d}",
        "name": "Wuhan yard",
        "name_zh": "武汉停车场",
        "kind": PlaceKind.YARD,
        "lat": 30.5928,
        "lon": 114.3055,
        "time_zone": "Asia/Shanghai",
        "created_at": MADE_AT,
        "updated_at": MADE_AT,
    }
    return _added(session, Place(**{**columns, **about}))


def make_carrier(session: Session, **about: Any) -> Carrier:
    columns = {
        "code": f"CR{next(NUMBERS):04d}",
        "name": "Northern Line",
        "created_at": MADE_AT,
        "updated_at": MADE_AT,
    }
    return _added(session, Carrier(**{**columns, **about}))


def make_order(session: Session, buyer: Buyer | None = None, **about: Any) -> Order:
    """An open order with its vehicle."""
    number = next(NUMBERS)
    partner = _added(session, Partner(code=f"shop-{number}", name="Shop", created_at=MADE_AT))
    columns = {
        "partner_id": partner.id,
        "number": f"RX-{number}",
        "buyer_id": (buyer or make_buyer(session)).id,
        "state": OrderState.OPEN,
        "ordered_at": MADE_AT,
        "handover": {},
        "milestone": Milestone.ORDERED,
        "milestone_since": MADE_AT,
        "progress_code": "ordered",
        "progress_params": {},
        "milestones": [],
        "eta": {},
        "fold": {},
        "created_at": MADE_AT,
        "updated_at": MADE_AT,
    }
    order = _added(session, Order(**{**columns, **about}))
    _added(session, Vehicle(order_id=order.id, make="Nova", model="S7", colour="aurora green"))
    return order


def make_stage(session: Session, order: Order, **about: Any) -> Stage:
    """A leg by truck between two new places."""
    columns = {
        "order_id": order.id,
        "ref": f"leg-{next(NUMBERS)}",
        "position": 0,
        "kind": StageKind.TRANSPORT,
        "mode": Mode.TRUCK,
        "planned_start": MADE_AT,
        "planned_end": MADE_AT + timedelta(days=2),
        "fold": {},
        "created_at": MADE_AT,
    }
    for name, make in (("carrier_id", make_carrier), ("from_place_id", make_place), ("to_place_id", make_place)):
        columns[name] = about.pop(name, None) or make(session).id
    return _added(session, Stage(**{**columns, **about}))


def make_clip(session: Session, carrier_id: UUID | None = None, **about: Any) -> Clip:
    """A published clip of 4.5 seconds."""
    columns = {
        "carrier_id": carrier_id or make_carrier(session).id,
        "origin": Origin.HANDHELD,
        "captured_at": MADE_AT,
        "captured_offset_min": 480,
        "shots": [],
        "status": ClipStatus.PUBLISHED,
        "status_at": MADE_AT,
        "attempt": 1,
        "published_attempt": 1,
        "duration_s": 4.5,
        "width": 640,
        "height": 360,
        "thumbhash": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
        "storyboard": {"tile_width": 160, "tile_height": 90, "columns": 3, "interval_s": 1.0, "count": 5},
        "created_at": MADE_AT,
    }
    return _added(session, Clip(**{**columns, **about}))


def make_upload(session: Session, clip: Clip, **about: Any) -> Upload:
    """The finished transfer of a clip's source."""
    columns = {
        "carrier_id": clip.carrier_id,
        "clip_id": clip.id,
        "status": UploadStatus.COMPLETED,
        "filename": "clip.mp4",
        "content_type": "video/mp4",
        "size": 1_000_000,
        "sha256": clip.id.bytes * 2,
        "part_size": 8 * 1024 * 1024,
        "key": f"incoming/{clip.id.hex}",
        "created_at": clip.created_at,
        "expires_at": clip.created_at + timedelta(days=7),
        "completed_at": clip.created_at,
    }
    upload = _added(session, Upload(**{**columns, **about}))
    session.expire(clip, ["upload"])
    return upload


def make_cut(session: Session, order: Order, clip: Clip | None = None, **about: Any) -> Cut:
    """What `order` may see of a clip (a new one, with its renditions, unless given)."""
    if clip is None:
        clip = make_clip(session)
        make_renditions(session, clip)
    columns = {
        "clip_id": clip.id,
        "order_id": order.id,
        "status": CutStatus.PUBLISHED,
        "proof": {},
        "published_at": MADE_AT,
    }
    stage_id = about.pop("stage_id", None) or make_stage(session, order).id
    return _added(session, Cut(**{**columns, "stage_id": stage_id, **about}))


def make_renditions(session: Session, clip: Clip, attempt: int = 1, cut: Cut | None = None) -> list[Rendition]:
    """Two rungs, the poster and the storyboard; the rows only, no files."""
    whole = {"clip_id": clip.id, "attempt": attempt, "cut_id": cut.id if cut else None, "created_at": MADE_AT}
    folder = f"published/{clip.id.hex}/{attempt}" + (f"/{cut.id.hex}" if cut else "")
    rows = []
    for name, width, height, bandwidth in (("720", 1280, 720, 2_500_000), ("360", 640, 360, 730_000)):
        segments = [[812, 50_000, 1.0], [50_812, 90_000, 2.0], [140_812, 70_000, 1.5]]
        rows.append(
            Rendition(
                **whole,
                kind="video",
                name=name,
                key=f"{folder}/{name}.mp4",
                content_type="video/mp4",
                size=210_812,
                sha256=bytes(32),
                width=width,
                height=height,
                bandwidth=bandwidth,
                average_bandwidth=bandwidth * 3 // 4,
                codecs="avc1.64001e",
                frame_rate=30.0,
                init_offset=0,
                init_size=812,
                segments=segments,
            )
        )
    for kind, width, height in (("poster", 640, 360), ("storyboard", 480, 180)):
        rows.append(
            Rendition(
                **whole,
                kind=kind,
                name=kind,
                key=f"{folder}/{kind}.jpg",
                content_type="image/jpeg",
                size=9_000,
                sha256=bytes(32),
                width=width,
                height=height,
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def tell(session: Session, order: Order, **about: Any) -> TimelineEntry:
    """An entry of the order's timeline, later than the one before."""
    number = next(NUMBERS)
    said = {
        "kind": EntryKind.EVENT,
        "code": "departed",
        "params": {"place": {"en": "Wuhan", "zh": "武汉"}},
        "subject": f"event:{new_id()}",
        "happened_at": MADE_AT + timedelta(minutes=number),
        "now": MADE_AT + timedelta(minutes=number),
    }
    return write_entry(session, order, **{**said, **about})
