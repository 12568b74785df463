"""Whether the buyer is shown a new damage: an agent decides, or the time that the operator set."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.tables import Damage, Order, Vehicle
from store.words import OrderState
from tracking.audit import record
from tracking.cases.showing import show_cases
from tracking.damages.telling import tell_damage
from tracking.sign_in.identity import Caller
from tracking.timeline import lock_orders

AT_ONCE = 50  # damages that one round shows


def publish_damage(
    session: Session, damage_id: UUID, caller: Caller | None, now: datetime, reason: str | None = None
) -> Damage:
    """Show a new damage to the buyer; `caller` is None when its time has passed. Twice is the same as once.

    Raises NotFound, and WrongState: `damage_known`, `damage_dismissed`, `former_car`.
    """
    order, damage = _locked(session, damage_id)
    _must_be_the_car_s(session, damage)
    if not damage.is_new:
        raise WrongState("A report before had this damage already: there is nothing to tell.", code="damage_known")
    if damage.dismissed_at is not None:
        raise WrongState("This damage was dismissed; it is never shown.", code="damage_dismissed")
    if damage.published_at is None:
        show(session, order, damage, now)
        show_cases(session, order, now)
        record(session, caller, "damage_published", "damage", damage.id, now, reason)
    return damage


def dismiss_damage(session: Session, damage_id: UUID, caller: Caller, now: datetime, reason: str) -> Damage:
    """Decide that the buyer is never shown this damage; one that was shown is taken back. Raises NotFound."""
    order, damage = _locked(session, damage_id)
    if damage.dismissed_at is None:
        damage.published_at, damage.dismissed_at = None, now
        tell_damage(session, order, damage, now)
        show_cases(session, order, now)
        record(session, caller, "damage_dismissed", "damage", damage.id, now, reason)
    return damage


def show(session: Session, order: Order, damage: Damage, now: datetime) -> None:
    """Write that the damage is shown, and tell it. The order must be locked."""
    damage.published_at = now
    tell_damage(session, order, damage, now)


def due_damages(session: Session, now: datetime) -> Sequence[UUID]:
    """New damages whose time has passed with nobody having decided, the longest waiting first."""
    waiting = (
        select(Damage.id)
        .join(Order, Order.id == Damage.order_id)
        .join(Vehicle, (Vehicle.order_id == Damage.order_id) & (Vehicle.car == Damage.car))
        .where(
            Damage.publish_at <= now,
            Damage.published_at.is_(None),
            Damage.dismissed_at.is_(None),
            Damage.is_new,
            Order.state == OrderState.OPEN,
        )
    )
    return session.scalars(waiting.order_by(Damage.publish_at, Damage.id).limit(AT_ONCE)).all()


def _locked(session: Session, damage_id: UUID) -> tuple[Order, Damage]:
    order_id = session.scalar(select(Damage.order_id).where(Damage.id == damage_id))
    if order_id is None:
        raise NotFound
    order = lock_orders(session, [order_id])[0]
    damage = session.get_one(Damage, damage_id, populate_existing=True)
    return order, damage


def _must_be_the_car_s(session: Session, damage: Damage) -> None:
    car = session.scalar(select(Vehicle.car).where(Vehicle.order_id == damage.order_id))
    if damage.car != car:
        raise WrongState("This was found on a car that the order no longer has.", code="former_car")
