"""What became of a carrier's footage."""

from typing import Any

from flask import Response

from api.blueprint import Blueprint
from api.caching import NO_STORE
from api.caller import caller, objects, reading, require
from api.clips.schemas import ClipSchema
from api.fields import path_id
from api.languages import language
from api.paging import PageQuery, page_of, page_schema
from store.errors import NotFound
from store.ids import wire_id
from store.tables import Clip, Rendition
from store.words import Locale
from tracking.clips.reading import Car, captured_local, cars_of, clip_of, clips_of, progress_of, stills_of
from tracking.clips.wording import verdict_words

STILL_S = 600  # how long its address in storage is good
LOCATION = {"Location": {"required": True, "schema": {"type": "string", "format": "uri"}}}

blp = Blueprint("Clips", __name__, url_prefix="/v1", description="What became of footage.")


@blp.get("/clips/<clip_id>")
@require("driver", "carrier")
@blp.response(200, ClipSchema)
def clip(clip_id: str) -> Any:
    """One clip"""
    with reading() as session:
        found = clip_of(session, _carrier_id(), path_id("clp", clip_id))
        return _shown(found, cars_of(session, [found])[found.id], stills_of(session, [found]).get(found.id))


@blp.get("/clips/<clip_id>/still.jpg")
@require("driver", "carrier")
@blp.response(302, description="The file is in storage", headers=LOCATION)
def still(clip_id: str) -> Any:
    """Go to the picture that a verdict is about"""
    with reading() as session:
        found = clip_of(session, _carrier_id(), path_id("clp", clip_id))
        picture = stills_of(session, [found]).get(found.id)
    if picture is None:
        raise NotFound
    address = objects().presign_get(picture.key, STILL_S)
    return Response(status=302, headers={"Location": address, "Cache-Control": NO_STORE})


@blp.get("/carrier/clips")
@require("driver", "carrier")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(ClipSchema))
def clips(query: dict[str, Any]) -> Any:
    """Own clips, newest first"""
    with reading() as session:
        page = page_of(session, clips_of(_carrier_id()), [Clip.id], query["cursor"], query["limit"])
        cars, stills = cars_of(session, page.items), stills_of(session, page.items)
        items = [_shown(each, cars[each.id], stills.get(each.id)) for each in page.items]
        return {"items": items, "next_cursor": page.next_cursor}


def _carrier_id() -> Any:
    return caller().carrier_id


def _shown(found: Clip, cars: list[Car], still: Rendition | None) -> dict[str, Any]:
    step, percent = progress_of(found)
    names = ("id", "status", "duration_s", "width", "height", "created_at", "origin", "shots", "quality")
    shown = {name: getattr(found, name) for name in names}
    shown |= {
        "captured_at": captured_local(found),
        "progress": {"step": step, "percent": percent},
        "cars": cars,
    }
    if found.verdict_code:
        shown["verdict"] = _verdict(found, still)
    return shown


def _verdict(found: Clip, still: Rendition | None) -> dict[str, Any]:
    code, params, spoken = found.verdict_code, found.verdict_params or {}, Locale(language())
    verdict: dict[str, Any] = {"code": code, "params": params, **verdict_words(code, params, spoken)}
    if found.verdict_at_s is not None:
        verdict["at_s"] = found.verdict_at_s
    if still is not None:
        verdict["still"] = f"/v1/clips/{wire_id('clp', found.id)}/still.jpg"
    return verdict
