"""The whole installation as `make run` starts it: restarts, orphans, second starts, neighbours."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from ops.instance import environment_of_running
from store.objects import ObjectStore
from store.settings import read_settings
from tests.installation import ROOT, environment, free_port, is_ready, running_installation, wait_until
from tests.ops.processes import family, listeners, named, owners, wait_until_gone

LINE_READY = "Ctrl-C stops everything."


class Up:
    """`python -m ops up` without waiting for workers: what it says, and its processes."""

    def __init__(self, data: Path, prefix: list[str], python: str, **settings: str) -> None:
        self.log = data.parent / f"{data.name}.log"
        self.port = settings.get("PORT", "")
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [*prefix, python, "-m", "ops", "up"],
                cwd=ROOT,
                env=environment(data, **{"WORKERS": "0", **settings}) | extra_for(python),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def wait_until_up(self) -> None:
        def ready() -> bool:
            assert self.process.poll() is None, self.said()
            return LINE_READY in self.said()

        wait_until(ready, 180, "it is up")  # seconds on a quiet machine

    def ended(self) -> int:
        return self.process.wait(90)


def extra_for(python: str) -> dict[str, str]:
    """What an interpreter outside the virtual environment needs to find its packages and programs."""
    if python == sys.executable:
        return {}
    scripts = sysconfig.get_path("scripts")
    return {
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PATH": f"{scripts}:{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@contextmanager
def up(data: Path, *prefix: str, python: str = sys.executable, **settings: str):
    running = Up(data, list(prefix), python, **settings)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGTERM)
            running.ended()


def live(port: str | int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def ready(port: str | int) -> bool:
    try:
        body = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).json()
    except (httpx.TransportError, ValueError):
        return False
    return body["database"] == body["storage"] == "ok"


def test_what_is_killed_comes_back_and_a_stop_leaves_nothing_and_a_second_start_finds_everything(folder):
    data, port = folder / "my data", str(free_port())
    with up(data, PORT=port) as first:
        first.wait_until_up()
        assert ready(port)
        command = [sys.executable, "-m", "ops", "user", "add", "kept@example.com", "--role", "admin"]
        subprocess.run(command, cwd=ROOT, env=environment(data), check=True, capture_output=True)
        for words in (("/postgres", "-D"), ("/weed", "mini"), ("gunicorn",)):
            victim = named(first.process.pid, *words)
            victim.kill()
            wait_until_gone([victim])
            wait_until(lambda: "starting it again" in first.said(), 30, f"{words} is started again")
            wait_until(lambda: ready(port), 90, f"it answers again after {words} was killed")
        everybody = family(first.process.pid)
        assert len(everybody) > 6
        first.process.send_signal(signal.SIGINT)
        assert first.ended() == 0
        wait_until_gone(everybody, 5)

    shutil.move(data, folder / "moved")
    with up(folder / "moved", PORT=port) as second:
        second.wait_until_up()
        listed = subprocess.run(
            [sys.executable, "-m", "ops", "user", "list"],
            cwd=ROOT,
            env=environment(folder / "moved"),
            check=True,
            capture_output=True,
            text=True,
        )
        assert "kept@example.com\tadmin\tactive" in listed.stdout


@pytest.fixture(params=["as we are", "as another user"])
def way_to_start(request, folder) -> tuple[list[str], str]:
    """A command prefix and an interpreter; the second way needs root."""
    if request.param == "as we are":
        return [], sys.executable
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root (with setpriv) can start it as another user")
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    base = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    probe = "import subprocess, sys, store, av; subprocess.run([sys.executable, '-c', ''], check=True)"
    for python in (sys.executable, base):
        command = [*prefix, python, "-c", probe]
        if subprocess.run(command, check=False, cwd=ROOT, env=os.environ | extra_for(python)).returncode == 0:
            os.chown(folder, 65534, 65534)
            return prefix, python
    pytest.skip(f"the other user reaches neither {sys.executable} nor {base}, or not the checkout")


def test_no_orphan_is_left_when_the_supervisor_is_killed_hard(folder, way_to_start):
    prefix, python = way_to_start
    data, port = folder / "var", str(free_port())
    with up(data, *prefix, python=python, PORT=port) as first:
        first.wait_until_up()
        everybody = family(first.process.pid)
        owner = (data / "postgres" / "data").stat().st_uid
        assert owner == (65534 if prefix else os.geteuid())
        assert owners(everybody, "postgres") == {owner}
        first.process.kill()
        first.ended()
    with up(data, *prefix, python=python, PORT=port) as second:  # at once: it waits for what is still ending
        second.wait_until_up()
        wait_until_gone(everybody, 5)
        assert ready(port)


def test_two_run_side_by_side_and_the_same_folder_is_refused(folder):
    with up(folder / "one", PORT=str(free_port())) as one:
        with up(folder / "two", PORT=str(free_port())) as two:
            one.wait_until_up()
            two.wait_until_up()
            assert ready(one.port)
            assert ready(two.port)
        with up(folder / "one", PORT=str(free_port())) as third:
            assert third.ended() == 1
            said = (folder / "one.log").read_text()
            assert "already running" in said
            assert "Traceback" not in said
        assert ready(one.port)


def test_a_port_that_was_asked_for_and_is_taken_is_one_sentence(folder):
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        with up(folder / "var", PORT=str(squatter.getsockname()[1])) as refused:
            assert refused.ended() == 1
    assert refused.said().count("\n") == 1
    assert "is taken by another program" in refused.said()


def test_settings_that_cannot_be_are_one_sentence_each(folder):
    with up(folder / "var", PORT="soon", WORKERS="many", S3_ENDPOINT="ftp://x") as refused:
        assert refused.ended() == 2
    lines = refused.said().strip().split("\n")
    assert len(lines) >= 3
    assert all(line.startswith("ROADREEL_") for line in lines)


def test_an_address_that_is_not_this_machines_is_one_sentence(folder):
    with up(folder / "var", HOST="192.0.2.123", PORT=str(free_port())) as refused:
        assert refused.ended() == 1
    assert refused.said() == "ROADREEL_HOST is 192.0.2.123, which is not an address of this machine.\n"


def test_given_addresses_replace_the_embedded_parts(folder, server_url, storage):
    data = folder / "var"
    settings = {
        "DATABASE_URL": new_database(server_url),
        "S3_ENDPOINT": storage.endpoint,
        "S3_ACCESS_KEY": storage.access_key,
        "S3_SECRET_KEY": storage.secret_key,
        "S3_BUCKET": "elsewhere",
    }
    with up(data, PORT=str(free_port()), **settings) as running:
        running.wait_until_up()
        assert ready(running.port)
        assert not (data / "postgres").exists()
        assert not (data / "storage").exists()
        assert not owners(family(running.process.pid), "postgres") | owners(family(running.process.pid), "weed")


def new_database(server_url: str) -> str:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE given_to_up")
    return server_url.replace("@/postgres?", "@/given_to_up?")


def test_a_database_that_does_not_answer_is_said_and_nothing_stays(folder, storage):
    settings = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "S3_ENDPOINT": storage.endpoint,
        "S3_ACCESS_KEY": "x",
        "S3_SECRET_KEY": "y",
    }
    with up(folder / "var", PORT=str(free_port()), **settings) as refused:
        assert refused.ended() == 1
    assert "The database could not be brought to this version." in refused.said()
    assert "The database does not answer" in refused.said()
    assert "Traceback" not in refused.said()


def test_an_open_installation_opens_the_page_and_the_storage_and_nothing_else(folder):
    with up(folder / "var", HOST="0.0.0.0", PORT=str(free_port())) as running:
        running.wait_until_up()
        open_ports = {port for host, port in listeners(family(running.process.pid)) if host != "127.0.0.1"}
        known = environment_of_running(folder / "var")
        public = known["ROADREEL_S3_PUBLIC_ENDPOINT"]
        assert open_ports == {int(running.port), urlsplit(public).port}

        objects = ObjectStore(read_settings(known))
        file = folder / "file"
        file.write_bytes(os.urandom(3_000_000))
        objects.put("published/x", file, "video/mp4")
        url = objects.presign_get("published/x", 60)
        assert url.startswith(public)
        got = httpx.get(url, headers={"Range": "bytes=1000000-1999999"})
        assert got.status_code == 206
        assert got.content == file.read_bytes()[1_000_000:2_000_000]
        assert httpx.get(url.replace("published/x", "published/y")).status_code == 403


def test_workers_come_back_after_the_database_died(folder):
    with running_installation(folder / "var") as installation:
        before = installation.workers()
        named(installation.process.pid, "/postgres", "-D").kill()
        wait_until(
            lambda: is_ready(installation, folder / "var.log") and installation.workers() and True,
            120,
            "database and worker are back",
        )
        assert before
