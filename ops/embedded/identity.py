"""Who PostgreSQL runs as. It refuses to run as root, so as root it needs to look like somebody else."""

from __future__ import annotations

import os
import pwd
import sys
from functools import cache
from pathlib import Path

from ops.part import PartFailed, run_as


@cache
def user_namespaces_work() -> bool:
    """Whether this process may enter a user namespace (containers and some kernels forbid it)."""
    if sys.platform != "linux":
        return False
    return run_as("namespace", ["/bin/true"], os.environ).returncode == 0


def identity_for(data: Path) -> str:
    """How to run PostgreSQL on a data folder that may not exist yet: `same`, `namespace` or `uid:gid`.

    As root a user namespace is preferred: the files stay root's and no parent folder has to be opened to
    another user. Where there is none, an ordinary user of the machine owns the data.
    Raises PartFailed with what to do when neither is possible.
    """
    owner = data.stat().st_uid if data.exists() else None
    me = os.geteuid()
    if me != 0:
        if owner not in (None, me):
            raise PartFailed(
                f"The database in {data} belongs to another user (id {owner}); start Roadreel as that user."
            )
        return "same"
    if owner not in (None, 0):
        entry = pwd.getpwuid(owner)
        return f"{entry.pw_uid}:{entry.pw_gid}"
    if user_namespaces_work():
        return "namespace"
    return _ordinary_user(data)


def _ordinary_user(data: Path) -> str:
    if data.exists():
        raise PartFailed(
            f"PostgreSQL refuses to run as root and user namespaces are switched off here. "
            f"Give the data to another user first: chown -R nobody '{data}'"
        )
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        identity = f"{entry.pw_uid}:{entry.pw_gid}"
        _check_reachable(data.parent, identity, name)
        return identity
    raise PartFailed("PostgreSQL refuses to run as root; start Roadreel as an ordinary user.")


def _check_reachable(folder: Path, identity: str, name: str) -> None:
    for path in (folder, Path(sys.prefix)):
        if run_as(identity, ["/bin/ls", "-d", f"{path}/."], os.environ).returncode:
            raise PartFailed(
                f"PostgreSQL refuses to run as root, and the user {name} cannot enter {path}. Start Roadreel as an "
                f"ordinary user, or keep the checkout and ROADREEL_DATA in folders that {name} may enter."
            )
