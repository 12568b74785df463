"""The chain of custodies of an order's car: who had it, what each report found, and with whom a damage came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store.errors import NotFound
from store.tables import Carrier, Damage, Inspection, Order, Stage, Vehicle
from store.words import InspectionKind
from tracking.damages.newness import RECEIPT, inspections_of, name_of, received_of, reports_of
from tracking.rules.custody import Difference, Mark, compare, in_order


@dataclass(frozen=True)
class Looked:
    """One report. What is new in it came about with `held_by`, None for before anybody had the car.

    `unlisted` are damages that were known before and that the report leaves out.
    """

    inspection: Inspection | None  # None: the buyer's receipt
    damages: Sequence[Damage]
    unlisted: Sequence[Mark]
    held_by: Carrier | None


@dataclass(frozen=True)
class Custody:
    """One stage with its carrier and what was reported at it, in the order of the journey."""

    stage: Stage
    reports: Sequence[Looked]


def custody_of(session: Session, order_id: UUID) -> tuple[Order, list[Custody], Looked | None]:
    """The order, its car's custodies, and the receipt when it names damages. Raises NotFound."""
    order = session.get(Order, order_id)
    if order is None:
        raise NotFound
    car = session.scalars(select(Vehicle.car).where(Vehicle.order_id == order.id)).one()
    inspections, received = inspections_of(session, order, car), received_of(session, order, car)
    reports = reports_of(inspections, received)
    differences = compare(reports)
    by_name = {name_of(inspection): inspection for inspection in inspections}
    ordered = [by_name[report.name] for report in in_order(reports) if report.name != RECEIPT]
    custodies: list[Custody] = []
    for stage in _stages(session, order, {inspection.stage_id for inspection in inspections}):
        before = custodies[-1].stage.carrier if custodies else None
        mine = [each for each in ordered if each.stage_id == stage.id]
        looks = [_looked(each, before, stage.carrier, differences[name_of(each)]) for each in mine]
        custodies.append(Custody(stage, looks))
    if not received:
        return order, custodies, None
    last = custodies[-1].stage.carrier if custodies else None
    return order, custodies, Looked(None, received, differences[RECEIPT].unlisted, last)


def _looked(inspection: Inspection, before: Carrier | None, now: Carrier, difference: Difference) -> Looked:
    """Whoever picks a car up finds what the custody before did; at the end of a stage it is the stage's own."""
    held_by = before if inspection.kind is InspectionKind.PICKUP else now
    return Looked(inspection, inspection.damages, difference.unlisted, held_by)


def _stages(session: Session, order: Order, inspected: set[UUID]) -> Sequence[Stage]:
    """The stages that count, and a withdrawn one at which somebody had the car."""
    counts = Stage.withdrawn_at.is_(None) | Stage.id.in_(inspected)
    loaded = [joinedload(getattr(Stage, name)) for name in ("carrier", "from_place", "to_place")]
    query = select(Stage).where(Stage.order_id == order.id, counts).options(*loaded)
    return session.scalars(query.order_by(Stage.position, Stage.planned_start, Stage.id)).all()
