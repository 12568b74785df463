"""What the child takes away from itself before it looks at anything: files, system calls, resources.

These hold inside the sandbox as a second fence, and alone where bubblewrap cannot work.
"""

from __future__ import annotations

import ctypes
import resource
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from media.allowance import GRACE_S, first_cpu_s, most_cpu_s, most_disk
from media.fence import CODE, SYSTEM, runtime
from media.job import Job, Limits
from media.landlock import restrict_files
from media.seccomp import forbid_calls

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h
# What the C library and the codecs ask of a machine: its processors, its memory, and what they are themselves.
ABOUT_THE_MACHINE = ("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/dev/urandom")
BEYOND = 16 * 1024**2  # so that a child ends for what it wrote in all, and not for one file
SINK = Path("/dev/null")


def confine(folder: Path, also_readable: Iterable[str] = (), *, own_tmp: bool) -> dict[str, str]:
    """Give up, for good, every file but `folder`, the runtime and `also_readable`, and every needless system call.

    `own_tmp`: /tmp is this job's alone. Answers each fence with "ok" or why it does not stand.
    """
    _call_prctl(PR_SET_NO_NEW_PRIVS, 1)
    readable = [*map(Path, (*SYSTEM, *ABOUT_THE_MACHINE, *also_readable)), CODE, *runtime()]
    writable = [folder, SINK, *([Path("/tmp")] if own_tmp else [])]  # noqa: S108 - a file system of its own
    return {"landlock": restrict_files(readable, writable), "seccomp": forbid_calls()}


def limit_self(job: Job, limits: Limits, *, own_users: bool) -> None:
    """Lower what this process may use. Processes are only limited where they are counted alone."""
    size = (job.folder / job.source).stat().st_size
    most = most_disk(limits, job, size) + BEYOND  # each file; media.bounds sees to all of them
    kinds = [
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_CPU, first_cpu_s(limits, size), most_cpu_s(limits, job, size) + GRACE_S),
        (resource.RLIMIT_FSIZE, most, most),
        (resource.RLIMIT_NOFILE, limits.files, limits.files),
        (resource.RLIMIT_CORE, 0, 0),
    ]
    if own_users:
        kinds.append((resource.RLIMIT_NPROC, limits.processes, limits.processes))
    for kind, soft, hard in kinds:
        allowed = resource.getrlimit(kind)[1]
        ceiling = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        resource.setrlimit(kind, (min(soft, ceiling), ceiling))
    _call_prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # when the worker dies, so do we


def _call_prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
