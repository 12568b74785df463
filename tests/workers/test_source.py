"""Fetching a clip's source from the real storage."""

import hashlib
from dataclasses import replace

import pytest

from media.job import Stopped
from store.clock import utc_now
from store.ids import new_id
from store.objects import ObjectStore, StorageDown
from tests.storage_proxy import storage_proxy
from tracking.clips.attempts import Attempt
from workers import source

FOOTAGE = bytes(range(256)) * 2048


@pytest.fixture
def attempt(objects, tmp_path) -> Attempt:
    file = tmp_path / "sent"
    file.write_bytes(FOOTAGE)
    objects.put("incoming/x", file, "video/mp4")
    now = utc_now()
    return Attempt(new_id(), 1, "incoming/x", len(FOOTAGE), hashlib.sha256(FOOTAGE).digest(), now, now)


def fetch(objects, attempt, path, should_stop=lambda: False, percents=None) -> bool:
    told = [] if percents is None else percents
    return source.download(objects, attempt, path, told.append, should_stop)


def test_what_was_announced_arrives_byte_for_byte(objects, attempt, tmp_path):
    percents: list[int] = []
    assert fetch(objects, attempt, tmp_path / "source", percents=percents)
    assert (tmp_path / "source").read_bytes() == FOOTAGE
    assert percents == sorted(percents)
    assert percents[-1] == 100


@pytest.mark.parametrize(("size", "sha256"), [(len(FOOTAGE) - 1, None), (len(FOOTAGE), bytes(32))])
def test_anything_else_is_not_what_was_announced(objects, attempt, tmp_path, size, sha256):
    other = replace(attempt, size=size, sha256=sha256 or attempt.sha256)
    assert not fetch(objects, other, tmp_path / "source")


def test_a_source_that_is_not_there_is_said(objects, attempt, tmp_path):
    gone = replace(attempt, key="incoming/y", size=1, sha256=bytes(32))
    with pytest.raises(FileNotFoundError):
        fetch(objects, gone, tmp_path / "source")


def test_a_worker_that_has_to_end_stops_fetching(objects, attempt, tmp_path):
    with pytest.raises(Stopped):
        fetch(objects, attempt, tmp_path / "source", should_stop=lambda: True)


def test_storage_that_crawls_is_given_up_for_now(storage_settings, objects, attempt, tmp_path, monkeypatch):
    monkeypatch.setattr(source, "LEAST_TIME_S", 0.0)
    monkeypatch.setattr(source, "SLOWEST", 10 * len(FOOTAGE))
    with storage_proxy(storage_settings.s3_endpoint) as proxy:
        proxy.pause_s = 0.1
        slow = ObjectStore(type(storage_settings)(**{**vars(storage_settings), "s3_endpoint": proxy.endpoint}))
        with pytest.raises(StorageDown):
            fetch(slow, attempt, tmp_path / "source")
