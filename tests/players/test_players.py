"""What the pass made, played by players that nobody here wrote: Chromium's own, hls.js and Shaka."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from media.job import Job
from media.one_pass import run
from media.outcome import Rendition
from tests.browser.chromium import running_chromium, watched_page
from tests.footage import make_footage
from tests.npm import installed
from tests.players.server import serving
from tracking.playlists.hls import CONTENT_TYPE, master_playlist, media_playlist
from tracking.playlists.outputs import Segment, VideoFile

LASTS_S = 8
PAGE = """<!doctype html><title>Player</title><link rel="icon" href="data:,">
<video id="video" muted playsinline width="640"></video>%s
<script>
const video = document.getElementById("video");
%s
</script>"""
PLAYERS = {
    "chromium": ("", "video.src = '/master.m3u8'; window.best = () => {}; video.play();"),
    "hls.js": (
        '<script src="/hls.js"></script>',
        """const hls = new Hls({ startLevel: 0 });
        hls.on(Hls.Events.ERROR, (_, told) => { throw new Error(`${told.type} ${told.details}`); });
        hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
        hls.loadSource("/master.m3u8"); hls.attachMedia(video);
        window.best = () => { hls.currentLevel = hls.levels.length - 1; };""",
    ),
    "shaka": (
        '<script src="/shaka.js"></script>',
        """const player = new shaka.Player();
        player.addEventListener("error", (told) => { throw new Error(`shaka ${told.detail.code}`); });
        player.attach(video).then(() => player.load("/master.m3u8")).then(() => video.play());
        window.best = () => {
          player.configure({ abr: { enabled: false } });
          const rungs = player.getVariantTracks().sort((one, other) => one.height - other.height);
          player.selectVariantTrack(rungs.at(-1), true);
        };""",
    ),
}


def video_file(made: Rendition) -> VideoFile:
    return VideoFile(
        name=made.name,
        width=made.width,
        height=made.height,
        frame_rate=made.frame_rate,
        bandwidth=made.bandwidth,
        average_bandwidth=made.average_bandwidth,
        codecs=made.codecs,
        init=Segment(*made.init, 0.0),
        segments=[Segment(*segment) for segment in made.segments],
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a clip in two sizes, its playlists, and a page for each player."""
    folder = tmp_path_factory.mktemp("played")
    make_footage(folder / "drawn.mp4", seconds=LASTS_S, width=1280, height=720, rate=24).rename(folder / "source")
    outcome = run(Job("source", folder), lambda _step, _percent: None)
    assert outcome.verdict is None
    videos = [video_file(made) for made in outcome.renditions]
    assert len(videos) == 2
    modules = installed(Path(__file__).parent, "hls.js and Shaka")
    files: dict[str, tuple[str, bytes | Path]] = {
        "/hls.js": ("text/javascript", modules / "hls.js/dist/hls.min.js"),
        "/shaka.js": ("text/javascript", modules / "shaka-player/dist/shaka-player.compiled.js"),
        "/master.m3u8": (CONTENT_TYPE, master_playlist(videos, lambda each: f"/{each.name}.m3u8").encode()),
    }
    for video, made in zip(videos, outcome.renditions, strict=True):
        files[f"/{made.name}.m3u8"] = (CONTENT_TYPE, media_playlist(video, f"/{made.file}").encode())
        files[f"/{made.file}"] = ("video/mp4", folder / made.file)
    for name, (library, script) in PLAYERS.items():
        files[f"/{name}.html"] = ("text/html", (PAGE % (library, script)).encode())
    with serving(files) as address:
        yield address


def until(page: Page, true: str) -> None:
    """Wait until an expression about `video` holds; say how the video stood when it never did."""
    try:
        page.wait_for_function(true)
    except Error:
        state = "[video.currentTime, video.duration, video.videoWidth, video.readyState, video.error?.message]"
        raise AssertionError(f"never: {true}; video: {page.evaluate(state)}") from None


@pytest.mark.parametrize("player", PLAYERS)
def test_a_player_starts_seeks_and_reaches_the_end(player: str, address: str) -> None:
    host = address.removeprefix("http://")
    with running_chromium() as browser, watched_page(browser, host) as watched:
        page = watched.page
        page.goto(f"{address}/{player}.html")
        until(page, "video.currentTime > 0.3 && video.videoWidth > 0")
        page.evaluate("video.currentTime = 5")
        until(page, "video.currentTime > 5.3 && !video.seeking")
        page.evaluate("best()")
        if player != "chromium":
            until(page, "video.videoWidth === 1280")
        until(page, f"video.ended && Math.abs(video.duration - {LASTS_S}) < 0.1")
