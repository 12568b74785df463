from __future__ import annotations

from pathlib import Path

from media.copying import Copyable, copy_pictures
from media.ladder import Size
from media.outcome import Outcome
from media.shot import Shot
from media.sinks.renditions import described
from media.source import Source


class Copied:
    """The largest size as the source has it. Those between it and the smallest are still to be made, from it."""

    def __init__(self, folder: Path, sizes: list[Size], source: Source, plan: Copyable) -> None:
        self.size, self.owed = sizes[0], sizes[1:-1]
        self.path, self.source, self.plan = folder / f"{self.size.name}.mp4", source, plan

    def take(self, shot: Shot) -> None:
        """Nothing: packets are copied at the end, when it is known that nothing had to be hidden."""

    def finish(self, outcome: Outcome) -> None:
        """Put it before the smallest one."""
        copy_pictures(self.source, self.plan, self.path, self.path.with_name(outcome.renditions[0].file))
        outcome.renditions.insert(0, described(self.path, self.size, outcome))
        outcome.owed = [size.name for size in self.owed]

    def abandon(self) -> None:
        """Nothing runs."""
