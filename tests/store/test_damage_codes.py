"""The table of damage codes is data: the operator may put another one in its place, and a bad one stops the start."""

import json
from pathlib import Path
from typing import Any

import pytest

from store.damage_codes import read_damage_codes
from store.settings import BadSettings, read_settings


def table(**changes: Any) -> dict[str, Any]:
    label = {"en": "front bumper", "zh": "前保险杠"}
    whole = {"code_set": "ours-7", "areas": {"03": label}, "types": {"12": label}}
    return {**whole, "severities": {str(number): label for number in range(1, 7)}, **changes}


def settings_with(folder: Path, content: str) -> Any:
    (folder / "codes.json").write_text(content, encoding="utf-8")
    return read_settings({"ROADREEL_DAMAGE_CODES": str(folder / "codes.json")}, folder)


def test_our_own_table_says_everything_in_both_languages() -> None:
    codes = read_damage_codes()
    assert codes.code_set == "roadreel-1"
    assert codes.areas["03"] == {"en": "front bumper", "zh": "前保险杠"}
    assert {"12", "14", "20", "29"} <= set(codes.types)
    assert list(codes.severities) == ["1", "2", "3", "4", "5", "6"]


def test_an_operator_s_own_table_takes_its_place(tmp_path: Path) -> None:
    codes = settings_with(tmp_path, json.dumps(table())).damage_codes
    assert (codes.code_set, list(codes.areas)) == ("ours-7", ["03"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not JSON in UTF-8"),
        ("[]", 'needs a "code_set"'),
        (json.dumps(table(code_set="a b")), 'needs a "code_set"'),
        (json.dumps(table(types={})), 'needs "types"'),
        (json.dumps(table(areas={"3": {"en": "x", "zh": "x"}})), "holds '3' among its \"areas\""),
        (json.dumps(table(areas={"03": {"en": "x"}})), 'must label 03 of its "areas" in en and zh'),
        (json.dumps(table(areas={"03": {"en": "x" * 81, "zh": "x"}})), "must label 03"),
        (json.dumps(table(severities={"1": {"en": "x", "zh": "x"}})), 'must name the "severities" 1 to 6'),
    ],
)
def test_a_table_that_cannot_be_used_is_named_with_what_is_wrong(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(BadSettings, match="ROADREEL_DAMAGE_CODES names") as caught:
        settings_with(tmp_path, content)
    assert told in caught.value.sentences[0]


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        read_settings({"ROADREEL_DAMAGE_CODES": "/nowhere.json"}, tmp_path)
