"""Whatever is sent gets a verdict: the same one each time, soon, in little memory, with no other file opened."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import av
import pytest
from PIL import Image

from media.job import Job, process
from media.outcome import Verdict
from tests.footage import make_footage, tone
from tests.media.conftest import Passed
from tests.media.hostile import ffconcat, lying, opens_of, playlist, session
from tests.media.test_photos import photo

Footage = Callable[..., Path]
Pass = Callable[..., Passed]
JobWith = Callable[..., Job]

SOON_S = 20.0  # on a busy machine; alone it takes three at most
STABLE = {"corrupt", "needs_review", "not_a_video", "too_long", "too_short", "unsupported"}
FASTSTART = {"movflags": "faststart"}
# What makes FFmpeg follow what these files say. Nobody sets the last three by accident; services do set the first.
CREDULOUS = {"safe": "0", "extension_picky": "0", "protocol_whitelist": "file,udp,rtp", "allowed_extensions": "ALL"}


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small MP4 with sound whose header comes first."""
    path = tmp_path_factory.mktemp("honest") / "clip.mp4"
    wishes = {"seconds": 1.2, "width": 64, "height": 48, "rate": 10}
    return make_footage(path, audio=True, container_options=FASTSTART, **wishes).read_bytes()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("script", "name", "demuxer"),
    [(ffconcat, "clip.mp4", "concat"), (playlist, "clip.m3u8", "hls"), (session, "clip.mp4", "sdp")],
)
def test_a_script_in_disguise_opens_nothing_beside_it(
    footage: Footage, job_with: JobWith, script: Callable[[Path], bytes], name: str, demuxer: str
) -> None:
    """The neighbour lies in the job's own folder, where no fence would keep the child from it."""
    job = job_with(script(Path("neighbour.ts")))
    neighbour = job.folder / "neighbour.ts"
    neighbour.write_bytes(footage("ts").read_bytes())
    with opens_of(neighbour) as opens:
        assert process(job).verdict == Verdict("not_a_video")
        assert opens() == 0
        disguised = (job.folder / job.source).rename(job.folder / name)
        with av.open(str(disguised), options=CREDULOUS, timeout=1) as unfenced:  # which falls for it
            assert unfenced.format.name.startswith(demuxer)
            if demuxer != "sdp":
                assert next(unfenced.decode(video=0)).width == 320
                assert opens() > 0


