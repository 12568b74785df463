from __future__ import annotations

from pathlib import Path

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, VideoReformatter

from media.outcome import Outcome, Storyboard
from media.shot import Seconds, Shot
from media.sinks.jpeg import SMALL, write_jpeg
from media.upright import plane_of

FILE = "storyboard.jpg"
MOST_TILES = 50
FIRST_INTERVAL: Seconds = 0.5
TILE = 160  # long side
COLUMNS = 10


class Storyboards:
    """Small pictures at even intervals in one sprite, for scrubbing.

    The length of the clip is known only at its end, so the interval doubles, and every second tile goes, whenever
    there are too many.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.interval = FIRST_INTERVAL
        self.tiles: list[VideoFrame] = []
        self.scaler = VideoReformatter()

    def take(self, shot: Shot) -> None:
        tile: VideoFrame | None = None
        while len(self.tiles) * self.interval <= shot.at:
            if len(self.tiles) == MOST_TILES:
                del self.tiles[1::2]
                self.interval *= 2
                continue
            tile = tile or self._tile(shot.pictures[-1])
            self.tiles.append(tile)

    def finish(self, outcome: Outcome) -> None:
        if not self.tiles:
            return
        width, height = self.tiles[0].width, self.tiles[0].height
        columns = min(COLUMNS, len(self.tiles))
        rows = -(-len(self.tiles) // columns)
        sheet = VideoFrame(columns * width, rows * height, "yuv420p")
        sheet.colorspace, sheet.color_range = 1, ColorRange.MPEG
        for number, empty in enumerate((16, 128, 128)):
            target = plane_of(sheet, number)
            target[:] = empty
            for place, tile in enumerate(self.tiles):
                pixels = plane_of(tile, number)
                tall, wide = pixels.shape
                top, left = place // columns * tall, place % columns * wide
                target[top : top + tall, left : left + wide] = pixels
        size, digest = write_jpeg(sheet, self.path, SMALL)
        outcome.storyboard = Storyboard(
            FILE, width, height, columns, rows, len(self.tiles), self.interval, size, digest
        )

    def abandon(self) -> None:
        self.tiles.clear()

    def _tile(self, picture: VideoFrame) -> VideoFrame:
        share = min(1.0, TILE / max(picture.width, picture.height))
        width, height = (max(2, int(side * share) // 2 * 2) for side in (picture.width, picture.height))
        return self.scaler.reformat(picture, width, height, threads=1)
