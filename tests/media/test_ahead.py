"""Working ahead changes nothing but when the work is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from media.ahead import ahead


def counting(to: int, made: list[int]) -> Generator[int, None, None]:
    for number in range(to):
        made.append(number)
        yield number


def waited_for(made: list[int], count: int) -> None:
    until = time.monotonic() + 10
    while len(made) < count and time.monotonic() < until:
        time.sleep(0.01)


def test_everything_comes_in_its_order() -> None:
    with ahead(counting(1000, []), 3) as numbers:
        assert list(numbers) == list(range(1000))


def test_some_are_made_before_they_are_asked_for_and_not_more() -> None:
    made: list[int] = []
    with ahead(counting(1000, made), 3) as numbers:
        assert next(numbers) == 0
        waited_for(made, 5)
        time.sleep(0.1)
        assert made == [0, 1, 2, 3, 4]  # one was taken, three wait, one is in hand


def test_what_fails_fails_where_it_is_wanted_and_after_what_was_good() -> None:
    def broken() -> Generator[int, None, None]:
        yield 1
        raise MemoryError("no more")

    with ahead(broken(), 3) as numbers:
        assert next(numbers) == 1
        with pytest.raises(MemoryError, match="no more"):
            next(numbers)


def test_whoever_leaves_early_leaves_nothing_running() -> None:
    before, closed = threading.active_count(), []

    def endless() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.append(threading.current_thread().name)

    with pytest.raises(KeyError), ahead(endless(), 2) as numbers:
        next(numbers)
        raise KeyError
    assert threading.active_count() == before
    assert closed == ["ahead"]
