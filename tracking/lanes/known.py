"""Reading what is known of lanes: one question for as many as are asked for."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Lane
from tracking.rules.rulers import Known


def known_of(session: Session, keys: Iterable[str]) -> Known:
    """Key -> digest, of those lanes that anything is known of."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = session.execute(select(Lane.key, Lane.digest).where(Lane.key.in_(wanted)))
    return {row.key: row.digest for row in rows}
