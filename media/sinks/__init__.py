"""Everything that is made from a clip. The next one: a file here and a line in the list."""

from __future__ import annotations

from media.copying import Copyable
from media.job import Job
from media.ladder import Size
from media.observers.judges import Judges
from media.shot import Sink
from media.sinks.copied import Copied
from media.sinks.evidence import Evidence
from media.sinks.poster import Poster
from media.sinks.renditions import Renditions
from media.sinks.storyboard import Storyboards
from media.source import Source


def sinks(
    job: Job, judges: Judges, sizes: list[Size], rate: float, *, sound: bool, copied: tuple[Source, Copyable] | None
) -> tuple[Sink, ...]:
    """The sinks of one pass. From the renditions on, the pictures belong to the encoders.

    A copy needs none, and beside it only the smallest size is encoded now: the clip can be watched the sooner.
    """
    encoded, keys = (sizes, None) if copied is None else (sizes[-1:], copied[1].keys)
    return (
        Evidence(job.folder, judges),
        Poster(job.folder),
        Storyboards(job.folder),
        Renditions(job.folder, encoded, rate, sound=sound, keys=keys),
        *(() if copied is None else (Copied(job.folder, sizes, *copied),)),
    )
