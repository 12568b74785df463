"""From rows of inspections and damages to what goes out."""

from datetime import timedelta, timezone
from typing import Any

from api.languages import language
from store.tables import Damage, Inspection


def inspection_answer(inspection: Inspection) -> dict[str, Any]:
    """One report, with its time in the inspector's own offset."""
    zone = timezone(timedelta(minutes=inspection.utc_offset_min))
    names = ("id", "stage_id", "kind", "recorded_at", "signature")
    return {name: getattr(inspection, name) for name in names} | {
        "inspected_at": inspection.inspected_at.astimezone(zone),
        "odometer": inspection.odometer_km,
        "damages": [damage_answer(damage) for damage in inspection.damages],
    }


def damage_answer(damage: Damage) -> dict[str, Any]:
    """One damage as it was reported."""
    names = ("id", "code_set", "area", "type", "severity", "clip_id", "at_s", "note")
    return {name: getattr(damage, name) for name in names} | {"labels": labels_answer(damage)}


def labels_answer(damage: Damage) -> dict[str, str]:
    """Area, type and size in the reader's language."""
    return {part: label[language()] for part, label in damage.labels.items()}
