"""The storyboard's cues: WebVTT that names one tile of a sprite for each stretch of the clip."""

from dataclasses import dataclass

CONTENT_TYPE = "text/vtt; charset=utf-8"


@dataclass(frozen=True)
class Sprite:
    """One picture of `count` tiles, `columns` in a row, one every `interval_s` seconds. Sizes in pixels."""

    tile_width: int
    tile_height: int
    columns: int
    interval_s: float
    count: int


def storyboard_cues(sprite: Sprite, duration_s: float, url: str) -> str:
    """One cue for each tile, together covering the clip from its start to its end.

    Tiles are named by media fragments (`#xywh=`), as players' preview plug-ins read them.
    """
    cues = ["WEBVTT"]
    for tile in range(sprite.count):
        start = tile * sprite.interval_s
        if _milliseconds(start) >= _milliseconds(duration_s):
            break
        last = tile == sprite.count - 1
        end = duration_s if last else min((tile + 1) * sprite.interval_s, duration_s)
        cues.append(f"{_stamp(start)} --> {_stamp(end)}\n{url}#xywh={_tile(sprite, tile)}")
    return "\n\n".join(cues) + "\n"


def tile_at(sprite: Sprite, at_s: float) -> str:
    """`x,y,w,h` of the tile that shows a second of the clip, in pixels of the sprite."""
    return _tile(sprite, min(int(at_s / sprite.interval_s), sprite.count - 1))


def _tile(sprite: Sprite, tile: int) -> str:
    row, column = divmod(tile, sprite.columns)
    return f"{column * sprite.tile_width},{row * sprite.tile_height},{sprite.tile_width},{sprite.tile_height}"


def _stamp(seconds: float) -> str:
    """Seconds as HH:MM:SS.mmm."""
    minutes, rest = divmod(_milliseconds(seconds), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
