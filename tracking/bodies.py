"""The bodies of timeline entries, one in each language, built when the entry is written and read as they are."""

import json
from datetime import datetime
from typing import Any

from store.ids import wire_id
from store.tables import Cut, Place, Stage, TimelineEntry
from store.words import Locale
from tracking.playlists.storyboard import Sprite, tile_at
from tracking.sentences import sentence


def write_bodies(
    entry: TimelineEntry, *, stage: Stage | None = None, place: Place | None = None, cut: Cut | None = None
) -> None:
    """Write `body_en` and `body_zh`: the entry exactly as readers get it."""
    entry.body_en = _body(entry, Locale.EN, stage, place, cut)
    entry.body_zh = _body(entry, Locale.ZH, stage, place, cut)


def wire_time(moment: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _body(entry: TimelineEntry, language: Locale, stage: Stage | None, place: Place | None, cut: Cut | None) -> str:
    body: dict[str, Any] = {"id": wire_id("tle", entry.id), "seq": entry.seq, "kind": entry.kind.value}
    if not entry.removed:
        body |= {
            "code": entry.code,
            "params": entry.params,
            "text": sentence(entry.code, entry.params, language),
            "happened_at": wire_time(entry.happened_at),
            "recorded_at": wire_time(entry.recorded_at),
        }
        if stage:
            body["stage"] = {
                "id": wire_id("stg", stage.id),
                "kind": stage.kind.value,
                "mode": stage.mode,
                "time_zone": stage.to_place.time_zone,  # for what happens on the way, where no place is
            }
        if place:
            body["place"] = {"code": place.code, "name": place_name(place, language), "time_zone": place.time_zone}
        if entry.corrects_id:
            body["corrects"] = wire_id("tle", entry.corrects_id)
        if cut:
            body["clip"] = _clip(cut)
            if "at_s" in entry.params:
                body["clip"] |= {"at_s": entry.params["at_s"], "still": _still(cut, entry.params["at_s"])}
    body["removed"] = entry.removed
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def place_name(place: Place, language: Locale) -> str:
    """The place's name as the reader would say it."""
    return place.name_zh if language is Locale.ZH and place.name_zh else place.name


def _clip(cut: Cut) -> dict[str, Any]:
    path = f"/v1/cuts/{wire_id('cut', cut.id)}"
    clip = cut.clip
    return {
        "id": wire_id("cut", cut.id),
        "attempt": clip.published_attempt,  # changes when the same footage was processed again
        "photo": clip.photo,
        "duration_s": clip.duration_s,
        "width": clip.width,
        "height": clip.height,
        "poster": f"{path}/poster.jpg",
        "storyboard": f"{path}/storyboard.vtt",
        "hls": f"{path}/master.m3u8",
        "download": f"{path}/download.mp4",
        "thumbhash": clip.thumbhash,
        "captured_at": wire_time(clip.captured_at),
        "blurred": cut.blurred,
        "proof": cut.proof,
    }


def _still(cut: Cut, at_s: float) -> str:
    """The published picture nearest to a second of the cut: a tile of the storyboard, named by a media fragment.

    The poster where a cut has no storyboard of its own. Neither ever shows more than the cut does.
    """
    path, board = f"/v1/cuts/{wire_id('cut', cut.id)}", cut.clip.storyboard
    if board is None or cut.from_s is not None:
        return f"{path}/poster.jpg"
    sprite = Sprite(*(board[name] for name in Sprite.__dataclass_fields__))
    return f"{path}/storyboard.jpg#xywh={tile_at(sprite, at_s)}"
