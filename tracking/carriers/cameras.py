"""Fixed cameras and gates of a carrier."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.errors import Refused
from store.ids import new_id
from store.tables import Camera, Place
from tracking.places import places_by_code


def put_camera(
    session: Session,
    carrier_id: UUID,
    code: str,
    *,
    name: str,
    place_code: str,
    bay: str | None,
    clock_offset_s: float,
    now: datetime,
) -> tuple[Camera, Place, bool]:
    """Create or replace the carrier's camera; the place it looks at, and whether it is new.

    Raises Refused (`unknown_place`).
    """
    place = places_by_code(session, [place_code]).get(place_code)
    if place is None:
        detail = f"There is no place with the code {place_code}."
        raise Refused(detail, code="unknown_place", errors={"place_code": [detail]})
    told = {"name": name, "place_id": place.id, "bay": bay, "clock_offset_s": clock_offset_s}
    made = session.scalar(
        insert(Camera)
        .values(id=new_id(), carrier_id=carrier_id, code=code, created_at=now, **told)
        .on_conflict_do_nothing(index_elements=["carrier_id", "code"])
        .returning(Camera.id)
    )
    camera = session.scalars(
        select(Camera).where(Camera.carrier_id == carrier_id, Camera.code == code).with_for_update()
    ).one()
    for column, value in told.items():
        setattr(camera, column, value)
    return camera, place, made is not None
