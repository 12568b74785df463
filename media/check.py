"""Play back what was written before it counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import av
import av.error

from media.outcome import Outcome, Rendition
from media.source import UNDECODED

DECODED = 4  # key frames of each rendition: what is written once is written in the same way everywhere


class BadOutput(Exception):
    """We wrote something that cannot be played: our fault, not the footage's."""


def check_outputs(outcome: Outcome, folder: Path) -> None:
    """Read every rendition to its end and decode the first pictures of some segments; raises BadOutput."""
    for rendition in outcome.renditions:
        if rendition.frames != outcome.frames:
            raise BadOutput(f"{rendition.file}: {rendition.frames} pictures of {outcome.frames}")
    with ThreadPoolExecutor(len(outcome.renditions)) as threads:
        list(threads.map(lambda rendition: _check(rendition, folder / rendition.file), outcome.renditions))


def _check(rendition: Rendition, path: Path) -> None:
    try:
        _play(rendition, path)
    except (av.error.FFmpegError, ValueError) as error:
        raise BadOutput(f"{rendition.file}: {error}") from error


def _play(rendition: Rendition, path: Path) -> None:
    segments = rendition.segments
    for one, after in pairwise(segments):
        if one.offset + one.size != after.offset:
            raise ValueError("segments do not touch")
    if segments[-1].offset + segments[-1].size != rendition.size:
        raise ValueError("segments do not reach the end")
    with av.open(str(path), format="mov", options=UNDECODED) as box:
        video = box.streams.video[0]
        video.thread_count = 1  # each decodes alone, and the others at the same time
        keys = shown = packets = 0
        looked_at = evenly_chosen(len(segments))
        for packet in box.demux(video):
            packets += bool(packet.size)
            if packet.is_keyframe and packet.size:
                keys += 1
                if keys not in looked_at:
                    continue
                shown += sum(
                    (frame.width, frame.height) == (rendition.width, rendition.height) for frame in packet.decode()
                )
                shown += len(video.codec_context.decode(None))
                video.codec_context.flush_buffers()
    if packets != rendition.frames:
        raise ValueError(f"{packets} packets, {rendition.frames} written")
    if shown != len(looked_at) or keys < len(segments):  # more where sound came too late for the first cut
        raise ValueError(f"{keys} key frames, {shown} shown, {len(segments)} segments")


def evenly_chosen(count: int) -> set[int]:
    """At most `DECODED` of the numbers from 1 to `count`, evenly, with the first and the last one."""
    if count <= DECODED:
        return set(range(1, count + 1))
    return {1 + round(number * (count - 1) / (DECODED - 1)) for number in range(DECODED)}
