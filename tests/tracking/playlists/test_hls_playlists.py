"""Playlists read back and compared with the segment table they were written from."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.playlists.hls import master_playlist, media_playlist
from tracking.playlists.outputs import Segment, VideoFile

URL = "https://media.example/published/c/1/360.mp4?X-Amz-Signature=ab12"
TAG_BEFORE_URI = re.compile(
    r"#EXTINF:(?P<duration>[\d.]+),\n#EXT-X-BYTERANGE:(?P<size>\d+)@(?P<offset>\d+)\n(?P<uri>.+)"
)


def video(name: str = "360", bandwidth: int = 730_000, durations: tuple[float, ...] = (1.0, 2.0, 1.5)) -> VideoFile:
    sizes = [1000 + index for index in range(len(durations))]
    offsets = [800 + sum(sizes[:index]) for index in range(len(sizes))]
    return VideoFile(
        name=name,
        width=640,
        height=360,
        frame_rate=29.97,
        bandwidth=bandwidth,
        average_bandwidth=bandwidth // 2,
        codecs="avc1.64001e",
        init=Segment(0, 800, 0),
        segments=[Segment(*row) for row in zip(offsets, sizes, durations, strict=True)],
    )


@dataclass
class Read:
    """A media playlist as a player reads it."""

    target: int
    map: tuple[int, int]
    segments: list[tuple[float, int, int]]
    uris: set[str]


def read(text: str) -> Read:
    size, offset = re.search(r'EXT-X-MAP:URI=".+",BYTERANGE="(\d+)@(\d+)"', text).groups()
    found = list(TAG_BEFORE_URI.finditer(text))
    return Read(
        target=int(re.search(r"EXT-X-TARGETDURATION:(\d+)", text).group(1)),
        map=(int(size), int(offset)),
        segments=[(float(one["duration"]), int(one["size"]), int(one["offset"])) for one in found],
        uris={one["uri"] for one in found},
    )


def test_byte_ranges_cover_the_file_from_its_first_byte_without_a_gap() -> None:
    playlist = read(media_playlist(video(), URL))
    position = sum(playlist.map)
    assert playlist.map[1] == 0
    for _, size, offset in playlist.segments:
        assert offset == position
        position += size
    assert position == 800 + 1000 + 1001 + 1002


def test_every_range_is_of_the_one_file() -> None:
    text = media_playlist(video(), URL)
    assert read(text).uris == {URL}
    assert f'EXT-X-MAP:URI="{URL}"' in text


@given(st.lists(st.floats(0.04, 12), min_size=1, max_size=60))
def test_durations_add_up_and_none_rounds_to_more_than_the_target(durations: list[float]) -> None:
    playlist = read(media_playlist(video(durations=tuple(durations)), URL))
    told = [duration for duration, _, _ in playlist.segments]
    assert sum(told) == pytest.approx(sum(durations), abs=1e-5 * len(durations))
    assert all(round(duration) <= playlist.target for duration in told)


def test_a_media_playlist_is_whole_from_the_start() -> None:
    lines = media_playlist(video(), URL).splitlines()
    assert lines[0] == "#EXTM3U"
    assert lines[-1] == "#EXT-X-ENDLIST"
    assert {"#EXT-X-VERSION:7", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS"} <= set(lines)


def test_the_lightest_rung_comes_first_because_players_start_with_it() -> None:
    rungs = [video("1080", 5_000_000), video("360", 730_000), video("720", 2_500_000)]
    text = master_playlist(rungs, lambda one: f"{one.name}.m3u8?t=x")
    assert re.findall(r"^(\w+)\.m3u8\?t=x$", text, re.MULTILINE) == ["360", "720", "1080"]


def test_a_rung_tells_all_a_player_needs_to_choose_it() -> None:
    text = master_playlist([video()], lambda one: f"{one.name}.m3u8")
    assert (
        "#EXT-X-STREAM-INF:BANDWIDTH=730000,AVERAGE-BANDWIDTH=365000,RESOLUTION=640x360,FRAME-RATE=29.970,"
        'CODECS="avc1.64001e",CLOSED-CAPTIONS=NONE\n360.m3u8\n' in text
    )
