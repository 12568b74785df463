"""seccomp: from here on the kernel refuses this process the calls that decoding never makes (seccomp(2)).

A classic BPF program (linux/filter.h) looks at each call's number. Refused calls answer EPERM, so that a library
which only tries one goes on without it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator

OK = "ok"
PR_SET_SECCOMP, FILTER = 22, 2  # linux/prctl.h, linux/seccomp.h
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000  # SECCOMP_RET_ALLOW, _ERRNO, _KILL_PROCESS
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # linux/bpf_common.h
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
X32 = 0x40000000  # x86-64 has a second set of call numbers from here on
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* of linux/sched.h that clone(2) takes

# Call numbers: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_* of linux/audit.h
CLONE, CLONE3 = {"x86_64": 56, "aarch64": 220}, 435
FORBIDDEN: dict[str, tuple[int, int]] = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
}


def forbid_calls() -> str:
    """Confine this process, and all it will start, for good: "ok", or why the kernel did not.

    The caller has set no_new_privs. No program can be started, no socket opened, no other process looked into.
    """
    machine = platform.machine()
    if sys.platform != "linux" or machine not in MACHINES:
        return f"no list of system calls for {sys.platform} on {machine}"
    program = b"".join(_program(machine))
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a count, padding, a pointer
    told = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, FILTER, told, 0, 0) != 0:
        return f"seccomp: {os.strerror(ctypes.get_errno())}"
    return OK


def _program(machine: str) -> Iterator[bytes]:
    """The filter, one instruction of 8 bytes after the other; a jump counts the instructions it skips."""
    yield _op(LOAD, ARCHITECTURE)
    yield _op(EQUAL, MACHINES[machine], unequal=0, equal=1)
    yield _op(RETURN, KILL)
    yield _op(LOAD, NUMBER)
    if machine == "x86_64":
        yield _op(AT_LEAST, X32, equal=0, unequal=1)
        yield _op(RETURN, KILL)
    # Its flags lie behind a pointer, where no filter can look; told that there is no such call, glibc takes clone.
    yield from _answer(CLONE3, errno.ENOSYS)
    place = list(MACHINES).index(machine)
    for numbers in FORBIDDEN.values():
        yield from _answer(numbers[place], errno.EPERM)
    yield _op(EQUAL, CLONE[machine], equal=0, unequal=3)
    yield _op(LOAD, FIRST_ARGUMENT)
    yield _op(ANY_BIT, NEW_NAMESPACES, equal=0, unequal=1)
    yield _op(RETURN, REFUSE | errno.EPERM)
    yield _op(RETURN, ALLOW)


def _answer(number: int, error: int) -> Iterator[bytes]:
    yield _op(EQUAL, number, equal=0, unequal=1)
    yield _op(RETURN, REFUSE | error)


def _op(code: int, value: int, *, equal: int = 0, unequal: int = 0) -> bytes:
    return struct.pack("=HBBI", code, equal, unequal, value)
