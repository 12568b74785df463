"""Damages as somebody reported them, checked against the code table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from store.damage_codes import DamageCodes
from store.ids import new_id
from store.tables import Damage, Order
from tracking.orders.faults import Faults

MOST = 100  # damages in one report


def check_codes(faults: Faults, damages: Sequence[Mapping[str, Any]], codes: DamageCodes) -> None:
    """Note every code that the table does not have."""
    parts = {"area": codes.areas, "type": codes.types, "severity": codes.severities}
    for index, damage in enumerate(damages):
        for name, known in parts.items():
            code = str(damage[name])
            if code not in known:
                sentence = f"{code} is no {name} of the damage codes {codes.code_set}."
                faults.add(f"damages.{index}.{name}", sentence, "unknown_damage_code")


def damage_of(order: Order, car: int, told: Mapping[str, Any], codes: DamageCodes, found_at: datetime) -> Damage:
    """The row for a damage whose codes are known. It keeps the words its codes have today."""
    return Damage(
        id=new_id(),
        order_id=order.id,
        car=car,
        found_at=found_at,
        code_set=codes.code_set,
        area=told["area"],
        type=told["type"],
        severity=told["severity"],
        labels={
            "area": dict(codes.areas[told["area"]]),
            "type": dict(codes.types[told["type"]]),
            "size": dict(codes.severities[str(told["severity"])]),
        },
        clip_id=told.get("clip_id"),
        at_s=told.get("at_s"),
        note=told.get("note"),
    )
