"""What seccomp alone keeps the child from doing to others, where no sandbox stands and Landlock is too old to."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from media.fence import fences, python

needs_seccomp = pytest.mark.skipif(fences()["seccomp"] != "ok", reason=f"seccomp: {fences()['seccomp']}")

# Each line is one attempt: True when it worked. Each undoes what it did.
ATTEMPTS = """
import ctypes, json, os, resource, signal, sys, threading
from pathlib import Path

neighbour, others = int(sys.argv[1]), sys.argv[2]
libc = ctypes.CDLL(None, use_errno=True)
if sys.argv[3] == "refused":
    from media.confine import PR_SET_NO_NEW_PRIVS
    from media.seccomp import forbid_calls
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    assert forbid_calls() == "ok"

def tried(what):
    try:
        return bool(what())
    except OSError:
        return False

def forked():
    if (child := os.fork()) == 0:
        os._exit(0)
    return os.waitpid(child, 0)[0] == child

def limited():
    old = resource.prlimit(neighbour, resource.RLIMIT_NOFILE)
    return resource.prlimit(neighbour, resource.RLIMIT_NOFILE, old) == old

def began():
    (thread := threading.Thread(target=lambda: None)).start()
    thread.join()
    return True

def shared():
    segment = libc.shmget(0, 4096, 0o600)
    return segment >= 0 and libc.shmctl(segment, 0, None) == 0

mode, times = os.stat(others).st_mode, os.stat(others)
attempts = {
    "fork": forked,
    "signal another": lambda: os.kill(neighbour, 0) is None,
    "signal a thread of another": lambda: libc.tgkill(neighbour, neighbour, 0) == 0,
    "signal everybody": lambda: os.kill(0, 0) is None,
    "limit another": limited,
    "open another's file to all": lambda: os.chmod(others, 0o777) is None,
    "mark another's file": lambda: os.setxattr(others, "user.mark", b"x") is None,
    "change another's times": lambda: os.utime(others, ns=(times.st_atime_ns, times.st_mtime_ns)) is None,
    "make a folder": lambda: os.mkdir("made") is None and os.rmdir("made") is None,
    "share memory": shared,
    "start a thread": began,
    "signal oneself": lambda: os.kill(os.getpid(), 0) is None,
    "limit oneself": lambda: resource.prlimit(0, resource.RLIMIT_CORE, (0, 0)) and resource.getrlimit(4) == (0, 0),
}
print(json.dumps([what for what, attempt in attempts.items() if tried(attempt)]))
"""
ALLOWED = ["start a thread", "signal oneself", "limit oneself"]


def worked(tmp_path: Path, how: str) -> list[str]:
    (others := tmp_path / "others").write_text("private")
    others.chmod(0o600)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as neighbour:
        try:
            answer = subprocess.run(
                python("-c", ATTEMPTS, str(neighbour.pid), str(others), how),
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
                cwd=tmp_path,
                start_new_session=True,
                capture_output=True,
                check=True,
                timeout=60,
            )
        finally:
            neighbour.kill()
    assert stat.S_IMODE(others.stat().st_mode) == (0o600 if how == "refused" else 0o777)
    return list(json.loads(answer.stdout))


@needs_seccomp
def test_seccomp_keeps_the_child_from_other_processes_and_other_peoples_files(tmp_path: Path) -> None:
    assert worked(tmp_path, "refused") == ALLOWED
    free, others = set(worked(tmp_path, "free")), {"fork", "signal another", "limit another", "share memory"}
    assert free >= {*others, "open another's file to all", "make a folder", *ALLOWED}


@needs_seccomp
def test_a_child_that_aborts_still_dies_of_it() -> None:
    """Which goes by tgkill: a refused one would end as something else."""
    code = "from media.seccomp import forbid_calls; import ctypes, os; ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)"
    done = subprocess.run(
        python("-c", f"{code}; assert forbid_calls() == 'ok'; os.abort()"),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
        timeout=60,
    )
    assert done.returncode == -6
