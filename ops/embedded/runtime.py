"""A short private folder for sockets: their paths may not be longer than about 100 bytes (unix(7))."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


def runtime_folder(data: Path) -> Path:
    """The path of a private folder that belongs to one data folder and one process; nothing is made yet."""
    digest = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:10]
    base = Path(tempfile.gettempdir())
    if len(os.fsencode(base)) > 50:  # a TMPDIR deep inside a home folder
        base = Path("/tmp")  # noqa: S108 - the folder itself is private, see make_private
    return base / f"roadreel-{digest}-{os.getpid()}"


def make_private(folder: Path, identity: str = "same") -> None:
    """Make the folder, open to its owner only.

    Raises PermissionError when somebody else was there first: /tmp is everybody's.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    seen = folder.lstat()
    uid = int(identity.split(":")[0]) if ":" in identity else os.geteuid()
    if folder.is_symlink() or seen.st_uid not in (os.geteuid(), uid):
        raise PermissionError(f"{folder} belongs to somebody else")
    folder.chmod(0o700)
    if uid != seen.st_uid:
        os.chown(folder, uid, -1)
