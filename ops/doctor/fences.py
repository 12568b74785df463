"""Which fences the kernel gives for footage: it comes from anybody, and decoders have had holes."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from pathlib import Path

from media.fence import OK, fences
from ops.doctor.finding import Finding, missing, note, ok
from ops.embedded.identity import user_namespaces_work

PURPOSE = {
    "bubblewrap": "footage is decoded without network, other folders and other processes",
    "rlimits": "memory, time and file sizes are limited",
}
ADVICE = (
    "Allow unprivileged user namespaces (sysctl user.max_user_namespaces, "
    "kernel.apparmor_restrict_unprivileged_userns=0), or give the container that right."
)
LANDLOCK_CREATE_RULESET = 444  # the same number on every architecture since Linux 5.13
LANDLOCK_VERSION_FLAG = 1  # landlock_create_ruleset(2)


def about_fences(*, required: bool) -> list[Finding]:
    """The sandbox first, as the real child finds it from inside; what stands behind it as notes."""
    found = [_stands(name, state, required=required) for name, state in fences().items()]
    return [*found, _user_namespaces(), _landlock(), _seccomp()]


def _stands(name: str, state: str, *, required: bool) -> Finding:
    if state == OK:
        return ok(name, PURPOSE.get(name, "stands"))
    if required:
        return missing(name, f"{state}; ROADREEL_REQUIRE_FENCE=1 refuses footage without it", ADVICE)
    return note(name, f"{state}; footage is decoded behind weaker fences", ADVICE)


def _user_namespaces() -> Finding:
    if user_namespaces_work():
        return ok("user namespaces", "allowed")
    return note(
        "user namespaces", "not allowed here", "As root, PostgreSQL then runs as another user of the machine."
    )


def _landlock() -> Finding:
    if sys.platform != "linux":
        return note("Landlock", "is a part of Linux")
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(LANDLOCK_VERSION_FLAG))
    if abi > 0:
        return ok("Landlock", f"ABI {abi}")
    return note(
        "Landlock", f"not in this kernel ({os.strerror(ctypes.get_errno())})", "Linux 5.13 and newer can have it on."
    )


def _seccomp() -> Finding:
    actions = Path("/proc/sys/kernel/seccomp/actions_avail")
    if actions.exists():
        return ok("seccomp", f"in the kernel ({platform.release()})")
    return note("seccomp", "not in this kernel")