@pytest.mark.parametrize("start", [b"\xff\xd8\xff\xe0", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"], ids=["jpeg", "heic"])
def test_a_script_behind_the_first_bytes_of_a_photo_is_a_corrupt_photo(job_with: JobWith, start: bytes) -> None:
    job = job_with(start + ffconcat(Path("neighbour.ts")) * 50)
    neighbour = job.folder / "neighbour.ts"
    neighbour.write_bytes(b"secret")
    with opens_of(neighbour) as opens:
        assert process(job).verdict == Verdict("corrupt", {"reason": "cannot_open"}, 0.0)
        assert opens() == 0


def test_a_lie_in_any_field_of_a_header_gets_a_verdict_soon(honest: bytes, passed: Pass) -> None:
    places = range(0, honest.index(b"mdat"), 14)
    for number, at in enumerate(places):
        lie = (b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff")[number % 3]
        began = time.monotonic()
        outcome = passed(honest[:at] + lie + honest[at + 4 :], audio=True, hide=False).outcome
        assert time.monotonic() - began < SOON_S, at
        assert outcome.verdict is None or outcome.verdict.code in STABLE, (at, outcome.verdict)


@pytest.mark.parametrize(
    ("box", "offset", "value", "code"),
    [
        (b"mdhd", 16, 0, "too_long"),  # ticks a second
        (b"stts", 16, 2**31 - 1, "too_long"),  # how long a picture is shown: 6 hours of silence to encode
        (b"stts", 12, 2**32 - 1, None),  # how many pictures
        (b"stsz", 12, 2**32 - 1, "corrupt"),
        (b"stco", 12, 2**32 - 1, "corrupt"),  # where they are
        (b"tkhd", 80, 2**32 - 1, None),  # how wide; the pictures know better
        (b"mdat", -4, 2**32 - 1, None),  # bytes of pictures
    ],
)
def test_the_lies_that_cost_most_are_found_out(
    honest: bytes, passed: Pass, box: bytes, offset: int, value: int, code: str | None
) -> None:
    began = time.monotonic()
    verdicts = [
        passed(lying(honest, box, offset, value), audio=True, hide=False, max_duration_s=60.0).outcome.verdict
        for _ in range(2)
    ]
    assert time.monotonic() - began < SOON_S
    assert verdicts[0] == verdicts[1]
    assert (verdicts[0].code if verdicts[0] else None) == code


def test_sound_from_years_ahead_is_left_out(footage: Footage, passed: Pass) -> None:
    made = passed(footage("mkv", seconds=2, audio=True, late_sound=700_000.0), audio=True, hide=False)
    assert made.outcome.verdict is None
    assert made.outcome.duration_s == pytest.approx(2.0, abs=0.1)
    with av.open(str(made.folder / made.outcome.renditions[0].file)) as box:
        sound = sum(frame.samples for frame in box.decode(audio=0))
    assert sound / 48_000 == pytest.approx(2.0, abs=0.2)


@pytest.mark.parametrize("side", [16, 65_000])
def test_a_photo_that_lies_about_its_size_is_refused(job_with: JobWith, side: int) -> None:
    honest = photo("HEIF", (320, 240))
    sides = side.to_bytes(4, "big") * 2
    outcome = process(job_with(lying(honest, b"ispe", 8, int.from_bytes(sides, "big"), 8)))
    assert outcome.verdict is not None
    assert outcome.verdict.code == ("corrupt" if side == 16 else "unsupported")
    assert (outcome.peak_memory or 0) < 200 * 1024**2


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_a_lie_in_any_field_of_a_photo_gets_a_verdict(kind: str, passed: Pass) -> None:
    honest = photo(kind, (64, 64))
    for at in range(4, 640, 6):
        outcome = passed(honest[:at] + b"\0\0" + honest[at + 2 :], judge=False, hide=False).outcome
        assert outcome.verdict is None or outcome.verdict.code in STABLE, (at, outcome.verdict)


def test_of_several_photos_in_a_file_only_the_first_is_shown(passed: Pass) -> None:
    album = BytesIO()
    first, second = Image.new("RGB", (320, 240), (180, 40, 30)), Image.new("RGB", (4000, 4000))
    first.save(album, "MPO", save_all=True, append_images=[second])
    made = passed(album.getvalue(), judge=False, hide=False)
    assert (made.outcome.verdict, made.outcome.width, made.outcome.height) == (None, 320, 240)
    assert made.frames()[0].to_ndarray(format="rgb24")[..., 0].mean() > 150


@pytest.mark.parametrize("cover", [False, True], ids=["sound", "sound with a cover"])
def test_sound_alone_is_no_video(passed: Pass, tmp_path: Path, *, cover: bool) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as box:
        sound = box.add_stream("aac", rate=48_000, layout="stereo")
        if cover:
            art = box.add_stream("mjpeg", rate=1)
            art.width, art.height, art.pix_fmt = 640, 480, "yuvj420p"
            art.disposition = av.stream.Disposition.attached_pic
            picture = av.Packet(photo())
            picture.stream, picture.pts, picture.dts = art, 0, 0
            box.mux(picture)
        for frame in tone(2):
            box.mux(sound.encode(frame))
        box.mux(sound.encode(None))
    with av.open(str(path)) as box:
        assert len(box.streams.video) == cover  # which a player without this check would show as a clip
    assert passed(path).outcome.verdict == Verdict("not_a_video", {"reason": "no_pictures"})


def test_a_stream_that_never_ends_is_given_up_at_the_longest_length(footage: Footage, passed: Pass) -> None:
    once = footage("ts", seconds=2, width=64, height=48).read_bytes()
    began = time.monotonic()
    made = passed(once * 200, max_duration_s=10.0, hide=False)  # its clock starts again with each round
    assert made.outcome.verdict == Verdict("too_long", {"max_s": 10.0}, 10.0)
    assert time.monotonic() - began < SOON_S
