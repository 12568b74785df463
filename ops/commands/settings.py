"""The settings of a command: the environment's, and those of the parts that are running on the same folder."""

from __future__ import annotations

import os

from ops.instance import environment_of_running
from ops.part import PartFailed
from store.settings import Settings, read_settings


def settings_of_running() -> Settings:
    """The settings, with the addresses of the embedded parts where those are running.

    Raises PartFailed when there is no database to talk to, BadSettings.
    """
    settings = read_settings()
    if not settings.database_url or not settings.s3_endpoint:
        running = environment_of_running(settings.data)
        if running:
            settings = read_settings({**os.environ, **running})
    if not settings.database_url:
        raise PartFailed(
            f"Nothing is running on {settings.data}: start it with `make run` (or `python -m ops up`), or set "
            "ROADREEL_DATABASE_URL."
        )
    return settings
