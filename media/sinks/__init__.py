"""Everything that is made from a clip. The next one: a file here and a line in the list."""

from __future__ import annotations

from media.job import Job
from media.ladder import Size
from media.observers.judges import Judges
from media.shot import Sink
from media.sinks.evidence import Evidence
from media.sinks.poster import Poster
from media.sinks.renditions import Renditions
from media.sinks.storyboard import Storyboards


def sinks(job: Job, judges: Judges, sizes: list[Size], rate: float, *, sound: bool) -> tuple[Sink, ...]:
    """The sinks of one pass. Renditions come last: from then on the pictures belong to the encoders."""
    return (
        Evidence(job.folder, judges),
        Poster(job.folder),
        Storyboards(job.folder),
        Renditions(job.folder, sizes, rate, sound=sound),
    )
