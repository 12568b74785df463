"""Whole answers kept in this process, so that an unchanged timeline is not put together again.

What is kept is found by order, question and language, and holds the version it is of. Which version is the present
one, and who may read it, comes from the database every time and is never kept.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property


@dataclass
class Answer:
    """One answer's bytes, of the version and language that `tag` names."""

    tag: str
    body: bytes = field(repr=False)

    @cached_property
    def gzipped(self) -> bytes:
        """The body as most phones ask for it; made when the first one does."""
        return gzip.compress(self.body, 6, mtime=0)

    @property
    def weight(self) -> int:
        """About how many bytes it keeps in memory."""
        return 1024 + len(self.body) * 5 // 4


class Shelf:
    """The answers last asked for, of at most `most_bytes` together."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Answer | None:
        """What is kept under `key`, of whichever version."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Keep `answer` in place of what was there; the least lately asked for make room."""
        with self._lock:
            self._forget(key)
            if answer.weight > self.most_bytes:
                return
            self._answers[key] = answer
            self._bytes += answer.weight
            while self._bytes > self.most_bytes:
                self._forget(next(iter(self._answers)))

    def _forget(self, key: Hashable) -> None:
        before = self._answers.pop(key, None)
        if before is not None:
            self._bytes -= before.weight

    def __len__(self) -> int:
        return len(self._answers)
