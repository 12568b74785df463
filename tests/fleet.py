"""Cars on their way, written straight into the tables: orders with a vehicle, a stage and the places it joins."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Buyer, Carrier, Order, Partner, Place, Stage, Trip, Vehicle
from store.words import Locale, Milestone, Mode, OrderState, PlaceKind, StageKind

NUMBERS = itertools.count(1)
START = datetime(2026, 11, 20, 6, tzinfo=UTC)


def make_carrier(session: Session) -> Carrier:
    """A carrier nobody else has."""
    return _added(session, Carrier(code=f"c-{next(NUMBERS)}", name="Haulier", created_at=START, updated_at=START))


def make_place(session: Session, **about: Any) -> Place:
    """A yard."""
    number = next(NUMBERS)
    columns = {"code": f"YARD{number}", "name": f"Yard {number}", "name_zh": f"{number} 号堆场", **about}
    return _added(
        session,
        Place(
            **columns,
            kind=PlaceKind.YARD,
            lat=31.2,
            lon=121.5,
            time_zone="Asia/Shanghai",
            created_at=START,
            updated_at=START,
        ),
    )


def make_order(session: Session, vin: str | None = None, **about: Any) -> Order:
    """An open order of a buyer and a shop of its own, with its vehicle."""
    number = next(NUMBERS)
    partner = _added(session, Partner(code=f"shop-{number}", name="Shop", created_at=START))
    buyer = Buyer(phone=f"+86139{number:08d}", name="Lin Yue", locale=Locale.ZH, created_at=START)
    order = Order(
        id=new_id(),
        partner_id=partner.id,
        number=f"A-{number}",
        buyer_id=_added(session, buyer).id,
        **{"state": OrderState.OPEN, **about},
        ordered_at=START,
        handover={},
        milestone=Milestone.ORDERED,
        milestone_since=START,
        progress_code="ordered",
        progress_params={},
        milestones=[],
        eta={},
        fold={},
        created_at=START,
        updated_at=START,
    )
    _added(session, order)
    _added(session, Vehicle(order_id=order.id, make="Aurora", model="E5", vin=vin or make_vin(number)))
    return order


def make_stage(session: Session, carrier_id: UUID, order: Order | None = None, **about: Any) -> Stage:
    """A truck leg planned for six hours from `START`, of an order of its own unless one is given."""
    order = order or make_order(session)
    columns: dict[str, Any] = {
        "ref": f"s-{next(NUMBERS)}",
        "position": 0,
        "kind": StageKind.TRANSPORT,
        "mode": Mode.TRUCK,
        "planned_start": START,
        "planned_end": START + timedelta(hours=6),
    }
    for end in ("from_place_id", "to_place_id"):
        columns[end] = about.pop(end, None) or make_place(session).id
    stage = Stage(
        id=new_id(), order_id=order.id, carrier_id=carrier_id, fold={}, created_at=START, **{**columns, **about}
    )
    return _added(session, stage)


def make_trip(session: Session, carrier_id: UUID, cars: int) -> tuple[Trip, list[Stage]]:
    """A truck with so many cars of as many orders."""
    start, end = make_place(session), make_place(session)
    trip = Trip(
        id=new_id(),
        carrier_id=carrier_id,
        ref=f"t-{next(NUMBERS)}",
        mode=Mode.TRUCK,
        from_place_id=start.id,
        to_place_id=end.id,
        planned_start=START,
        planned_end=START + timedelta(hours=6),
        created_at=START,
    )
    _added(session, trip)
    places = {"from_place_id": start.id, "to_place_id": end.id}
    return trip, [make_stage(session, carrier_id, trip_id=trip.id, **places) for _ in range(cars)]


def make_vin(number: int) -> str:
    """A VIN that looks like one."""
    return f"LSVAA4187C{number:07d}"


def _added(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
