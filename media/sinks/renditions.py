from __future__ import annotations

import os
from hashlib import file_digest
from pathlib import Path

from av.audio.frame import AudioFrame
from av.video.frame import PictureType

from media.check import BadOutput
from media.ladder import Size
from media.mp4 import average_bandwidth, bandwidth, correct_index, read_fragments
from media.outcome import Outcome, Rendition
from media.shot import Seconds, Shot
from media.sinks.encoder import Encoder

FIRST_SEGMENTS = (1.0, 2.0)  # ends of the short ones, in seconds: a player can start after the first
SEGMENT: Seconds = 2.0


class Renditions:
    """Encodes every size at once, each on a thread of its own, with key frames at the same pictures."""

    def __init__(
        self, folder: Path, sizes: list[Size], rate: float, *, sound: bool, keys: frozenset[int] | None = None
    ) -> None:
        self.folder, self.rate, self.sound = folder, rate, sound
        cores = os.cpu_count() or 1
        self.encoders = [
            Encoder(folder / f"{size.name}.mp4", size, rate, threads=max(1, cores >> place), sound=sound)
            for place, size in enumerate(sizes)
        ]
        self.keys = keys  # where the segments begin, in ticks; None: where it suits players best
        self.cut_at: Seconds = 0.0

    def take(self, shot: Shot) -> None:
        key = shot.at >= self.cut_at if self.keys is None else shot.ticks in self.keys
        while shot.at >= self.cut_at:
            self.cut_at = next((end for end in FIRST_SEGMENTS if end > self.cut_at), self.cut_at + SEGMENT)
        smaller = shot.pictures[len(shot.pictures) - len(self.encoders) :]  # all, or the smallest beside a copy
        for picture, encoder in zip(smaller, self.encoders, strict=True):
            picture.pict_type = PictureType.I if key else PictureType.NONE
            encoder.put(picture)

    def hear(self, sound: AudioFrame) -> None:
        for encoder in self.encoders:
            encoder.put(sound)

    def finish(self, outcome: Outcome) -> None:
        for encoder in self.encoders:
            encoder.put(None)
        for encoder in self.encoders:
            encoder.settle()
        outcome.renditions = [described(encoder.path, encoder.size, outcome) for encoder in self.encoders]

    def abandon(self) -> None:
        for encoder in self.encoders:
            encoder.abandon()


def described(path: Path, size: Size, outcome: Outcome) -> Rendition:
    """Describe a file by what is in it, not by what was asked for. Raises BadOutput."""
    read = read_fragments(path, outcome.duration_s or 0.0)
    correct_index(path, read)
    if not all(read.starts_with_key):
        raise BadOutput(f"{path.name}: a segment cannot be played alone")
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Rendition(
        name=size.name,
        file=path.name,
        width=size.width,
        height=size.height,
        size=read.size,
        sha256=digest,
        bandwidth=bandwidth(read.segments),
        average_bandwidth=average_bandwidth(read.segments),
        codecs=read.codecs,
        frame_rate=outcome.frame_rate or 0.0,
        frames=read.samples,
        duration_s=round(sum(segment.duration_s for segment in read.segments), 3),
        init=read.init,
        segments=read.segments,
        has_audio="mp4a" in read.codecs,
    )
