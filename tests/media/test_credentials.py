"""Content Credentials: those that sources bring, and those that we sign into what buyers download."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import av
import c2pa
import pytest

from media.job import BadCertificate, Job, process
from media.mp4 import boxes
from media.outcome import Rendition
from media.signing import Signer, signed
from media.source_credentials import OFFLINE, credentials_of
from tests.certificates import signing_certificate
from tests.media.conftest import Passed

Footage = Callable[..., Path]
Pass = Callable[..., Passed]
FACTS = {"source_sha256": "ab" * 32, "hidden": {"faces": 2, "plates": 0}}


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer(*signing_certificate())


def read_back(path: Path) -> c2pa.Reader:
    with path.open("rb") as file:
        return c2pa.Reader("video/mp4", file, context=c2pa.Context(c2pa.Settings.from_dict(OFFLINE)))


def signed_top(made: Passed, signer: Signer) -> Rendition:
    return signed(made.outcome.renditions[0], made.folder, signer, FACTS)


def test_a_signed_rendition_plays_and_its_table_fits_the_moved_bytes(
    footage: Footage, passed: Pass, signer: Signer
) -> None:
    made = passed(footage())
    before = made.outcome.renditions[0]
    plain = (made.folder / before.file).read_bytes()
    after = signed_top(made, signer)
    path = made.folder / after.file
    content = path.read_bytes()
    assert read_back(path).get_validation_state() == "Valid"
    assert (after.size, after.sha256) == (len(content), sha256(content).hexdigest())
    for was, now in zip(before.segments, after.segments, strict=True):
        assert content[now.offset :][: now.size] == plain[was.offset :][: was.size]
        assert now.duration_s == was.duration_s
    assert [box.kind for box in boxes(content[: after.init[1]])] == [b"ftyp", b"uuid", b"moov"]
    with av.open(str(path)) as box:
        assert sum(1 for _ in box.decode(video=0)) == made.outcome.frames


def test_the_manifest_says_what_was_hidden_and_names_nobody(footage: Footage, passed: Pass, signer: Signer) -> None:
    made = passed(footage())
    manifest = read_back(made.folder / signed_top(made, signer).file).get_active_manifest()
    assert manifest is not None
    said = {each["label"]: each["data"] for each in manifest["assertions"]}
    assert said["org.roadreel.clip"] == FACTS
    assert [step["action"] for step in said["c2pa.actions.v2"]["actions"]] == [
        "c2pa.created",
        "c2pa.transcoded",
        "c2pa.edited",
    ]
    assert "thumbnail" not in manifest


def test_what_a_source_signed_is_read_inside_the_fence(
    footage: Footage, passed: Pass, job_with: Callable[..., Job], signer: Signer
) -> None:
    made = passed(footage())
    outcome = process(job_with(made.folder / signed_top(made, signer).file))
    assert outcome.verdict is None
    assert outcome.credentials is not None
    assert outcome.credentials["state"] == "valid"
    assert outcome.credentials["generator"] == "Roadreel"
    assert outcome.credentials["issuer"] == "Roadreel tests"
    assert outcome.credentials["report"]["active_manifest"]


def test_a_source_changed_after_it_was_signed_is_told_apart(footage: Footage, passed: Pass, signer: Signer) -> None:
    made = passed(footage())
    path = made.folder / signed_top(made, signer).file
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    told = credentials_of(path, "mov")
    assert told is not None
    assert told["state"] == "invalid"


def test_a_manifest_that_is_rubbish_is_unreadable_and_one_that_is_missing_is_none(
    footage: Footage, passed: Pass, signer: Signer
) -> None:
    made = passed(footage())
    assert credentials_of(made.folder / "source", "mov") is None
    assert credentials_of(made.folder / "source", "matroska") is None
    path = made.folder / signed_top(made, signer).file
    content = bytearray(path.read_bytes())
    box = next(box for box in boxes(bytes(content)) if box.kind == b"uuid")
    content[box.body + 40 : box.end] = bytes(box.end - box.body - 40)
    path.write_bytes(content)
    assert credentials_of(path, "mov") == {"state": "unreadable"}


@pytest.mark.parametrize(
    ("certificates", "key", "why"),
    [
        ("own", "nonsense", "must be PEM"),
        ("nonsense", "own", "must be PEM"),
        ("own", "another", "not the one of the first certificate"),
    ],
)
def test_a_certificate_that_cannot_sign_is_named(certificates: str, key: str, why: str, signer: Signer) -> None:
    other = Signer(*signing_certificate())
    keys = {"own": signer.key, "another": other.key, "nonsense": "no key"}
    chains = {"own": signer.certificates, "nonsense": "no certificate"}
    with pytest.raises(BadCertificate, match=why):
        Signer(chains[certificates], keys[key]).algorithm()
