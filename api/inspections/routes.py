"""What carriers found when they took a car over or handed it on."""

from typing import Any

from api.blueprint import Blueprint
from api.caching import answered
from api.caller import caller, now, reading, require, services, writing
from api.fields import path_id
from api.idempotency import earlier, idempotent, remember
from api.inspections.answers import inspection_answer
from api.inspections.schemas import DamageCodesSchema, InspectionRequestSchema, InspectionSchema
from api.languages import language
from api.paging import Page, PageQuery, page_of, page_schema
from store.tables import Inspection
from tracking.events.under_way import Reporter
from tracking.inspections.reading import inspection_of, inspections_at
from tracking.inspections.report import report_inspection, stage_of

blp = Blueprint("Inspections", __name__, url_prefix="/v1", description="The condition of cars at their handovers.")

CREATED, KNOWN = 201, 200


@blp.post("/stages/<stage_id>/inspections")
@require("carrier", "driver")
@idempotent
@blp.arguments(InspectionRequestSchema)
@blp.response(201, InspectionSchema)
@blp.alt_response(200, schema=InspectionSchema, description="The same report was there already")
def record_inspection(told: dict[str, Any], stage_id: str) -> Any:
    """Report the condition of a car

    Damages are coded by `GET /v1/damage-codes`. What no report before has opens a case with support; the buyer is
    shown it when support says so, or after the time this installation has set.
    """
    wanted, reporter = path_id("stg", stage_id), Reporter(caller().carrier_id, caller().driver_id)
    with writing() as session:
        stage_of(session, reporter.carrier_id, wanted)
        if (made := earlier(session, "ins")) is not None:
            return inspection_answer(inspection_of(session, reporter.carrier_id, wanted, made.id)), made.status
        inspection, is_new = report_inspection(session, reporter, wanted, told, now())
        status = CREATED if is_new else KNOWN
        remember(session, "ins", inspection.id, status)
        return inspection_answer(inspection), status


@blp.get("/stages/<stage_id>/inspections")
@require("carrier", "driver")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_schema(InspectionSchema))
def list_inspections(query: dict[str, Any], stage_id: str) -> Any:
    """List the carrier's reports at a stage, the newest first"""
    carrier_id = caller().carrier_id
    with reading() as session:
        stage = stage_of(session, carrier_id, path_id("stg", stage_id))
        reports, by = inspections_at(carrier_id, stage.id), (Inspection.inspected_at, Inspection.id)
        page = page_of(session, reports, by, query["cursor"], query["limit"])
        return Page([inspection_answer(each) for each in page.items], page.next_cursor)


@blp.get("/damage-codes")
@require("carrier", "driver", "buyer", "partner", "console")
@blp.response(200, DamageCodesSchema)
def list_damage_codes() -> Any:
    """List the damage codes of this installation"""
    codes, spoken = services().settings.damage_codes, language()
    parts = {"areas": codes.areas, "types": codes.types, "severities": codes.severities}
    listed = {
        name: [{"code": code, "label": label[spoken]} for code, label in labels.items()]
        for name, labels in parts.items()
    }
    return answered(DamageCodesSchema(), {"code_set": codes.code_set, **listed})
