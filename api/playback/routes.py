"""Playing the cuts of an order: tokens, playlists, and the way to the files in storage."""

import re
from collections.abc import Callable

from flask import Response, request

from api.blueprint import Blueprint
from api.caching import NO_STORE, no_store
from api.caller import caller, now, objects, reading, require, writing
from api.fields import path_id
from api.idempotency import refuses_idempotency_key
from api.nothing import NothingSchema
from api.playback.admission import playable, with_token
from api.playback.schemas import PlaybackSchema
from store.errors import NotFound
from store.tables import Rendition
from tracking.bodies import wire_time
from tracking.clips.reading import captured_local
from tracking.playlists import hls, storyboard
from tracking.reading.cuts import Outputs, SeenCut, outputs_of, video_file
from tracking.reading.playback import give_playback_token

blp = Blueprint("Playback", __name__, url_prefix="/v1", description="Playing the videos of one's car.")

PAUSE_S = 30 * 60  # how long a viewer may stop in between before the addresses of the media end
TEXT = {"type": "string"}
LOCATION = {"Location": {"required": True, "schema": {"type": "string", "format": "uri"}}}


@blp.post("/orders/<order_id>/playback")
@require("buyer")
@refuses_idempotency_key
@blp.arguments(NothingSchema, required=False)
@blp.response(201, PlaybackSchema)
def begin_playback(_nothing, order_id):
    """Get a token that plays every published cut of the order, for half an hour"""
    with writing() as session:
        token, expires_at = give_playback_token(session, caller(), path_id("ord", order_id), now())
    return {"token": token, "expires_at": wire_time(expires_at)}, 201, {"Cache-Control": NO_STORE}


@blp.get("/cuts/<cut_id>/master.m3u8")
@playable
@blp.response(200, TEXT, content_type=hls.CONTENT_TYPE)
def show_master_playlist(find):
    """List the qualities of a cut (HLS)"""
    _seen, outputs = _found(find)
    videos = [video_file(video) for video in outputs.videos.values()]
    if not videos:
        raise NotFound
    return _text(hls.master_playlist(videos, lambda video: with_token(f"{video.name}.m3u8")), hls.CONTENT_TYPE)


@blp.get("/cuts/<cut_id>/<rendition>.m3u8")
@playable
@blp.response(200, TEXT, content_type=hls.CONTENT_TYPE)
def show_media_playlist(find, rendition):
    """List the segments of one quality (HLS)"""
    _seen, outputs = _found(find)
    video = outputs.videos.get(rendition)
    if video is None:
        raise NotFound
    return _text(hls.media_playlist(video_file(video), _address(video, outputs)), hls.CONTENT_TYPE)


@blp.get("/cuts/<cut_id>/storyboard.vtt")
@playable
@blp.response(200, TEXT, content_type=storyboard.CONTENT_TYPE)
def show_storyboard(find):
    """List the preview pictures along a cut (WebVTT)"""
    seen, outputs = _found(find)
    sprite = _sprite(seen)
    if sprite is None or outputs.storyboard is None:
        raise NotFound
    cues = storyboard.storyboard_cues(sprite, outputs.duration_s, with_token("storyboard.jpg"))
    return _text(cues, storyboard.CONTENT_TYPE)


@blp.get("/cuts/<cut_id>/poster.jpg")
@playable
@blp.response(302, description="The file is in storage", headers=LOCATION)
def show_poster(find):
    """Go to the still picture of a cut"""
    _seen, outputs = _found(find)
    return _elsewhere(outputs.poster, outputs)


@blp.get("/cuts/<cut_id>/storyboard.jpg")
@playable
@blp.response(302, description="The file is in storage", headers=LOCATION)
def show_storyboard_picture(find):
    """Go to the picture with the previews of a cut"""
    _seen, outputs = _found(find)
    return _elsewhere(outputs.storyboard, outputs)


@blp.get("/cuts/<cut_id>/download.mp4")
@playable
@blp.response(302, description="The file is in storage", headers=LOCATION)
def download_cut(find):
    """Go to the whole cut as one progressive file, in its best quality"""
    seen, outputs = _found(find)
    best = max(outputs.videos.values(), key=lambda video: video.width * video.height, default=None)
    return _elsewhere(best, outputs, filename=file_name(seen))


def file_name(seen: SeenCut) -> str:
    """What the download is called: the order's number and the day it was filmed, in plain characters."""
    number = re.sub(r"[^A-Za-z0-9]+", "-", seen.order_number).strip("-") or "car"
    return f"{number}-{captured_local(seen.clip):%Y-%m-%d}.mp4"


def _found(find: Callable[..., SeenCut]) -> tuple[SeenCut, Outputs]:
    """The cut and its files; the session is closed before storage is asked for anything."""
    with reading() as session:
        seen = find(session)
        return seen, outputs_of(session, seen)


def _sprite(seen: SeenCut) -> storyboard.Sprite | None:
    """How the storyboard's tiles lie; only known for a clip's own, not for the part that a cut may be."""
    told = seen.clip.storyboard
    if told is None or seen.cut.from_s is not None:
        return None
    return storyboard.Sprite(
        tile_width=told["tile_width"],
        tile_height=told["tile_height"],
        columns=told["columns"],
        interval_s=told["interval_s"],
        count=told["count"],
    )


def _address(file: Rendition, outputs: Outputs, *, filename: str | None = None, head: bool = False) -> str:
    """Where storage gives the file out, for as long as the cut plays and a pause."""
    return objects().presign_get(file.key, int(outputs.duration_s) + PAUSE_S, filename=filename, head=head)


def _elsewhere(file: Rendition | None, outputs: Outputs, filename: str | None = None) -> Response:
    if file is None:
        raise NotFound
    # Storage signs the method too: whoever asked by HEAD will go on by HEAD.
    address = _address(file, outputs, filename=filename, head=request.method == "HEAD")
    return _for_players(Response(status=302, headers={"Location": address}))


def _text(text: str, content_type: str) -> Response:
    return _for_players(Response(text, content_type=content_type))


def _for_players(response: Response) -> Response:
    """Never kept by anybody: the body or the Location is a key of its own.

    Players on other origins (a television one casts to, a shop's page) may read what a token in the address opens.
    No cookie or header of the browser's own takes part, so this lets nobody in who does not have the token.
    """
    if "t" in request.args:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return no_store(response)
