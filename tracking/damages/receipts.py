"""Damages that the buyer found when the car was received."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Damage, Order, Vehicle
from tracking.cases.terms import terms_in
from tracking.damages.newness import judge, received_of
from tracking.damages.reported import check_codes, damage_of
from tracking.orders.faults import Faults


def report_received_damages(
    session: Session, order: Order, damages: Sequence[Mapping[str, Any]], received_at: datetime, now: datetime
) -> list[Damage]:
    """Write what a receipt says of damages and open a case for what no carrier reported; those that are new.

    `damages` are `{area, type, severity, note?}`. The order must be locked. A receipt completed later may name
    its damages again: what is there already stays, and so does what is left out, because a buyer's word is not taken
    back by silence. Raises Refused with field paths (`damages.0.area`) for codes that the table does not have.
    """
    codes, faults = terms_in(session).codes, Faults()
    check_codes(faults, damages, codes)
    faults.raise_if_any()
    car = session.scalars(select(Vehicle.car).where(Vehicle.order_id == order.id)).one()
    there = [(damage.area, damage.type, damage.severity) for damage in received_of(session, order, car)]
    for told in damages:
        same = (told["area"], told["type"], told["severity"])
        if same in there:
            there.remove(same)  # two alike in one receipt are two damages
        else:
            session.add(damage_of(order, car, told, codes, received_at))
    return judge(session, order, car, now)
