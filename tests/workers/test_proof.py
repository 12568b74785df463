"""What vouches for a clip, from the source's bytes to the file that its buyer downloads."""

import hashlib
import io
from dataclasses import replace

import c2pa
import pytest

from media.job import BadCertificate
from store.settings import BadSettings
from store.words import ClipStatus
from tests.certificates import signing_certificate
from workers.signing import check_certificate
from workers.trying import is_around_us


def stored(haulage, rendition):
    return b"".join(haulage.objects.chunks(rendition.key, 1024**2))


def test_a_cut_is_vouched_for_by_hashes_times_and_the_carrier(haulage, workers, footage):
    workers.start()
    sent = footage(seconds=2)
    clip_id = haulage.send(sent)
    clip = haulage.settled(clip_id)
    assert clip.status is ClipStatus.PUBLISHED, (clip.verdict_code, clip.failure)
    [cut], renditions, [entry] = haulage.shown(clip_id)
    best = max((each for each in renditions if each.kind == "video"), key=lambda each: each.width)
    assert cut.proof["sha256"] == {
        "source": hashlib.sha256(sent).hexdigest(),
        "download": hashlib.sha256(stored(haulage, best)).hexdigest(),
    }
    assert cut.proof["carrier"] == haulage.carrier.name
    assert cut.proof["captured_at"] <= cut.proof["received_at"] <= cut.proof["published_at"]
    assert (cut.proof["signed"], cut.proof["clocks"]) == (False, "unknown")
    assert hashlib.sha256(sent).hexdigest() in entry.body_en


def test_what_buyers_download_is_signed_where_there_is_a_certificate(haulage, workers, footage):
    certificates, key = signing_certificate()
    workers.start(C2PA_CERTIFICATE=certificates, C2PA_KEY=key)
    clip_id = haulage.send(footage(seconds=2))
    assert haulage.settled(clip_id).status is ClipStatus.PUBLISHED
    [cut], renditions, _ = haulage.shown(clip_id)
    best = max((each for each in renditions if each.kind == "video"), key=lambda each: each.width)
    content = stored(haulage, best)
    assert cut.proof["signed"] is True
    assert (len(content), hashlib.sha256(content).hexdigest()) == (best.size, cut.proof["sha256"]["download"])
    assert content[best.segments[0][0] :][4:8] == b"moof"
    with c2pa.Reader("video/mp4", io.BytesIO(content)) as manifest:
        assert manifest.get_validation_state() == "Valid"
        told = {each["label"]: each["data"] for each in manifest.get_active_manifest()["assertions"]}
    assert told["org.roadreel.clip"]["source_sha256"] == cut.proof["sha256"]["source"]


def test_a_certificate_that_cannot_sign_stops_the_start_and_one_that_ran_out_makes_clips_wait(settings):
    ours, other = signing_certificate(), signing_certificate()
    check_certificate(replace(settings, c2pa_certificate=ours.certificates, c2pa_key=ours.key))
    with pytest.raises(BadSettings, match="ROADREEL_C2PA_CERTIFICATE"):
        check_certificate(replace(settings, c2pa_certificate=ours.certificates, c2pa_key=other.key))
    assert is_around_us(BadCertificate("expired"))
