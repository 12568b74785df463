"""Inspections as the carrier that made them may see them."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from store.errors import NotFound
from store.tables import Inspection, Stage, Vehicle


def inspections_at(carrier_id: UUID, stage_id: UUID) -> Select[Inspection]:
    """The reports of this carrier at that stage, of the car the order has now."""
    return (
        select(Inspection)
        .join(Stage, Stage.id == Inspection.stage_id)
        .join(Vehicle, (Vehicle.order_id == Inspection.order_id) & (Vehicle.car == Inspection.car))
        .where(
            Inspection.carrier_id == carrier_id,
            Stage.carrier_id == carrier_id,
            Stage.id == stage_id,
            Stage.withdrawn_at.is_(None),
        )
        .options(selectinload(Inspection.damages))
    )


def inspection_of(session: Session, carrier_id: UUID, stage_id: UUID, inspection_id: UUID) -> Inspection:
    """One of these reports. Raises NotFound."""
    found = session.scalar(inspections_at(carrier_id, stage_id).where(Inspection.id == inspection_id))
    if found is None:
        raise NotFound
    return found
