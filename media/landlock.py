"""Landlock: from here on this process opens only the files it was allowed to (landlock(7), Linux 5.13 and newer)."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

OK = "ok"
# The same numbers on every architecture: include/uapi/asm-generic/unistd.h.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG, PATH_BENEATH = 1, 1  # include/uapi/linux/landlock.h, as all that follows

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
FIRST_RIGHTS = (1 << 13) - 1  # of ABI 1
LATER_RIGHTS = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}  # to move between folders, to truncate, device ioctls
TRUNCATE = LATER_RIGHTS[3]
NETWORK = 0b11  # TCP bind and connect, from ABI 4
SCOPES = 0b11  # abstract UNIX sockets and signals of others, from ABI 6

READING = EXECUTE | READ_FILE | READ_DIR
WRITING = READING | WRITE_FILE | TRUNCATE | REMOVE_FILE | REMOVE_DIR | MAKE_REG | MAKE_DIR
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE  # the rest means something for folders only


def version() -> int:
    """The kernel's Landlock ABI; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(CREATE_RULESET, None, 0, VERSION_FLAG))


def restrict_files(readable: Iterable[Path], writable: Iterable[Path]) -> str:
    """Confine this process, and all it will start, for good: "ok", or why the kernel did not.

    Paths that are not there are passed over. The caller has set no_new_privs. Sockets of TCP and signals to others
    are forbidden too where the kernel's Landlock knows them.
    """
    abi = version()
    if abi == 0:
        return "this kernel has no Landlock"
    handled = FIRST_RIGHTS | sum(right for since, right in LATER_RIGHTS.items() if since <= abi)
    attributes = struct.pack("=QQQ", handled, NETWORK if abi >= 4 else 0, SCOPES if abi >= 6 else 0)
    size = 8 if abi < 4 else 16 if abi < 6 else 24  # an older kernel takes no more than it knows
    ruleset = _call(CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return f"Landlock: {os.strerror(ctypes.get_errno())}"
    try:
        for rights, paths in ((READING, readable), (WRITING, writable)):
            for path in paths:
                _allow(ruleset, path, rights & handled)
        return OK if _call(RESTRICT_SELF, ruleset, 0) == 0 else f"Landlock: {os.strerror(ctypes.get_errno())}"
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= OF_A_FILE
        _call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _call(number: int, *arguments: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return int(libc.syscall(ctypes.c_long(number), *given))
