from __future__ import annotations

from collections.abc import Iterator, Sequence

from media.hiding.boxes import Box, Kind, Patch
from media.job import Redaction


class Drawn:
    """Boxes that a person drew over some seconds of the clip."""

    def __init__(self, redactions: Sequence[Redaction]) -> None:
        self.boxes = [(Box(each.x, each.y, each.w, each.h), each.from_s, each.to_s) for each in redactions]

    def at(self, at: float) -> Iterator[Patch]:
        """Those to hide in the picture at this second."""
        for box, begins, ends in self.boxes:
            if begins <= at <= ends:
                yield Patch(Kind.DRAWN, box)
