"""The embedded PostgreSQL and S3 server, each by itself."""

import os
import shutil
import socket
from http.client import HTTPConnection
from pathlib import Path

import boto3
import psycopg
import pytest
from botocore.config import Config

from ops.embedded import identity as identities
from ops.embedded.identity import identity_for
from ops.embedded.ports import free_ports, is_free, kept_ports
from ops.embedded.postgres import postgres_part, running_postgres
from ops.embedded.runtime import make_private, runtime_folder
from ops.embedded.storage import running_storage
from ops.part import PartFailed
from tests.ops.processes import Newcomers, listeners, owners, wait_until_gone

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def client(address):
    return boto3.client(
        "s3",
        endpoint_url=address.endpoint,
        aws_access_key_id=address.access_key,
        aws_secret_access_key=address.secret_key,
        region_name=address.region,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )


def test_postgres_keeps_its_data_from_one_start_to_the_next_and_after_a_move(folder):
    with running_postgres(folder / "first", durable=False) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'here'::text AS word")
    moved = folder / ("a long name with spaces " * 6)
    (folder / "first").rename(moved)
    with running_postgres(moved, durable=False) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("here",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_postgres_listens_on_a_private_socket_only_and_leaves_nothing(folder):
    with Newcomers() as started, running_postgres(folder, durable=False):
        processes = started()
        sockets = runtime_folder(folder.resolve())
        assert len(os.fsencode(sockets)) < 80
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert not listeners(processes)
    wait_until_gone(processes, 5)
    assert not sockets.exists()


def test_a_start_that_was_killed_while_making_the_database_is_made_again(folder):
    (folder / "data.new" / "base").mkdir(parents=True)
    with running_postgres(folder, durable=False) as url:
        psycopg.connect(url).close()


def test_a_lock_file_of_a_process_that_is_somebody_else_by_now_does_not_stop_the_start(folder):
    with running_postgres(folder, durable=False):
        content = (folder / "data" / "postmaster.pid").read_text()
    lines = content.split("\n")
    (folder / "data" / "postmaster.pid").write_text("\n".join([str(os.getppid()), *lines[1:]]))
    with running_postgres(folder, durable=False) as url:
        psycopg.connect(url).close()


def test_a_database_of_another_major_version_is_one_sentence(folder):
    (folder / "data").mkdir()
    (folder / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(PartFailed, match="made by PostgreSQL 9"):
        postgres_part(folder)


@ROOT_ONLY
def test_root_without_user_namespaces_runs_postgres_as_another_user(folder, monkeypatch):
    # The kernel here has them and cannot be told otherwise for one test.
    monkeypatch.setattr(identities, "user_namespaces_work", lambda: False)
    with Newcomers() as started, running_postgres(folder, durable=False) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        assert (folder / "data").stat().st_uid != 0
        assert owners(started(), "postgres") == {(folder / "data").stat().st_uid}
    monkeypatch.undo()
    with running_postgres(folder, durable=False) as url, psycopg.connect(url) as connection:
        connection.execute("SELECT * FROM kept")  # data that belongs to somebody is run as that somebody


@ROOT_ONLY
def test_root_is_told_when_the_other_user_cannot_get_to_the_data(folder, monkeypatch):
    monkeypatch.setattr(identities, "user_namespaces_work", lambda: False)
    (folder / "closed").mkdir(mode=0o700)
    with pytest.raises(PartFailed, match="cannot enter"):
        identity_for(folder / "closed" / "data")
    (folder / "data").mkdir()
    with pytest.raises(PartFailed, match="chown -R"):
        identity_for(folder / "data")


@ROOT_ONLY
def test_somebody_elses_runtime_folder_is_not_used(folder):
    theirs = folder / "theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    with pytest.raises(PermissionError):
        make_private(theirs)
    (folder / "link").symlink_to(folder)
    with pytest.raises((PermissionError, FileExistsError)):
        make_private(folder / "link")


def test_storage_keeps_objects_and_its_address_from_one_start_to_the_next_and_after_a_move(folder):
    with running_storage(folder / "first", durable=False) as before:
        client(before).create_bucket(Bucket="roadreel")
        client(before).put_object(Bucket="roadreel", Key="kept", Body=b"here")
    shutil.move(folder / "first", folder / "second one")
    with running_storage(folder / "second one", durable=False) as after:
        assert after == before
        assert client(after).get_object(Bucket="roadreel", Key="kept")["Body"].read() == b"here"


def test_storage_listens_on_loopback_only_refuses_strangers_and_leaves_nothing(folder):
    with Newcomers() as started, running_storage(folder, durable=False) as address:
        processes = started()
        assert {host for host, _ in listeners(processes)} == {"127.0.0.1"}
        connection = HTTPConnection(address.endpoint.removeprefix("http://"))
        connection.request("PUT", "/stranger")
        assert connection.getresponse().status == 403
        connection.close()
        assert (folder / "s3.json").stat().st_mode & 0o777 == 0o600
        ports = {port for _, port in listeners(processes)}
    wait_until_gone(processes, 5)
    assert not [
        path for path in Path("/tmp").glob("seaweedfs-*.sock") if path.stem.rsplit("-", 1)[1] in map(str, ports)
    ]


def test_two_storages_run_side_by_side(folder):
    with running_storage(folder / "a", durable=False) as one, running_storage(folder / "b", durable=False) as two:
        assert one.endpoint != two.endpoint
        assert one.secret_key != two.secret_key
        client(two).create_bucket(Bucket="only-here")
        assert client(one).list_buckets()["Buckets"] == []


def test_storage_takes_other_ports_when_its_own_are_taken(folder):
    with running_storage(folder, durable=False) as before:
        port = int(before.endpoint.rsplit(":", 1)[1])
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        with running_storage(folder, durable=False) as after:
            assert after.endpoint != before.endpoint
            client(after).list_buckets()


def test_kept_ports_survive_a_damaged_file(folder):
    file = folder / "ports.json"
    file.write_text("{")
    first = kept_ports(file, ["a"], lambda: {"a": free_ports(1)[0]})
    assert kept_ports(file, ["a"], dict) == first
    assert is_free(first["a"])
