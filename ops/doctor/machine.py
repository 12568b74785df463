"""The machine: room on the disk, places to write, files that may be open, time zones."""

from __future__ import annotations

import os
import resource
import shutil
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from media.hiding.models import FACES, PLATES, Pinned, state_of
from ops.doctor.finding import Finding, missing, note, ok
from store.settings import Settings

LEAST_FREE_GB = 1.0
GOOD_FREE_GB = 10.0
GOOD_OPEN_FILES = 1024


def about_machine(settings: Settings) -> list[Finding]:
    """Disk, data folder, limits, time zones, models."""
    return [_disk(settings), _data(settings), _open_files(), _time_zones(), *_models(settings)]


def _disk(settings: Settings) -> Finding:
    free_gb = shutil.disk_usage(settings.data).free / 1e9
    text = f"{free_gb:.1f} GB free at {settings.data}"
    if free_gb < LEAST_FREE_GB:
        return missing("disk", text, "Make room, or set ROADREEL_DATA to a folder on a larger disk.")
    if free_gb < GOOD_FREE_GB:
        return note("disk", text, "Footage fills this soon.")
    return ok("disk", text)


def _data(settings: Settings) -> Finding:
    if not os.access(settings.data, os.W_OK | os.X_OK):
        return missing("data folder", f"{settings.data} cannot be written", "Set ROADREEL_DATA to one that can.")
    return ok("data folder", str(settings.data))


def _open_files() -> Finding:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < GOOD_OPEN_FILES:
        return note("open files", f"at most {soft}", f"Raise it to {GOOD_OPEN_FILES} or more: ulimit -n")
    return ok("open files", f"at most {soft}")


def _time_zones() -> Finding:
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return missing("time zones", "not found", "Run `make setup` (package tzdata).")
    return ok("time zones", "known")


def _models(settings: Settings) -> list[Finding]:
    return [_model(FACES, settings.face_model), _model(PLATES, settings.plate_model)]


def _model(pinned: Pinned, other: str) -> Finding:
    if state := state_of(pinned, other):
        advice = "Name a file that can be read." if other else "Run `make setup`; it needs the package index."
        return missing("model", f"{pinned.purpose}: {state}. Every clip is held", advice)
    return ok("model", f"{pinned.purpose}: {other or pinned.path}")
