"""Runs one command in the foreground and ends it when whoever started the watcher is gone.

The starter keeps the writing end of our standard input. When it stops the child, or dies in whatever way
(kill -9 included), the kernel closes that end, we read end-of-file, and the child is ended. A parent-death
signal alone would not do: it exists on Linux only and is lost when the child runs as another user.

This file is run as a script by `ops.part`; it imports the standard library only, so that it starts in a few
hundredths of a second and survives a broken installation.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

CLONE_NEWUSER = 0x10000000  # linux/sched.h
PR_SET_PDEATHSIG = 1  # linux/prctl.h
ORDINARY_ID = 1000  # any number but 0 will do inside the namespace


def enter_user_namespace() -> None:
    """Look like an ordinary user to what is executed next, while files stay those of the caller.

    Raises OSError where the kernel does not allow user namespaces.
    """
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    for name, text in (
        ("setgroups", "deny"),  # a group map of one's own is refused without it, user_namespaces(7)
        ("uid_map", f"{ORDINARY_ID} {uid} 1"),
        ("gid_map", f"{ORDINARY_ID} {gid} 1"),
    ):
        Path("/proc/self", name).write_text(text, "ascii")


def become(identity: str) -> Callable[[], None]:
    """What a forked child calls to take an identity: `same`, `namespace` or `uid:gid`."""

    def take() -> None:
        if identity == "namespace":
            enter_user_namespace()
        elif identity != "same":
            uid, gid = (int(part) for part in identity.split(":"))
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)

    return take


def die_with_parent(number: int) -> None:
    """A second fence on Linux, for the case that the watcher itself is killed hard."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def start(command: Sequence[str], identity: str, death_signal: int, keep: Sequence[int]) -> subprocess.Popen[bytes]:
    """Start the child as the leader of a process group of its own; `keep` are descriptors (locks) it inherits."""
    watcher = os.getpid()
    take = become(identity)

    def before_exec() -> None:
        take()
        die_with_parent(death_signal)  # after the change of identity, which clears it
        if os.getppid() != watcher:
            os._exit(1)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        process_group=0,
        pass_fds=keep,
        preexec_fn=before_exec,  # noqa: PLW1509 - this process has one thread
    )


def has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether the child is gone, without reaping it: until then its number, and its group's, are nobody else's."""
    if not hasattr(os, "waitid"):
        return child.poll() is not None
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def wait_for_end(child: subprocess.Popen[bytes], wake: int) -> bool:
    """Return when the child ended (False) or when it should be ended (True)."""
    with ended_descriptors(child) as ended:
        sources = [0, wake, *ended]
        while True:
            ready, _, _ = select.select(sources, [], [], None if ended else 0.1)
            if has_ended(child):
                return False
            if wake in ready or (0 in ready and not os.read(0, 1024)):
                return True


def ended_in_time(child: subprocess.Popen[bytes], limit_s: float) -> bool:
    """Whether the child ends within `limit_s` seconds."""
    until = time.monotonic() + limit_s
    with ended_descriptors(child) as ended:
        while not has_ended(child):
            left = until - time.monotonic()
            if left <= 0:
                return False
            select.select(ended, [], [], left if ended else min(left, 0.05))
    return True


@contextmanager
def ended_descriptors(child: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """A descriptor that becomes readable when the child ends, where the system has such a thing (Linux)."""
    if not hasattr(os, "pidfd_open"):
        yield []
        return
    descriptor = os.pidfd_open(child.pid)
    try:
        yield [descriptor]
    finally:
        os.close(descriptor)


def end(child: subprocess.Popen[bytes], signals: Sequence[int], grace_s: float) -> None:
    """Ask with each signal in turn; whoever does not end is left to `kill_group`."""
    for number in signals:
        os.kill(child.pid, number)
        if ended_in_time(child, grace_s):
            return


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """Kill the child if it still lives, and what it left behind in its process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def remove_when_unused(paths: Sequence[str]) -> None:
    """Remove sockets and their folder unless the starter still lives and may need them for the next start."""
    if not select.select([0], [], [], 0)[0] or os.read(0, 1):
        return
    for path in map(Path, paths):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def main(arguments: Sequence[str]) -> int:
    """Returns the child's exit code, 128 + n when signal n ended it."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--identity", default="same")
    parser.add_argument("--stop", default="TERM", help="signals to ask with, separated by commas")
    parser.add_argument("--death", default="KILL", help="the child's signal when the watcher is killed")
    parser.add_argument("--grace", type=float, default=10.0, help="seconds after each signal")
    parser.add_argument("--remove", action="append", default=[], help="path to remove when the starter is gone")
    parser.add_argument("--keep", type=int, action="append", default=[], help="descriptor the child inherits")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)

    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)

    stop = [signal.Signals[f"SIG{name}"] for name in options.stop.split(",")]
    child = start(options.command, options.identity, signal.Signals[f"SIG{options.death}"], options.keep)
    if wait_for_end(child, readable):
        end(child, stop, options.grace)
    kill_group(child)
    code = child.wait()
    remove_when_unused(options.remove)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
