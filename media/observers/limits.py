"""From where on a measure speaks against a clip, by kind of camera. docs/pipeline.md says how they were found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Limit(NamedTuple):
    """Beyond `reject` a look is useless; beyond `hold` a person should decide. None: not judged."""

    hold: float | None = None
    reject: float | None = None


ENOUGH = 0.5  # of all looks must be beyond a limit
HANDHELD = {
    "light": Limit(48, 36),
    "detail": Limit(0.9, 0.5),
    "blur": Limit(0.58, 0.68),
    "shake": Limit(1.5, 2.5),
    "change": Limit(0.25, 0.05),
}
# Nobody stands there who could film again, night and stillness are normal: only what makes it useless is asked about.
FIXED = {"detail": Limit(0.9), "blur": Limit(0.68)}
BY_ORIGIN: Mapping[str, Mapping[str, Limit]] = {
    "handheld": HANDHELD,
    "gate": FIXED | {"light": Limit(36)},
    "fixed_camera": FIXED,
    "photo": {name: limit for name, limit in HANDHELD.items() if name not in {"shake", "change"}},
}


def limits(origin: str, changed: Mapping[str, Mapping[str, list[float | None]]]) -> dict[str, Limit]:
    """Those for one kind of camera; `changed` replaces some: {"handheld": {"light": [50, 40]}}, hold and reject.

    Raises ValueError, saying which one cannot be.
    """
    for place, measures in changed.items():
        for name, pair in measures.items():
            known = place in BY_ORIGIN and name in HANDHELD
            if not known or len(pair) != 2 or not all(each is None or isinstance(each, int | float) for each in pair):
                raise ValueError(f"{place}.{name} cannot be {pair}")
    own = {name: Limit(*pair) for name, pair in changed.get(origin, {}).items()}
    return {**BY_ORIGIN[origin], **own}
