"""The people of a carrier who film."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.errors import NotFound, WrongState
from store.ids import new_id
from store.tables import Driver, SignedIn
from store.words import Locale
from tracking.sign_in.sessions import end_sessions


def drivers_of(carrier_id: UUID) -> Select[Driver]:
    """The carrier's drivers who are not removed."""
    return select(Driver).where(Driver.carrier_id == carrier_id, Driver.removed_at.is_(None))


def driver_of(session: Session, carrier_id: UUID, driver_id: UUID) -> Driver:
    """One driver of the carrier. Raises NotFound."""
    found = session.scalar(drivers_of(carrier_id).where(Driver.id == driver_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def add_driver(session: Session, carrier_id: UUID, *, phone: str, name: str, locale: Locale, now: datetime) -> Driver:
    """A new driver, known by the phone (E.164). Raises WrongState (`phone_in_use`) when somebody drives with it."""
    driver = Driver(id=new_id(), carrier_id=carrier_id, phone=phone, name=name, locale=locale, created_at=now)
    try:
        with session.begin_nested():
            session.add(driver)
            session.flush()
    except IntegrityError as error:
        detail = "A driver with this phone is registered already; one phone is one driver."
        raise WrongState(detail, code="phone_in_use", errors={"phone": [detail]}) from error
    return driver


def remove_driver(session: Session, carrier_id: UUID, driver_id: UUID, now: datetime) -> None:
    """Remove a driver: out at once, on every device. Raises NotFound."""
    driver = driver_of(session, carrier_id, driver_id)
    driver.removed_at = now
    end_sessions(session, SignedIn.driver_id == driver.id, "driver_removed", now)
