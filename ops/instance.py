"""The one running installation of a data folder: its lock, and what other commands need to reach it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ops.part import PartFailed

LOCK = "supervisor.lock"
ENVIRONMENT = "running.json"


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Be the only supervisor of this data folder. Raises PartFailed when another one is."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = (data / LOCK).open("a+", encoding="ascii")
    except OSError as error:
        raise PartFailed(f"ROADREEL_DATA names {data}, which cannot be written ({error.strerror}).") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise PartFailed(
                f"Roadreel is already running on {data} (process {file.read().strip() or 'unknown'}); stop it first, "
                "or give this one a folder of its own with ROADREEL_DATA."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            (data / ENVIRONMENT).unlink(missing_ok=True)


def tell_others(data: Path, environment: Mapping[str, str]) -> None:
    """Leave the ROADREEL_* variables of the running parts for `python -m ops user` and its like (mode 600)."""
    new = data / f"{ENVIRONMENT}.new"
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(json.dumps({name: value for name, value in environment.items() if name.startswith("ROADREEL_")}))
    new.replace(data / ENVIRONMENT)


def environment_of_running(data: Path) -> dict[str, str] | None:
    """The ROADREEL_* variables of the supervisor that runs on this folder, None when there is none."""
    try:
        with (data / LOCK).open("a", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        pass  # somebody holds it
    except OSError:
        return None
    else:
        return None
    try:
        return dict(json.loads((data / ENVIRONMENT).read_text("utf-8")))
    except (OSError, ValueError):
        return None
