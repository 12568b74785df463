"""Everything that may object to a clip. The next one: a file here and a line in the list."""

from __future__ import annotations

from collections.abc import Callable

from media.observers.no_picture import NoPicture
from media.shot import Observer

OBSERVERS: tuple[Callable[[], Observer], ...] = (NoPicture,)
LOOKS_A_SECOND = 5
