"""What a carrier works on, and who films for it."""

from typing import Any

from api.blueprint import Blueprint
from api.caller import caller, now, reading, require, services, writing
from api.carrier.answers import stage_answer
from api.carrier.schemas import (
    CameraRequestSchema,
    CameraSchema,
    CarrierStageSchema,
    DriverRequestSchema,
    DriverSchema,
    StageQuery,
)
from api.codes import chosen_code
from api.fields import path_id
from api.idempotency import idempotent, once
from api.paging import Page, PageQuery, page_of, page_schema
from store.tables import Driver, Stage
from tracking.carriers.cameras import put_camera
from tracking.carriers.drivers import add_driver, driver_of, drivers_of, remove_driver
from tracking.carriers.shots import shot_lists
from tracking.carriers.work import work_of
from tracking.sign_in.phones import normalised

blp = Blueprint("Carrier", __name__, url_prefix="/v1")


@blp.get("/carrier/stages")
@require("carrier", "driver")
@blp.arguments(StageQuery, location="query")
@blp.response(200, page_schema(CarrierStageSchema))
def list_stages(query: dict[str, Any]) -> Any:
    """The carrier's stages

    Soonest first. `vin` is a whole VIN or at least its last four characters.
    """
    carrier_id = caller().carrier_id
    with reading() as session:
        work = work_of(carrier_id, status=query.get("status"), vin=query.get("vin"))
        by = (Stage.planned_start, Stage.id)
        page = page_of(session, work, by, query["cursor"], query["limit"], ascending=True)
        shots = shot_lists(session, {stage.id: stage.carrier.shot_level for stage, _vehicle, _status in page.items})
        items = [stage_answer(stage, vehicle, status, shots[stage.id]) for stage, vehicle, status in page.items]
    return Page(items, page.next_cursor)


@blp.get("/carrier/drivers")
@require("carrier")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(DriverSchema))
def list_drivers(query: dict[str, Any]) -> Any:
    """The carrier's drivers"""
    with reading() as session:
        by = (Driver.created_at, Driver.id)
        return page_of(session, drivers_of(caller().carrier_id), by, query["cursor"], query["limit"])


@blp.post("/carrier/drivers")
@require("carrier")
@idempotent
@blp.arguments(DriverRequestSchema)
@blp.response(201, DriverSchema)
def create_driver(driver: dict[str, Any]) -> Any:
    """Register a driver

    The driver signs in with this phone; one phone is one driver.
    """
    carrier_id = caller().carrier_id
    driver["phone"] = normalised(driver["phone"], services().settings.default_region)
    with writing() as session:
        driver_id = once(session, "drv", lambda: add_driver(session, carrier_id, **driver, now=now()).id)
        return driver_of(session, carrier_id, driver_id)


@blp.delete("/carrier/drivers/<driver_id>")
@require("carrier")
@blp.response(204)
def delete_driver(driver_id: str) -> None:
    """Remove a driver

    Out at once, on every device.
    """
    wanted = path_id("drv", driver_id)
    with writing() as session:
        remove_driver(session, caller().carrier_id, wanted, now())


@blp.put("/carrier/cameras/<code>")
@require("carrier")
@blp.arguments(CameraRequestSchema)
@blp.response(200, CameraSchema)
@blp.alt_response(201, schema=CameraSchema, description="The camera is new")
def replace_camera(camera: dict[str, Any], code: str) -> Any:
    """Put a fixed camera or gate"""
    with writing() as session:
        row, place, created = put_camera(session, caller().carrier_id, chosen_code(code), **camera, now=now())
    names = ("code", "name", "bay", "clock_offset_s")
    answer = {name: getattr(row, name) for name in names} | {"place_code": place.code}
    return answer, 201 if created else 200
