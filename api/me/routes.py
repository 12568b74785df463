"""Who one is, and on which devices."""

from typing import Any

from api.blueprint import Blueprint
from api.caller import caller, now, reading, require, writing
from api.fields import path_id
from api.languages import language
from api.me.schemas import DevicesSchema, MeSchema
from tracking.sign_in.people import about
from tracking.sign_in.sessions import devices_of, end_device

EVERYBODY = ("buyer", "driver", "carrier", "partner", "console")
blp = Blueprint("Me", __name__, url_prefix="/v1/me")


@blp.get("")
@require(*EVERYBODY)
@blp.response(200, MeSchema)
def who_am_i() -> dict[str, str]:
    """Who the access token speaks for"""
    with reading() as session:
        return {"locale": language(), **about(session, caller())}


@blp.get("/devices")
@require("buyer", "driver", "console")
@blp.response(200, DevicesSchema)
def my_devices() -> dict[str, Any]:
    """The devices one is signed in on, the one used last first"""
    with reading() as session:
        found = devices_of(session, caller(), now())
    items = [
        {
            "id": device.id,
            "name": device.device_name,
            "created_at": device.created_at,
            "last_seen_at": device.last_seen_at,
            "current": device.id == caller().session_id,
        }
        for device in found
    ]
    return {"items": items, "next_cursor": None}


@blp.delete("/devices/<device_id>")
@require("buyer", "driver", "console")
@blp.response(204)
def sign_a_device_out(device_id: str) -> None:
    """Sign one device out, at once"""
    with writing() as session:
        end_device(session, caller(), path_id("dev", device_id), now())
