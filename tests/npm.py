"""Packages of npm that tests hold Roadreel against: installed by their lock files, never committed."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

MISSING = (
    "no npm was found, so nothing was checked against {what}: install Node.js with npm "
    "(Debian: apt install npm); ROADREEL_NPM=required makes this a failure"
)


@cache
def installed(folder: Path, what: str) -> Path:
    """`node_modules` of the package.json in `folder`, installed once from the registry npm is configured for.

    Without npm the test is skipped, and says that it did not look at `what`.
    """
    lock, modules = (folder / "package-lock.json").read_bytes(), folder / "node_modules"
    done = modules / "installed-lock.json"
    if not done.exists() or done.read_bytes() != lock:
        npm = shutil.which("npm")
        if npm is None:
            (pytest.fail if os.environ.get("ROADREEL_NPM") == "required" else pytest.skip)(MISSING.format(what=what))
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=folder, check=True, timeout=240, stdin=subprocess.DEVNULL)
        done.write_bytes(lock)
    return modules
