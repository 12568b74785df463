"""Storage that fails while a worker needs it: the clip waits and is published when storage is well again."""

import pytest

from store.words import ClipStatus
from tests.storage_proxy import storage_proxy
from tests.workers.conftest import until


@pytest.fixture
def proxy(own_settings):
    with storage_proxy(own_settings.s3_endpoint) as proxy:
        yield proxy


@pytest.mark.parametrize("methods", [(b"GET",), (b"PUT",)])
def test_a_burst_of_503_puts_the_clip_off_and_is_not_held_against_it(haulage, workers, proxy, footage, methods):
    proxy.refusing = methods
    workers.start(S3_ENDPOINT=proxy.endpoint)
    clip_id = haulage.send(footage(seconds=2))
    until(lambda: "put_off" in workers.log.read_text("utf-8"))
    assert proxy.refused
    assert haulage.clip(clip_id).status is not ClipStatus.REJECTED
    proxy.refusing = ()
    clip = haulage.settled(clip_id)
    assert clip.strikes == 0
    haulage.assert_published_once(clip_id, attempt=clip.attempt)


def test_a_worker_killed_between_outputs_leaves_nothing_behind(haulage, workers, proxy, footage):
    proxy.pause_s = 0.4
    slow = workers.start(S3_ENDPOINT=proxy.endpoint)
    clip_id = haulage.send(footage(seconds=2))
    until(lambda: list(haulage.objects.keys(f"published/{clip_id.hex}/1/")))
    slow.kill()
    slow.wait()
    assert haulage.clip(clip_id).status is ClipStatus.PROCESSING
    workers.start()
    haulage.settled(clip_id)
    until(lambda: not list(haulage.objects.keys(f"published/{clip_id.hex}/1/")))
    haulage.assert_published_once(clip_id, attempt=2)
