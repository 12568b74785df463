"""One clip through one worker: published, or rejected with a reason."""

from store.words import ClipStatus, VerdictCode


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


def test_what_is_no_video_is_rejected_and_never_tried_again(haulage, workers):
    workers.start()
    clip = haulage.settled(haulage.send(b"this is a text, whatever its name says" * 100))
    assert (clip.status, clip.verdict_code) == (ClipStatus.REJECTED, VerdictCode.NOT_A_VIDEO)
    assert clip.attempt == 1


def test_bytes_other_than_announced_are_rejected(haulage, workers, footage):
    workers.start()
    clip = haulage.settled(haulage.send(footage(seconds=2), sha256=bytes(32)))
    assert (clip.status, clip.verdict_code) == (ClipStatus.REJECTED, VerdictCode.HASH_MISMATCH)
