"""How the API is served: gunicorn, threads for the requests that wait, a few processes for those that compute."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ops.addresses import bracketed
from store.settings import Settings

THREADS = 16
MOST_PROCESSES = 4  # more API machines, not more processes, is how it grows


def command(settings: Settings) -> list[str]:
    """gunicorn with its settings said here."""
    options = {
        "bind": f"{bracketed(settings.host)}:{settings.port}",
        "worker-class": "gthread",
        "workers": min(MOST_PROCESSES, os.cpu_count() or 1),
        "threads": THREADS,
        "timeout": 60,
        "graceful-timeout": 8,
        "keep-alive": 10,
        "log-level": "warning",  # requests are logged by the API itself, without query strings
    }
    if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn's heartbeat: a slow disk must not look like a dead worker
        options["worker-tmp-dir"] = "/dev/shm"  # noqa: S108
    arguments = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "gunicorn", *arguments, "--no-control-socket", "api.wsgi:application()"]
