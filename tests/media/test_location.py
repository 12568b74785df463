from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest

from media.location import location_of
from tests.media.conftest import Passed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+30.5928+114.3055+023.4/", (30.5928, 114.3055)),
        ("-33.8688+151.2093/", (-33.8688, 151.2093)),
        ("+3035.568+11418.33/", (30.5928, 114.3055)),
        ("+303534.08-1141819.8/", (30.5928, -114.3055)),
        ("+00.0000+000.0000/", None),
        ("+91.0000+114.3055/", None),
        ("+30.5928+181.0000/", None),
        ("somewhere", None),
    ],
)
def test_degrees_minutes_and_seconds_are_read_and_nonsense_is_not(
    text: str, expected: tuple[float, float] | None
) -> None:
    assert location_of({"com.apple.quicktime.location.ISO6709": text}) == expected
    assert location_of({"location": text}) == expected


def test_the_place_is_read_from_a_phones_clip_and_is_in_nothing_that_buyers_get(
    footage: Callable[..., Path], passed: Callable[..., Passed]
) -> None:
    told = {"com.apple.quicktime.location.ISO6709": "+30.5928+114.3055/", "title": "our yard"}
    made = passed(footage("mov", metadata=told, container_options={"movflags": "use_metadata_tags"}))
    assert (made.outcome.lat, made.outcome.lon) == (30.5928, 114.3055)
    for rendition in made.outcome.renditions:
        content = (made.folder / rendition.file).read_bytes()
        assert b"30.5928" not in content
        assert b"our yard" not in content
        with av.open(str(made.folder / rendition.file)) as box:
            assert "location" not in " ".join(box.metadata)
