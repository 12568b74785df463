"""What was written is played back before it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from media.check import DECODED, BadOutput, check_outputs, evenly_chosen
from tests.media.conftest import Passed

Footage = Callable[..., Path]
Pass = Callable[..., Passed]


@pytest.mark.parametrize("count", [1, 2, 4, 5, 6, 57, 300])
def test_the_first_and_the_last_segment_are_among_those_decoded(count: int) -> None:
    chosen = evenly_chosen(count)
    assert {1, count} <= chosen <= set(range(1, count + 1))
    assert len(chosen) == min(count, DECODED)


@pytest.mark.parametrize("which", [0, -1])
def test_a_segment_that_cannot_be_decoded_is_not_published(footage: Footage, passed: Pass, which: int) -> None:
    made = passed(footage(seconds=4), copy=False)
    rendition = made.outcome.renditions[0]
    segment = rendition.segments[which]
    path = made.folder / rendition.file
    content = bytearray(path.read_bytes())
    data = content.index(b"mdat", segment.offset) + 4
    content[data : data + 400] = b"\xff" * 400
    path.write_bytes(content)
    with pytest.raises(BadOutput):
        check_outputs(made.outcome, made.folder)
