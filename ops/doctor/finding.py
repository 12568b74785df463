"""What the doctor says about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is. Only MISSING makes the doctor's exit code other than zero."""

    OK = "ok"
    NOTE = "note"  # works without, or works less well
    MISSING = "missing"  # something needed is not there


@dataclass(frozen=True)
class Finding:
    """One line, and what to do about it where something is to be done."""

    state: State
    name: str
    text: str
    advice: str = ""


def ok(name: str, text: str) -> Finding:
    """All is well."""
    return Finding(State.OK, name, text)


def note(name: str, text: str, advice: str = "") -> Finding:
    """Works without."""
    return Finding(State.NOTE, name, text, advice)


def missing(name: str, text: str, advice: str) -> Finding:
    """Needed and not there."""
    return Finding(State.MISSING, name, text, advice)
