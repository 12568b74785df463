"""Events in batches."""

from typing import Any

from api.blueprint import Blueprint
from api.caller import caller, now, require, writing
from api.events.schemas import EventBatchSchema, EventResultsSchema
from tracking.events.batch import report_events
from tracking.events.under_way import Reporter

blp = Blueprint("Events", __name__, url_prefix="/v1")


@blp.post("/events")
@require("carrier", "driver")
@blp.arguments(EventBatchSchema)
@blp.response(200, EventResultsSchema)
def report(batch: dict[str, Any]) -> Any:
    """Report events

    Each is judged on its own. `accepted`; `duplicate`: known already, with the same content; `parked`: nobody
    ordered a car with this VIN yet, it is taken when somebody does; `rejected`, with a code: `exactly_one_target`,
    `unknown_stage`, `unknown_trip`, `unknown_place`, `unknown_type`, `unknown_classifier`, `unknown_reason`,
    `vin_invalid`, `time_invalid`, `time_out_of_range`, `location_out_of_range`, `note_too_long`, `event_id_reused`,
    `unknown_event`, `already_corrected`, `corrects_itself`.

    More than 500 events are refused as a whole (`too_many_events`), and so is a body of another shape.
    """
    reporter = Reporter(caller().carrier_id, caller().driver_id)
    with writing() as session:
        results = report_events(session, reporter, batch["events"], batch.get("sent_at"), now())
    return {"results": [_told(result) for result in results]}


def _told(result: Any) -> dict[str, Any]:
    told = {"event_id": result.event_id, "status": result.status}
    return told if result.code is None else told | {"code": result.code}
