"""How much of the machine a clip gets: little processor time to begin with, more with every picture that comes out.

Time on the processor is the footage's own and gives a verdict, so there is room in it for a machine eight times
slower than ours. Time on the clock is the machine's, and only makes us try again.
"""

from __future__ import annotations

import resource
from math import ceil

from media.job import Job, Limits

BYTE_S = 1e-6  # reading and decoding: 0.1 microseconds at 80 Mb a second and core
# For decoding, looking, hiding and encoding. Measured in all: 0.07 s at 1080p, 0.1 s at 2160p.
PICTURE_S, PIXEL_S = 0.2, 200e-9
DISK_A_SECOND = 2_000_000  # bytes: all sizes at the ceilings of their rates take 1.2 million
MOST_CPU_S = 60  # for each second of the longest clip, whatever comes out
MOST_WALL_S = 30
GRACE_S = 5  # between being told and being killed


def first_cpu_s(limits: Limits, size: int) -> int:
    """Seconds for a source of so many bytes, before any picture came out."""
    return ceil(limits.cpu_s + size * BYTE_S)


def most_cpu_s(limits: Limits, job: Job, size: int) -> int:
    """Seconds that no picture adds anything to."""
    return first_cpu_s(limits, size) + ceil(MOST_CPU_S * job.max_duration_s)


def most_wall_s(limits: Limits, job: Job) -> float:
    """Seconds after which it is not waited for, however much it still has to say."""
    return limits.quiet_s + MOST_WALL_S * job.max_duration_s if limits.wall_s is None else limits.wall_s


def most_disk(limits: Limits, job: Job, size: int) -> int:
    """Bytes that may be written beside the source: it may be copied, and everything else be encoded."""
    return int(limits.disk + size + DISK_A_SECOND * job.max_duration_s)


class Allowance:
    """What pictures earn, given to this process second by second. A header that promises many earns nothing."""

    def __init__(self) -> None:
        self.earned = 0.0

    def picture(self, pixels: int) -> None:
        """A picture came out that is shown."""
        self.earned += PICTURE_S + PIXEL_S * pixels
        whole = int(self.earned)
        if whole:
            self.earned -= whole
            _allow_more(whole)


def _allow_more(seconds: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft == resource.RLIM_INFINITY:  # in no child of ours
        return
    most = soft + seconds if hard == resource.RLIM_INFINITY else max(soft, min(soft + seconds, hard - GRACE_S))
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
