"""The table of damage codes: areas, types and severities with their labels, as data of a named version.

The codes have the shape of the vehicle logistics trade (two digits, two digits, one digit; AIAG M-22 and ECG). The
labels of the table that comes with Roadreel are its own words. An operator may put a whole other table in its place.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN_TABLE = Path(__file__).with_name("damage_codes.json")
LANGUAGES = ("en", "zh")
SHAPES = {"areas": re.compile(r"[0-9]{2}"), "types": re.compile(r"[0-9]{2}"), "severities": re.compile(r"[1-6]")}
NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
LONGEST_LABEL = 80

Label = Mapping[str, str]  # {"en": ..., "zh": ...}


@dataclass(frozen=True)
class DamageCodes:
    """One version of the table; each part is code -> label."""

    code_set: str
    areas: Mapping[str, Label]
    types: Mapping[str, Label]
    severities: Mapping[str, Label]


def read_damage_codes(path: Path = OWN_TABLE) -> DamageCodes:
    """The table in a JSON file. Raises ValueError saying in what it is none, OSError when it cannot be read."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError("is not JSON in UTF-8") from error
    if not isinstance(table, dict) or not NAME.fullmatch(str(table.get("code_set"))):
        raise ValueError('needs a "code_set" of 1 to 40 letters, digits, dots, hyphens and underscores')
    areas, types, severities = (_labels(table, part) for part in SHAPES)
    if len(severities) != 6:
        raise ValueError('must name the "severities" 1 to 6')
    return DamageCodes(str(table["code_set"]), areas, types, severities)


def _labels(table: Mapping[str, Any], part: str) -> Mapping[str, Label]:
    labels = table.get(part)
    if not isinstance(labels, dict) or not labels:
        raise ValueError(f'needs "{part}", from code to labels')
    for code, label in labels.items():
        if not SHAPES[part].fullmatch(code):
            raise ValueError(f'holds {code!r} among its "{part}", which is no such code')
        if not isinstance(label, dict) or not all(_is_said(label.get(language)) for language in LANGUAGES):
            raise ValueError(f'must label {code} of its "{part}" in en and zh, with 1 to {LONGEST_LABEL} characters')
    return {code: {language: labels[code][language] for language in LANGUAGES} for code in sorted(labels)}


def _is_said(label: object) -> bool:
    return isinstance(label, str) and len(label.strip()) > 0 and len(label) <= LONGEST_LABEL
