"""What every job of one worker process stands on. Built once, by `workers.main`."""

import threading
from dataclasses import dataclass, field

from store.clock import Clock
from store.database import Database
from store.objects import ObjectStore
from store.settings import Settings
from workers.folders import WorkFolders


@dataclass(frozen=True)
class Machinery:
    """The parts, and `stopping`, which is set once this process has to end."""

    settings: Settings
    database: Database
    objects: ObjectStore
    folders: WorkFolders
    clock: Clock
    stopping: threading.Event = field(default_factory=threading.Event)
