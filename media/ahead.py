"""Something that works ahead of whoever wants it, in a thread of its own."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
LOOK = 0.2  # seconds between looks at whether anybody still waits


@contextmanager
def ahead(items: Generator[T, None, None], most: int) -> Iterator[Iterator[T]]:
    """The same items in the same order, of which up to `most` are made before they are asked for.

    What making them raises is raised where they are asked for. At the end of the block nothing runs any more.
    """
    made: Queue[tuple[T] | None] = Queue(most)
    enough, failure = Event(), list[BaseException]()

    def make() -> None:
        try:
            with closing(items):
                for item in items:
                    if not _handed_over((item,), made, enough):
                        return
        except BaseException as failed:  # noqa: BLE001 - raised again where the items are wanted
            failure.append(failed)
        _handed_over(None, made, enough)

    maker = Thread(target=make, name="ahead", daemon=True)
    maker.start()
    try:
        yield _taken(made, failure)
    finally:
        enough.set()
        with suppress(Empty):
            while True:
                made.get_nowait()
        maker.join()


def _handed_over(item: tuple[T] | None, made: Queue[tuple[T] | None], enough: Event) -> bool:
    while not enough.is_set():
        with suppress(Full):
            made.put(item, timeout=LOOK)
            return True
    return False


def _taken(made: Queue[tuple[T] | None], failure: list[BaseException]) -> Iterator[T]:
    while (held := made.get()) is not None:
        yield held[0]
    if failure:
        raise failure[0]
