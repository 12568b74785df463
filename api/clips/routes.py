"""What became of a carrier's footage."""

from typing import Any

from api.blueprint import Blueprint
from api.caller import caller, reading, require
from api.clips.schemas import ClipSchema
from api.fields import path_id
from api.languages import language
from api.paging import PageQuery, page_of, page_schema
from store.tables import Clip
from store.words import Locale
from tracking.clips.reading import Car, captured_local, cars_of, clip_of, clips_of, progress_of
from tracking.sentences import advice, sentence

blp = Blueprint("Clips", __name__, url_prefix="/v1", description="What became of footage.")


@blp.get("/clips/<clip_id>")
@require("driver", "carrier")
@blp.response(200, ClipSchema)
def clip(clip_id: str) -> Any:
    """One clip"""
    with reading() as session:
        found = clip_of(session, _carrier_id(), path_id("clp", clip_id))
        return _shown(found, cars_of(session, [found])[found.id])


@blp.get("/carrier/clips")
@require("driver", "carrier")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(ClipSchema))
def clips(query: dict[str, Any]) -> Any:
    """Own clips, newest first"""
    with reading() as session:
        page = page_of(session, clips_of(_carrier_id()), [Clip.id], query["cursor"], query["limit"])
        cars = cars_of(session, page.items)
        return {"items": [_shown(each, cars[each.id]) for each in page.items], "next_cursor": page.next_cursor}


def _carrier_id() -> Any:
    return caller().carrier_id


def _shown(found: Clip, cars: list[Car]) -> dict[str, Any]:
    step, percent = progress_of(found)
    names = ("id", "status", "duration_s", "width", "height", "created_at", "origin", "shots", "quality")
    shown = {name: getattr(found, name) for name in names}
    shown |= {
        "captured_at": captured_local(found),
        "progress": {"step": step, "percent": percent},
        "cars": cars,
    }
    if found.verdict_code:
        shown["verdict"] = _verdict(found)
    return shown


def _verdict(found: Clip) -> dict[str, Any]:
    code, params, spoken = found.verdict_code, found.verdict_params or {}, Locale(language())
    verdict = {
        "code": code,
        "params": params,
        "text": sentence(code, params, spoken),
        "advice": advice(code, params, spoken),
    }
    return verdict if found.verdict_at_s is None else verdict | {"at_s": found.verdict_at_s}
