"""Making the virtual environment: what is said when it cannot be, and what happens when the checkout is moved."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from media.hiding.models import PINNED
from tests.installation import ROOT

SETUP = ROOT / "ops" / "setup.sh"
TOOLS = ("sh", "cksum", "cat", "dirname", "rm", "pwd", "printf")


@pytest.fixture
def checkout(folder: Path) -> Path:
    """A checkout with an empty lock, so that nothing has to be fetched."""
    made = folder / "check out"
    (made / "ops").mkdir(parents=True)
    for name in ("setup.sh", "moved.py"):
        shutil.copy(ROOT / "ops" / name, made / "ops" / name)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (made / name).write_text("")
    return made


def make(checkout: Path, lock: str = "requirements.txt", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(checkout / "ops" / "setup.sh"), lock],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHON": sys.executable, **more},
    )


def test_it_is_made_once_and_left_alone_until_the_lock_changes(checkout):
    first = make(checkout)
    assert first.returncode == 0, first.stderr
    assert "Making .venv" in first.stderr
    again = make(checkout)
    assert (again.returncode, again.stderr) == (0, "")
    (checkout / "requirements.txt").write_text("# changed\n")
    assert "Installing what requirements.txt lists" in make(checkout).stderr
    assert make(checkout).stderr == ""


def test_the_development_lock_is_enough_for_running_too(checkout):
    assert make(checkout, "requirements-dev.txt").returncode == 0
    assert make(checkout, "requirements.txt").stderr == ""


def test_scripts_still_start_after_the_checkout_was_moved(checkout):
    assert make(checkout).returncode == 0
    script = checkout / ".venv" / "bin" / "say-hello"
    script.write_text(
        f"#!{checkout}/.venv/bin/python\n# -*- coding: utf-8 -*-\nimport sys\nprint('hello', sys.argv[1])\n"
    )
    script.chmod(0o755)
    for place in ("moved once", "moved twice"):
        moved = checkout.with_name(place)
        checkout.rename(moved)
        checkout = moved
        assert make(checkout).returncode == 0
        said = subprocess.run([checkout / ".venv/bin/say-hello", place], check=True, capture_output=True, text=True)
        assert said.stdout == f"hello {place}\n"
        assert str(checkout) in (checkout / ".venv" / "bin" / "activate").read_text()


def test_a_package_whose_hash_is_not_locked_is_refused_and_tried_again_next_time(checkout):
    (checkout / "requirements.txt").write_text("./nothing\n")
    for _ in range(2):
        refused = make(checkout)
        assert refused.returncode == 1
        assert "could not be installed" in refused.stderr


def test_without_its_models_it_is_made_and_says_what_follows(checkout):
    for name in ("ops/models.py", "ops/models.txt", "ops/__init__.py", "media/__init__.py"):
        (checkout / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, checkout / name)
    shutil.copytree(ROOT / "media" / "hiding", checkout / "media" / "hiding")
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    for _ in range(2):  # and it tries again each time
        made = make(checkout, **nowhere, PIP_FIND_LINKS="")
        assert made.returncode == 0
        assert "every clip is held" in made.stderr
    installed = next(checkout.glob(".venv/share/roadreel/models"), checkout / ".venv/share/roadreel/models")
    installed.mkdir(parents=True, exist_ok=True)
    for pinned in PINNED:
        shutil.copy(pinned.path, installed)
    assert make(checkout, **nowhere).stderr == ""  # there already: nothing is fetched


def path_with(folder: Path, *programs: str) -> str:
    folder.mkdir()
    for name in (*TOOLS, *programs):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return str(folder)


def test_without_a_python_it_says_which_one_is_needed(checkout, folder):
    refused = make(checkout, PATH=path_with(folder / "bin"), PYTHON="")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Roadreel needs Python 3.11 to 3.14, and none was found.")


def test_a_python_without_venv_is_named_with_what_to_install(checkout, folder):
    bin_folder = path_with(folder / "bin")
    python = Path(bin_folder, "python3")
    python.write_text(f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    refused = make(checkout, PATH=bin_folder, PYTHON="")
    assert refused.returncode == 1
    assert "python3 has no venv module" in refused.stderr
    assert "apt-get install python3-venv" in refused.stderr


def test_make_without_a_target_says_what_there_is():
    said = subprocess.run(["make", "-C", str(ROOT)], check=True, capture_output=True, text=True)
    for target in ("run", "test", "check", "bench", "openapi", "clean"):
        assert f"make {target} " in said.stdout
