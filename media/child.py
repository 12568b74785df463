"""The process that touches footage: reads job.json in its working directory, writes result.json there.

Started by media.parent; `python -m media.child fences` only tells what it sees around itself.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from media.confine import confine, limit_self
from media.fence import OK
from media.job import Job, Limits, Step, job_of
from media.outcome import Disposition, Outcome, Verdict, write_outcome

JOB, RESULT = "job.json", "result.json"
NEAR_THE_CAP = 0.9


def main() -> None:
    """Do one job. Exit code 0: result.json holds the answer. Anything else: our failure, told on stderr."""
    if sys.argv[1:] == ["fences"]:
        sys.stdout.write(json.dumps(fences_inside()))
        return
    job, limits = job_of(json.loads(Path(JOB).read_text()))
    limit_self(job, limits, own_users=_is_fenced())
    confine(Path.cwd(), job.models, own_tmp=_is_fenced())
    outcome = _outcome(job, limits)
    used = resource.getrusage(resource.RUSAGE_SELF)
    outcome.cpu_s, outcome.peak_memory = round(used.ru_utime + used.ru_stime, 3), used.ru_maxrss * 1024
    write_outcome(outcome, Path(RESULT))


def fences_inside() -> dict[str, str]:
    """What this process can and cannot do; imports the whole runtime, so that a missing piece shows here."""
    with suppress(OSError), socket.socket() as line:
        line.settimeout(1)
        line.connect(("192.0.2.1", 9))  # a documentation address; unreachable at once without a network
    around = {
        "network": OK if {name for _, name in socket.if_nameindex()} <= {"lo"} else "has a network",
        "processes": OK if os.getpid() < 10 else "sees other processes",
        "files": OK if not os.access("/usr", os.W_OK) else "may write to the system",
    }
    own = confine(Path.cwd(), own_tmp=_is_fenced())
    import av  # noqa: F401
    import cv2  # noqa: F401
    import numpy as np  # noqa: F401

    import media.one_pass  # noqa: F401

    return around | own


def _is_fenced() -> bool:
    return Path.cwd() == Path("/job") and os.getpid() < 10


def _outcome(job: Job, limits: Limits) -> Outcome:
    import av.logging

    from media.later import add_sizes
    from media.one_pass import run

    av.logging.set_level(None)  # what FFmpeg thinks of a hostile file is no log line of ours
    try:
        outcome = add_sizes(job, tell) if job.only else run(job, tell, tell_first)
    except MemoryError:
        return _over("memory", limits)
    except Exception:
        if _peak() > NEAR_THE_CAP * limits.memory:  # encoders do not call it a MemoryError
            return _over("memory", limits)
        raise
    short = _peak() > NEAR_THE_CAP * limits.memory  # decoders and detectors do not call it so either
    return _over("memory", limits) if short and outcome.disposition is not Disposition.PUBLISH else outcome


def tell(step: Step, percent: int) -> None:
    """One line for the parent."""
    sys.stdout.write(json.dumps({"step": step, "percent": percent}) + "\n")
    sys.stdout.flush()


def tell_first(verdict: Verdict) -> None:
    """The same for what a first look shows."""
    sys.stdout.write(json.dumps({"step": Step.LOOK, "percent": 100, "verdict": asdict(verdict)}) + "\n")
    sys.stdout.flush()


def _over(reason: str, limits: Limits) -> Outcome:
    return Outcome(verdict=Verdict("unsupported", {"reason": reason, "limit": limits.memory}))


def _peak() -> int:
    """The most address space this process ever had, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmPeak:"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
