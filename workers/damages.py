"""Showing buyers the new damages that no agent decided about in time."""

import structlog

from store.errors import WrongState
from tracking.damages.deciding import due_damages, publish_damage
from workers.machinery import Machinery

log = structlog.get_logger("roadreel.worker")


def show_due_damages(machinery: Machinery) -> None:
    """Publish what is due, each in a transaction of its own: one order is locked at a time."""
    with machinery.database.reading() as session:
        due = due_damages(session, machinery.clock())
    for damage_id in due:
        try:
            with machinery.database.writing() as session:
                publish_damage(session, damage_id, None, machinery.clock())
        except WrongState as error:  # somebody decided this very moment
            log.info("damage_left", damage=damage_id.hex, code=error.code)
        else:
            log.info("damage_shown", damage=damage_id.hex)
