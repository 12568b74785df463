"""`python -m ops doctor`: what runs, which versions, which fences, and what to do about what is missing."""

from __future__ import annotations

import os
from collections.abc import Callable

from ops.doctor.fences import about_fences
from ops.doctor.finding import Finding, State, missing
from ops.doctor.machine import about_machine
from ops.doctor.parts import about_parts
from ops.doctor.versions import about_versions
from ops.instance import environment_of_running
from store.settings import BadSettings, read_settings

MARKS = {State.OK: "ok     ", State.NOTE: "note   ", State.MISSING: "MISSING"}


def examine(say: Callable[[str], None]) -> int:
    """Say every finding, one line each with its advice below it; 1 when something needed is missing."""
    findings = list(_all_findings())
    for finding in findings:
        say(f"{MARKS[finding.state]}  {finding.name}: {finding.text}")
        if finding.advice:
            say(f"         -> {finding.advice}")
    count = sum(finding.state is State.MISSING for finding in findings)
    say(
        "Nothing needed is missing."
        if not count
        else f"{count} needed {'thing is' if count == 1 else 'things are'} missing."
    )
    return 1 if count else 0


def _all_findings() -> list[Finding]:
    found = about_versions()
    try:
        settings = read_settings()
    except BadSettings as error:
        found += [
            missing("settings", sentence, "Correct it and run the doctor again.") for sentence in error.sentences
        ]
        return found + about_fences(required=False)
    running = environment_of_running(settings.data)
    if running:
        settings = read_settings({**os.environ, **running})
    found += about_machine(settings)
    found += about_fences(required=settings.require_fence)
    return found + about_parts(settings, embedded=running is not None)
