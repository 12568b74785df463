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
A_THREAD = 0x10000  # CLONE_THREAD: a part of this process, and no other
# Their first argument is a process: this one is allowed, and 0 where it means the same.
SIGNALS, LIMITS = ((62, 129), (234, 131)), (302, 261)  # kill, tgkill; prlimit64
FORBIDDEN: dict[str, tuple[int, int | None]] = {  # None: arm64 never had it
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
    # Other processes. Landlock keeps signals from them since Linux 6.12 only.
    "fork": (57, None),
    "vfork": (58, None),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    # What belongs to a file but is not in it, which Landlock leaves to everybody of the same user.
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    # Memory, queues and locks that every process of the machine can name.
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # Folders within folders, deeper than anybody can remove them.
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    # The machine's own: for when somebody runs us as root.
    "mknod": (133, None),
    "mknodat": (259, 33),
    "reboot": (169, 142),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "syslog": (103, 116),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
}


def forbid_calls() -> str:
    """Confine this process, and all it will start, for good: "ok", or why the kernel did not.

    The caller has set no_new_privs. No program and no other process can be started, no socket opened, no other
    process looked into or sent a signal.
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
        if (number := numbers[place]) is not None:
            yield from _answer(number, errno.EPERM)
    for signals in SIGNALS:
        yield from _only_about(signals[place], os.getpid())
    yield from _only_about(LIMITS[place], os.getpid(), 0)
    yield _op(EQUAL, CLONE[machine], equal=0, unequal=4)
    yield _op(LOAD, FIRST_ARGUMENT)
    yield _op(ANY_BIT, NEW_NAMESPACES, equal=1, unequal=0)
    yield _op(ANY_BIT, A_THREAD, equal=1, unequal=0)
    yield _op(RETURN, REFUSE | errno.EPERM)
    yield _op(RETURN, ALLOW)


def _only_about(number: int, *processes: int) -> Iterator[bytes]:
    """Refuse this call where its first argument is none of these."""
    yield _op(EQUAL, number, equal=0, unequal=len(processes) + 3)
    yield _op(LOAD, FIRST_ARGUMENT)
    for left, process in zip(range(len(processes), 0, -1), processes, strict=True):
        yield _op(EQUAL, process, equal=left, unequal=0)
    yield _op(RETURN, REFUSE | errno.EPERM)
    yield _op(RETURN, ALLOW)


def _answer(number: int, error: int) -> Iterator[bytes]:
    yield _op(EQUAL, number, equal=0, unequal=1)
    yield _op(RETURN, REFUSE | error)


def _op(code: int, value: int, *, equal: int = 0, unequal: int = 0) -> bytes:
    return struct.pack("=HBBI", code, equal, unequal, value)
