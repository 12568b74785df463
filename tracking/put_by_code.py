"""Creating or replacing what the shop knows by a code of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Carrier, Place

Known = TypeVar("Known", Carrier, Place)


def put_by_code(
    session: Session, table: type[Known], code: str, told: Mapping[str, Any], now: datetime
) -> tuple[Known, bool]:
    """Create or replace the row with this code; whether it is new. Saying the same again changes nothing."""
    made = session.scalar(
        insert(table)
        .values(id=new_id(), code=code, created_at=now, updated_at=now, **told)
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(table.id)
    )
    found = session.scalars(select(table).where(table.code == code).with_for_update()).one()
    if any(getattr(found, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(found, name, value)
        found.updated_at = now
    return found, made is not None
