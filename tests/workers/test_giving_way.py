"""What a size that follows waits for, and what its worker does not believe."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from media.check import BadOutput
from media.job import Outcome, Rendition, Segment, Verdict
from store.clock import utc_now
from store.ids import new_id
from tracking.clips.owed import LONGEST_WAIT, Addition
from workers.add_renditions import GivesWay, check_addition
from workers.folders import WorkFolders
from workers.machinery import Machinery


def addition(**about) -> Addition:
    whole = Addition(new_id(), 1, 1, utc_now(), ("720p",), "published/x/1/1080p.mp4", 9, bytes(32), (1.0, 2.0))
    return replace(whole, **about)


def made(name="720p", lengths=(1.0, 2.0)) -> Outcome:
    pieces = [Segment(0, 1, length) for length in lengths]
    video = Rendition(name, "a.mp4", 1280, 720, 9, "00" * 32, 1, 1, "avc1", 30.0, 90, 3.0, (0, 1), pieces)
    return Outcome(renditions=[video])


@pytest.fixture
def gives_way(own_settings, own_database, objects, tmp_path):
    """Asked again and again for two seconds: whether it ever gave way."""
    folders = WorkFolders(tmp_path / "work")
    machinery = Machinery(own_settings, own_database, objects, folders, utc_now)

    def ever(**about) -> bool:
        stop, end = GivesWay(machinery, addition(**about), lambda: False), time.monotonic() + 2
        while time.monotonic() < end:
            if stop():
                return True
            time.sleep(0.1)
        return False

    yield ever
    folders.close()


def test_it_gives_way_to_a_clip_that_nobody_takes_unless_it_has_waited_for_long(gives_way, haulage):
    assert not gives_way()
    haulage.send(b"footage" * 10)
    assert gives_way()
    assert not gives_way(since=utc_now() - LONGEST_WAIT - timedelta(seconds=1))


@pytest.mark.parametrize(
    "outcome",
    [
        made("480p"),
        made(lengths=(1.0, 1.0, 1.0)),
        made(lengths=(1.5, 1.5)),
        Outcome(),
        replace(made(), verdict=Verdict("unsupported")),
    ],
    ids=["another size", "more cuts", "other cuts", "nothing", "a verdict"],
)
def test_anything_but_what_was_asked_for_and_cut_like_the_largest_size_is_refused(outcome):
    check_addition(made(), addition())
    with pytest.raises(BadOutput):
        check_addition(outcome, addition())
