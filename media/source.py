"""Open one source file without trusting it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import av
import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from media.lists_claimed import too_many_programs, too_many_tags
from media.outcome import Verdict
from media.samples_claimed import claims_too_many
from media.sniff import container_of

MODERN = ("h264", "hevc", "vp8", "vp9", "libdav1d", "av1")
OLDER = ("mpeg4", "msmpeg4", "msmpeg4v2", "h263", "mpeg2video", "mjpeg")  # yard cameras last for decades
DECODERS = (*MODERN, *OLDER)
SOUND_DECODERS = ("aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "ac3", "eac3", "amrnb", "amrwb", "flac")
RAW_SOUND = ("pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_u8", "pcm_alaw", "pcm_mulaw", "pcm_f32le")
MOST_STREAMS = 64  # cameras write seven at most; each costs memory before anybody knows what it is
FAR = 3000  # packets to read on from a key frame
MAX_PIXELS = 8192 * 4320  # of one picture; a larger one is a bomb


class Refused(Exception):
    """The footage cannot be used, and why."""

    def __init__(self, code: str, at_s: float | None = None, **params: int | float | str) -> None:
        super().__init__(code)
        self.verdict = Verdict(code, params, at_s)

    @classmethod
    def as_said(cls, verdict: Verdict) -> Refused:
        """Stop with a verdict that was reached elsewhere."""
        return cls(verdict.code, verdict.at_s, **verdict.params)


@dataclass(frozen=True)
class Source:
    """An open file and the one stream of pictures in it that counts."""

    container: InputContainer
    video: VideoStream
    format: str


# FFmpeg decodes some pictures of every file to learn what MP4 says in its header anyway, but for the pixel format.
UNDECODED = {"skip_frame": "all"}
# Names and titles that are not UTF-8 must not keep a clip from opening. From PyAV 19 on that is how it always reads.
LENIENT: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}


@contextmanager
def opened(path: Path, *, at_a_glance: bool = False) -> Iterator[Source]:
    """Open `path` with a demuxer chosen by its first bytes and decoders from a short list.

    `at_a_glance` is for whoever wants pictures soon and knows their pixel format from them.

    Raises Refused with not_a_video, unsupported or corrupt.
    """
    demuxer = container_of(path)
    if demuxer is None:
        raise Refused("not_a_video")
    if demuxer == "mov" and (reason := claims_too_many(path)) is not None:
        raise Refused("unsupported", reason=reason)
    if demuxer == "mpegts" and too_many_programs(path):
        raise Refused("unsupported", reason="too_many_programs")
    if demuxer == "matroska" and too_many_tags(path):
        raise Refused("unsupported", reason="too_many_tags")
    try:
        container = av.open(
            str(path),
            format=demuxer,
            options={"max_pixels": str(MAX_PIXELS), **(UNDECODED if at_a_glance and demuxer == "mov" else {})},
            container_options={
                "max_streams": str(MOST_STREAMS),
                "protocol_whitelist": "file",
                "codec_whitelist": ",".join((*DECODERS, *SOUND_DECODERS, *RAW_SOUND)),
            },
            **LENIENT,
        )
    except av.error.MemoryError as error:  # which is also what it says of a stream too many
        raise Refused("unsupported", reason="too_many_streams", max=MOST_STREAMS) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise Refused("corrupt", reason="cannot_open") from error
    with container:
        yield Source(container, _moving_pictures(container), demuxer)


def lasts_longer(source: Source, seconds: float) -> bool:
    """Whether there really is a picture after `seconds`. Asked first, so that an hour need not be encoded to know."""
    video, container = source.video, source.container
    if (container.duration or 0) <= seconds * 1_000_000 or not video.time_base:
        return False
    start = video.start_time or 0
    found = False
    with suppress(av.error.FFmpegError, IndexError):
        container.seek(start + int(seconds / video.time_base), stream=video)  # to the key frame before
        found = any(
            packet.pts is not None and (packet.pts - start) * video.time_base > seconds
            for packet in islice(container.demux(video), FAR)
        )
    with suppress(av.error.FFmpegError):
        container.seek(start, stream=video)
    return found


def _moving_pictures(container: InputContainer) -> VideoStream:
    """The largest video stream that is no cover art."""
    still = Disposition.attached_pic | Disposition.timed_thumbnails
    streams = [stream for stream in container.streams.video if not stream.disposition & still]
    if not streams:
        raise Refused("not_a_video", reason="no_pictures")
    known = [stream for stream in streams if _decoder(stream) in DECODERS]
    if not known:
        raise Refused("unsupported", codec=_decoder(streams[0]) or "unknown")
    video = max(known, key=lambda stream: stream.width * stream.height)
    if video.width * video.height > MAX_PIXELS:
        raise Refused("unsupported", reason="too_large", width=video.width, height=video.height)
    return video


def _decoder(stream: VideoStream) -> str | None:
    context = stream.codec_context  # None when FFmpeg has no decoder at all, whatever the types say
    return context.name if context is not None else None


def decodable_sound(source: Source) -> AudioStream | None:
    """The first sound stream that we have a decoder for."""
    for stream in source.container.streams.audio:
        context = stream.codec_context
        if context is not None and context.name in (*SOUND_DECODERS, *RAW_SOUND) and stream.rate:
            return stream
    return None
