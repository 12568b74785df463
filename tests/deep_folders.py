"""Folders in folders, deeper than Python goes by itself."""

import os
from pathlib import Path

DEEP = 1500  # more than Python's stack


def deep_folder(folder: Path) -> None:
    """Make `folder`, with one in it, and so on."""
    folder.mkdir()
    place = os.open(folder, os.O_RDONLY)
    for _ in range(DEEP):
        os.mkdir("f", dir_fd=place)
        inner = os.open("f", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)
