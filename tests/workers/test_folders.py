from pathlib import Path

from tests.deep_folders import deep_folder
from workers.folders import WorkFolders


def test_folders_in_folders_are_removed_however_deep_they_are(tmp_path: Path) -> None:
    folders = WorkFolders(tmp_path / "work")
    try:
        with folders.fresh("job") as folder:
            deep_folder(folder / "nest")
        assert not folder.exists()
    finally:
        folders.close()
