"""What the rest of Roadreel asks for: a job, its limits, and `process`, which runs it in a child of its own.

Whose failure is it? A `Verdict` is about the footage and stays the same however often it is tried. An exception from
`process` is about us, or about this machine now, and trying again may help.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from media.outcome import Disposition, Hidden, Outcome, Rendition, Segment, Still, Storyboard, Verdict

__all__ = [
    "BadCertificate",
    "ChildDied",
    "ChildTimedOut",
    "Disposition",
    "Hidden",
    "Job",
    "Limits",
    "NoFence",
    "OutOfMemory",
    "Outcome",
    "Redaction",
    "Rendition",
    "Segment",
    "Step",
    "Still",
    "Stopped",
    "Storyboard",
    "Verdict",
    "process",
]


class Step(StrEnum):
    PROBE = "probe"
    LOOK = "look"  # at a few pictures
    PASS = "pass"  # noqa: S105 - the one pass over the clip
    CHECK = "check"


@dataclass(frozen=True)
class Redaction:
    """A box to hide from `from_s` to `to_s`; x, y, w, h are fractions of the upright picture, from its top left."""

    x: float
    y: float
    w: float
    h: float
    from_s: float
    to_s: float


@dataclass(frozen=True)
class Job:
    """One clip. `source` is a plain name, given by us, of a file in `folder`; outputs are written beside it."""

    source: str
    folder: Path
    rungs: tuple[int, ...] = (1080, 720, 360)
    min_duration_s: float = 1.0
    max_duration_s: float = 600.0
    audio: bool = False
    redactions: tuple[Redaction, ...] = ()
    origin: str = "handheld"  # or gate, fixed_camera: what is expected of the footage
    judge: bool = True  # False only to measure what that costs
    limits: dict[str, dict[str, list[float | None]]] = field(default_factory=dict)  # other ones: observers/limits.py
    copy: bool = True  # a sane source with nothing to hide is not encoded again in its largest size
    copy_up_to: int = 20_000_000  # bits a second; zero copies nothing
    only: tuple[str, ...] = ()  # names of sizes that a copied largest size, the source, was published without
    hide: bool = True  # faces, plates and labels; False only to measure what that costs
    face_model: str = ""  # another file than the one that was installed
    plate_model: str = ""

    @property
    def models(self) -> list[str]:
        """Files outside of everything else that the child has to read."""
        return [name for name in (self.face_model, self.plate_model) if name]


@dataclass(frozen=True)
class Limits:
    """What the child may use. Bytes and seconds."""

    memory: int = 3 * 1024**3  # address space, which is about twice of what is really used
    cpu_s: int = 60  # before the first picture; size and pictures add to it: media.allowance
    quiet_s: float = 600.0  # without a word from the child
    wall_s: float | None = None  # in all; None: by the longest clip
    disk: int = 512 * 1024**2  # written in all, beside what the source and the longest clip add
    files: int = 256
    processes: int = 256  # threads count
    require_fence: bool = False  # True: no bubblewrap, no work


class ChildDied(Exception):
    """The child ended without an answer for a reason that is not the footage's."""


class ChildTimedOut(ChildDied):
    """It said nothing for long, or took very long. The machine may be overloaded."""


class OutOfMemory(ChildDied):
    """The system, not the job's own cap, killed the child."""


class NoFence(ChildDied):
    """`require_fence` is set and bubblewrap does not work here."""


class BadCertificate(Exception):
    """The operator's certificate and key cannot sign; one sentence says why."""


class Stopped(Exception):
    """`should_stop` said so."""


Progress = Callable[[Step, int], None]
FirstLook = Callable[[Verdict], None]


class Ears(NamedTuple):
    """Who hears what a child says while it works."""

    progress: Progress
    first_look: FirstLook


def process(
    job: Job,
    limits: Limits | None = None,
    on_progress: Progress = lambda _step, _percent: None,
    should_stop: Callable[[], bool] = lambda: False,
    on_first_look: FirstLook = lambda _verdict: None,
) -> Outcome:
    """Run `job` in a fenced child and wait for it; the other three are called from this thread.

    `on_first_look` hears early of footage that seems useless; the outcome has the last word.

    Raises ChildDied (ChildTimedOut, OutOfMemory, NoFence) or Stopped. Nothing of the child is left afterwards but
    the files in the job's folder.
    """
    from media.parent import run_child  # which imports this module

    return run_child(job, limits or Limits(), Ears(on_progress, on_first_look), should_stop)


def job_body(job: Job, limits: Limits) -> dict[str, Any]:
    """What the child reads; it knows its folder as its working directory."""
    return {"job": {**asdict(job), "folder": "."}, "limits": asdict(limits)}


def job_of(body: dict[str, Any]) -> tuple[Job, Limits]:
    """The reverse of `job_body`."""
    job = {**body["job"], "folder": Path(body["job"]["folder"]), "rungs": tuple(body["job"]["rungs"])}
    job["only"] = tuple(job["only"])
    job["redactions"] = tuple(Redaction(**box) for box in job["redactions"])
    return Job(**job), Limits(**body["limits"])
