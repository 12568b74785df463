"""One clip through one worker: published, or rejected with a reason."""

from pathlib import Path

import pytest

from store.words import ClipStatus, Locale, VerdictCode
from tests.media.hostile import ffconcat, lying, playlist
from tests.workers.conftest import until
from tracking.sentences import advice, sentence


def test_footage_becomes_a_playable_clip_in_its_buyer_s_timeline(haulage, workers, footage):
    workers.start()
    clip_id = haulage.send(footage(seconds=2))
    clip = haulage.settled(clip_id)
    assert clip.status is ClipStatus.PUBLISHED, (clip.verdict_code, clip.failure)
    assert 1.9 < clip.duration_s < 2.1
    assert (clip.width, clip.height, clip.percent) == (320, 180, 100)
    haulage.assert_published_once(clip_id, attempt=1)
    _, renditions, entries = haulage.shown(clip_id)
    assert {rendition.kind for rendition in renditions} == {"video", "poster", "storyboard"}
    assert entries[0].code == "clip_published_at"


def test_the_log_says_how_long_each_step_took(haulage, workers, footage):
    workers.start()
    clip_id = haulage.send(footage(seconds=2))
    haulage.settled(clip_id)
    told = until(lambda: [line for line in workers.said() if line["event"] == "published"])[0]
    assert (told["clip"], told["attempt"]) == (clip_id.hex, 1)
    assert set(told["seconds"]) == {"download", "probe", "pass", "check", "store"}
    assert 0 < told["seconds"]["pass"] < 60
    assert 0 < told["cpu_s"] < 60


def test_what_is_no_video_is_rejected_and_never_tried_again(haulage, workers):
    workers.start()
    clip = haulage.settled(haulage.send(b"this is a text, whatever its name says" * 100))
    assert (clip.status, clip.verdict_code) == (ClipStatus.REJECTED, VerdictCode.NOT_A_VIDEO)
    assert clip.attempt == 1


def test_a_worker_goes_on_after_each_bad_file(haulage, workers, footage):
    good = footage(seconds=2)
    neighbour = Path("neighbour.mp4")
    bad = {
        "empty of meaning": bytes(20_000),
        "a script": ffconcat(neighbour),
        "a playlist": playlist(neighbour),
        "torn": good[: len(good) // 2],
        "half a photo": b"\xff\xd8\xff\xe0" + good[:5000],
        "pictures of hours": lying(good, b"stts", 16, 2**31 - 1),
    }
    sent = {name: haulage.send(data) for name, data in bad.items()}
    last = haulage.send(good)
    worker = workers.start()
    assert haulage.settled(last, within_s=120).status is ClipStatus.PUBLISHED
    for name, clip_id in sent.items():
        clip = haulage.settled(clip_id)
        assert (clip.status, clip.attempt) == (ClipStatus.REJECTED, 1), (name, clip.failure)
    assert worker.poll() is None
    haulage.assert_published_once(last, attempt=1)


def test_bytes_other_than_announced_are_rejected(haulage, workers, footage):
    workers.start()
    clip = haulage.settled(haulage.send(footage(seconds=2), sha256=bytes(32)))
    assert (clip.status, clip.verdict_code) == (ClipStatus.REJECTED, VerdictCode.HASH_MISMATCH)


def test_too_dark_is_told_early_and_rejected_with_a_still_and_its_track(haulage, workers, footage):
    workers.start()
    clip_id = haulage.send(footage(seconds=8, width=640, height=360, brightness=20, speck=True))
    early = until(lambda: (clip := haulage.clip(clip_id)).verdict_code and clip)
    assert early.verdict_code is VerdictCode.TOO_DARK
    clip = haulage.settled(clip_id)
    assert (clip.status, clip.verdict_code) == (ClipStatus.REJECTED, VerdictCode.TOO_DARK)
    assert len(clip.quality["track"]["light"]) == 8
    _cuts, (still,), _entries = haulage.shown(clip_id)
    assert list(haulage.objects.keys(f"published/{clip_id.hex}/")) == [still.key]
    assert still.kind == "still"


@pytest.mark.parametrize(
    ("seconds", "code"), [(0.4, VerdictCode.TOO_SHORT), (3, VerdictCode.TOO_LONG), (1.5, VerdictCode.CORRUPT)]
)
def test_a_driver_can_be_told_in_words_what_to_film_instead(haulage, workers, footage, seconds, code):
    workers.start(MAX_CLIP_S="2")
    whole = footage(seconds=seconds)
    sent = bytes([*whole[:600], *(byte ^ 0x5A for byte in whole[600:])]) if code is VerdictCode.CORRUPT else whole
    clip = haulage.settled(haulage.send(sent))
    assert clip.status is ClipStatus.REJECTED
    assert clip.verdict_code is code or (code is VerdictCode.CORRUPT and clip.verdict_code is VerdictCode.NOT_A_VIDEO)
    for language in Locale:
        for say in (sentence, advice):
            assert "{" not in say(clip.verdict_code, clip.verdict_params, language)
