"""What the pass made, played by players that nobody here wrote: Chromium's own, hls.js and Shaka."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from media.job import Job
from media.later import add_sizes
from media.one_pass import run
from media.outcome import Rendition
from tests.browser.chromium import running_chromium, watched_page
from tests.footage import make_footage
from tests.npm import installed
from tests.players.server import serving
from tracking.playlists.hls import CONTENT_TYPE, master_playlist, media_playlist
from tracking.playlists.outputs import Segment, VideoFile

LASTS_S = 8
Files = dict[str, tuple[str, bytes | Path]]
PAGE = """<!doctype html><title>Player</title><link rel="icon" href="data:,">
<video id="video" muted playsinline width="640"></video>%s
<script>
const video = document.getElementById("video");
%s
</script>"""
PLAYERS = {
    "chromium": ("", "video.src = '/master.m3u8'; window.pick = () => {}; video.play();"),
    "hls.js": (
        '<script src="/hls.js"></script>',
        """const hls = new Hls({ startLevel: 0 });
        hls.on(Hls.Events.ERROR, (_, told) => { throw new Error(`${told.type} ${told.details}`); });
        hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
        hls.loadSource("/master.m3u8"); hls.attachMedia(video);
        window.pick = (tall) => { hls.currentLevel = hls.levels.findIndex(({ height }) => height === tall); };""",
    ),
    "shaka": (
        '<script src="/shaka.js"></script>',
        """const player = new shaka.Player();
        player.addEventListener("error", (told) => { throw new Error(`shaka ${told.detail.code}`); });
        player.attach(video).then(() => player.load("/master.m3u8")).then(() => video.play());
        window.pick = (tall) => {
          player.configure({ abr: { enabled: false } });
          player.selectVariantTrack(player.getVariantTracks().find(({ height }) => height === tall), true);
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
    assert len(outcome.renditions) == 2
    with serving(pages() | played(outcome.renditions, folder)) as address:
        yield address


def pages() -> Files:
    modules = installed(Path(__file__).parent, "hls.js and Shaka")
    files: Files = {
        "/hls.js": ("text/javascript", modules / "hls.js/dist/hls.min.js"),
        "/shaka.js": ("text/javascript", modules / "shaka-player/dist/shaka-player.compiled.js"),
    }
    for name, (library, script) in PLAYERS.items():
        files[f"/{name}.html"] = ("text/html", (PAGE % (library, script)).encode())
    return files


def played(renditions: list[Rendition], folder: Path) -> Files:
    """A clip in these sizes, with its playlists."""
    videos = [video_file(made) for made in renditions]
    master = master_playlist(videos, lambda each: f"/{each.name}.m3u8").encode()
    files: Files = {"/master.m3u8": (CONTENT_TYPE, master)}
    for video, made in zip(videos, renditions, strict=True):
        files[f"/{made.name}.m3u8"] = (CONTENT_TYPE, media_playlist(video, f"/{made.file}").encode())
        files[f"/{made.file}"] = ("video/mp4", folder / made.file)
    return files


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
        page.evaluate("pick(720)")
        if player != "chromium":
            until(page, "video.videoWidth === 1280")
        until(page, f"video.ended && Math.abs(video.duration - {LASTS_S}) < 0.1")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Files]:
    """A copied clip as it is published, and as it is once its middle size has followed."""
    folder = tmp_path_factory.mktemp("copied")
    make_footage(folder / "drawn.mp4", seconds=LASTS_S, width=1920, height=1080, rate=12).rename(folder / "source")
    first = run(Job("source", folder), lambda _step, _percent: None)
    assert (len(first.renditions), first.owed) == (2, ["720p"])
    two = played(first.renditions, folder)
    more = add_sizes(Job(first.renditions[0].file, folder, only=("720p",)), lambda _step, _percent: None)
    return two, played([*first.renditions, *more.renditions], folder)


@pytest.mark.parametrize("player", PLAYERS)
def test_a_player_plays_on_when_a_size_is_added_and_the_next_one_is_given_it(
    player: str, copied: tuple[Files, Files]
) -> None:
    two, three = copied
    files = pages() | two
    with serving(files) as address, running_chromium() as browser:
        with watched_page(browser, address.removeprefix("http://")) as watched:
            page = watched.page
            page.goto(f"{address}/{player}.html")
            until(page, "video.currentTime > 0.3 && video.videoWidth > 0")
            files |= three
            page.evaluate("video.currentTime = 5")
            until(page, "video.currentTime > 5.3 && !video.seeking")
            until(page, f"video.ended && Math.abs(video.duration - {LASTS_S}) < 0.1")
        with watched_page(browser, address.removeprefix("http://")) as watched:
            page = watched.page
            page.goto(f"{address}/{player}.html")
            until(page, "video.currentTime > 0.3 && video.videoWidth > 0")
            for tall in (720, 1080, 360):
                page.evaluate(f"video.currentTime = 1; pick({tall}); video.play()")  # or it ends before it is there
                if player != "chromium":
                    until(page, f"video.videoHeight === {tall}")
            until(page, f"video.ended && Math.abs(video.duration - {LASTS_S}) < 0.1")
