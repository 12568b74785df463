"""Sound as every rendition gets it: 48 kHz stereo without holes, in step with the pictures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from media.frames import TICKS

RATE = 48_000
SLACK = RATE // 10  # samples; nobody hears a tenth of a second between picture and sound
LATE = 4.0  # seconds by which a file may store sound after its pictures
CHUNK = RATE  # samples of silence at a time


class Sound:
    """Evens out one stream of at most `longest` seconds. Holes become silence; what comes twice, before the first
    picture or after the longest time is left out: a time that lies would be filled with years of silence.
    """

    def __init__(self, longest: float) -> None:
        self.resampler = _resampler()
        self.next = 0  # samples made so far
        self.last = round(longest * RATE)

    def even(self, frame: AudioFrame) -> Iterator[AudioFrame]:
        """What to encode for `frame`, whose `pts` are ticks from the first picture."""
        at = self.next if frame.pts is None else round(frame.pts * RATE / TICKS)
        if at < self.next - SLACK or at > self.last:
            return
        if at > self.next + SLACK:
            yield from self.silence(at)
        frame.pts = None
        for even in self._resampled(frame):
            yield self._stamped(even)

    def until(self, at: float) -> Iterator[AudioFrame]:
        """Silence up to second `at` where there was no sound: a track that stops would hold up every segment."""
        yield from self.silence(round(at * RATE))

    def silence(self, end: int) -> Iterator[AudioFrame]:
        """Nothing to hear until sample `end`."""
        end = min(end, self.last)
        while end > self.next:
            yield self._stamped(_silence(min(CHUNK, end - self.next)))

    def _resampled(self, frame: AudioFrame) -> list[AudioFrame]:
        try:
            return self.resampler.resample(frame)
        except (ValueError, av.error.FFmpegError):  # another rate or layout from here on, or damage
            self.resampler = _resampler()
            return []

    def _stamped(self, frame: AudioFrame) -> AudioFrame:
        frame.pts, frame.time_base = self.next, Fraction(1, RATE)
        self.next += frame.samples
        return frame


def _resampler() -> AudioResampler:
    return AudioResampler("fltp", "stereo", RATE)


def _silence(samples: int) -> AudioFrame:
    frame = AudioFrame.from_ndarray(np.zeros((2, samples), np.float32), "fltp", "stereo")
    frame.sample_rate = RATE
    return frame
