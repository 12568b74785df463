from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Thread

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from media.frames import TICKS
from media.ladder import Size
from media.mp4 import MOVFLAGS

WAITING = 6  # pictures: enough to keep an encoder busy, few enough to keep memory flat
BT709 = 1  # primaries, transfer and matrix have the same number in ITU-T H.273


class Encoder(Thread):
    """One rendition: H.264 and perhaps AAC into a fragmented MP4. Feed it with `put`, end it with `put(None)`."""

    def __init__(self, path: Path, size: Size, rate: float, *, threads: int, sound: bool) -> None:
        super().__init__(name=f"encode {size.name}", daemon=True)
        self.path, self.size, self.rate, self.threads, self.sound = path, size, rate, threads, sound
        self.waiting: Queue[VideoFrame | AudioFrame | None] = Queue(WAITING)
        self.abandoned = Event()
        self.failure: BaseException | None = None
        self.start()

    def put(self, item: VideoFrame | AudioFrame | None) -> None:
        """Hand over the next picture or sound; raises what the encoder died of."""
        while self.failure is None:
            with suppress(Full):
                return self.waiting.put(item, timeout=1)
        raise self.failure

    def settle(self) -> None:
        """Wait until the file is complete."""
        self.join()
        if self.failure is not None:
            raise self.failure

    def abandon(self) -> None:
        """Stop at once; a file that is not complete goes. After `settle` this does nothing."""
        if self.is_alive():
            self.abandoned.set()
            self.join()
            self.path.unlink(missing_ok=True)

    def run(self) -> None:
        try:
            self._encode()
        except BaseException as failure:  # noqa: BLE001 - raised again in the thread that feeds us
            self.failure = failure

    def _encode(self) -> None:
        with av.open(str(self.path), "w", format="mp4", options={"movflags": MOVFLAGS, "fflags": "+bitexact"}) as box:
            video = self._video(box)
            sound = self._sound(box) if self.sound else None
            while not self.abandoned.is_set():
                try:
                    item = self.waiting.get(timeout=0.2)
                except Empty:
                    continue
                if item is None:
                    break
                if isinstance(item, VideoFrame):
                    box.mux(video.encode(item))
                elif sound is not None:
                    box.mux(sound.encode(item))
                del item  # or a picture stays until the next one comes
            for stream in (video, sound):
                if stream is not None:
                    box.mux(stream.encode(None))

    def _video(self, box: OutputContainer) -> VideoStream:
        rate = Fraction(self.rate).limit_denominator(1001)
        video = box.add_stream("libx264", rate=rate, options=options_of(self.size))
        video.width, video.height, video.pix_fmt = self.size.width, self.size.height, "yuv420p"
        video.thread_count = self.threads
        context = video.codec_context
        context.time_base = video.time_base = Fraction(1, TICKS)
        context.color_range = ColorRange.MPEG
        context.colorspace = context.color_primaries = context.color_trc = BT709
        return video

    @staticmethod
    def _sound(box: OutputContainer) -> AudioStream:
        return box.add_stream("aac", rate=48_000, layout="stereo", bit_rate=96_000)


def options_of(size: Size) -> dict[str, str]:
    """What x264 is told: constant quality with a ceiling, so that a rung stays playable on the line it is meant for.

    It looks for motion in diamonds: in hexagons, as the preset has it, it takes longer and finds the same
    (decision 26).
    """
    ceiling = round(3_000_000 * (size.width * size.height / (1280 * 720)) ** 0.75)
    return {
        "preset": "veryfast",
        "crf": "23",
        "profile": "high",
        "maxrate": str(ceiling),
        "bufsize": str(2 * ceiling),
        "forced-idr": "1",
        "x264-params": "keyint=infinite:scenecut=0:open-gop=0:me=dia",
    }
