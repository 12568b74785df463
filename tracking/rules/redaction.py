"""Boxes that a person draws over footage: where, in fractions of the picture, and from when to when."""

from collections.abc import Mapping, Sequence

from store.errors import Refused

MOST = 100
_NAMES = ("x", "y", "w", "h", "from_s", "to_s")
_ROUNDING = 1e-6  # what dragging to the edge leaves over

Box = Mapping[str, float]


def checked_boxes(boxes: Sequence[Box], duration_s: float | None) -> list[dict[str, float]]:
    """The boxes as they are kept; seconds are cut to the clip's length where that is known.

    Raises Refused (`bad_boxes`) naming each box that is not inside the picture or lasts no time.
    """
    errors = {f"boxes.{index}": [wrong] for index, box in enumerate(boxes) if (wrong := _problem(box, duration_s))}
    if len(boxes) > MOST:
        errors["boxes"] = [f"At most {MOST} boxes."]
    if errors:
        raise Refused("Some boxes cannot be hidden as they are.", code="bad_boxes", errors=errors)
    return [_kept(box, duration_s) for box in boxes]


def _problem(box: Box, duration_s: float | None) -> str | None:
    if min(box["x"], box["y"]) < 0 or box["x"] + box["w"] > 1 + _ROUNDING or box["y"] + box["h"] > 1 + _ROUNDING:
        return "Part of it is outside the picture: x, y, w and h are fractions of it."
    if min(box["w"], box["h"]) <= 0:
        return "It has no size."
    if not 0 <= box["from_s"] < box["to_s"]:
        return "It lasts no time: from_s comes before to_s."
    if duration_s is not None and box["from_s"] >= duration_s:
        return f"It begins after the clip, which lasts {duration_s:g} s."
    return None


def _kept(box: Box, duration_s: float | None) -> dict[str, float]:
    kept = {name: float(box[name]) for name in _NAMES}
    kept["w"], kept["h"] = min(kept["w"], 1 - kept["x"]), min(kept["h"], 1 - kept["y"])
    if duration_s is not None:
        kept["to_s"] = min(kept["to_s"], duration_s)
    return kept
