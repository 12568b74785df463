from __future__ import annotations

from collections.abc import Iterator

from media.hiding.drawn import Drawn
from media.hiding.looks import Detector, detectors
from media.hiding.models import ModelMissing
from media.hiding.window import Window
from media.job import Job
from media.outcome import Hidden, Verdict
from media.shot import Shot


class Hiding:
    """Hides what must not be seen, or says why it could not: then a person has to look before anybody else does."""

    def __init__(self, job: Job) -> None:
        self.problem: str | None = None
        self.said: str | None = None  # by what failed, for staff
        found: list[Detector] = []
        try:
            found = detectors(job.face_model, job.plate_model) if job.hide else []
        except Exception as error:  # noqa: BLE001 - whatever OpenCV says about a file that is no model
            self._failed("models_missing" if isinstance(error, ModelMissing) else "models_failed", error)
        self.window = Window(found, Drawn(job.redactions))

    def take(self, shot: Shot) -> Iterator[Shot]:
        """The pictures that are ready now, in their order."""
        self._look(shot)
        yield from self.window.take(shot)

    def finish(self) -> Iterator[Shot]:
        """The rest of them."""
        self._look(None)
        yield from self.window.finish()

    def hidden(self) -> Hidden:
        """What was hidden."""
        return self.window.hidden()

    def verdict(self) -> Verdict | None:
        """`needs_review` when detectors were missing or failed."""
        if self.problem is None:
            return None
        return Verdict("needs_review", {"because": self.problem}, held=True)

    def _look(self, shot: Shot | None) -> None:
        try:
            if shot is None:
                self.window.look_at_last()
            else:
                self.window.look(shot)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - detectors are large and foreign; the clip is held whatever they say
            self._failed("models_failed", error)
            self.window.look_no_more()

    def _failed(self, problem: str, error: Exception) -> None:
        self.problem, self.said = problem, f"{type(error).__name__}: {error}"[:500]
