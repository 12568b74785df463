import os
from pathlib import Path

from workers.folders import WorkFolders

DEEP = 1500  # more than Python's stack


def test_folders_in_folders_are_removed_however_deep_they_are(tmp_path: Path) -> None:
    folders = WorkFolders(tmp_path / "work")
    try:
        with folders.fresh("job") as folder:
            place = os.open(folder, os.O_RDONLY)
            for _ in range(DEEP):
                os.mkdir("f", dir_fd=place)
                inner = os.open("f", os.O_RDONLY, dir_fd=place)
                os.close(place)
                place = inner
            os.close(place)
        assert not folder.exists()
    finally:
        folders.close()
