"""What lies ahead of an order's car by the history of its lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from store.tables import Order
from store.words import Milestone, OrderState
from tracking.lanes.cases import keep_cases
from tracking.lanes.known import known_of
from tracking.rules.forecast import Forecast, forecast
from tracking.rules.hindsight import correction_for, held_lanes
from tracking.rules.lanes import quiet_lanes
from tracking.rules.next_step import Step, next_step
from tracking.rules.plan import Part, legs_of
from tracking.rules.road import spans_left
from tracking.rules.spans import TRANSIT, spans_of
from tracking.silence import renew_usual


@dataclass(frozen=True)
class Ahead:
    """`forecast` is None while too little is known of such journeys, or nothing is ahead."""

    step: Step | None
    forecast: Forecast | None


def look_ahead(session: Session, order: Order, parts: Sequence[Part], now: datetime) -> Ahead:
    """Keep what the order's past teaches, and ask the past of others for its future. The order must be locked."""
    spans = spans_of(parts)
    keep_cases(session, order, spans)
    if order.state is not OrderState.OPEN or order.milestone is Milestone.DELIVERED:
        return Ahead(None, None)
    step = next_step(parts, order.fold)  # type: ignore[arg-type]
    left = spans_left(spans, step, order.fold)  # type: ignore[arg-type]
    quiet, held = _quiet(parts, step), held_lanes(left)
    known = known_of(session, {*quiet, *held, *(lane for span in left for lane in span.lanes)} if left else set())
    renew_usual(order, quiet, known)
    return Ahead(step, forecast(left, now, known, correction_for(held, known)))


def _quiet(parts: Sequence[Part], step: Step | None) -> tuple[str, ...]:
    """Under which keys the present silence counts; none once every leg is behind."""
    legs = legs_of(parts)
    leg = next((leg for leg in legs if step is not None and leg.position == step.position), None)
    if leg is None or step is None or leg.way is None:
        return ()
    return quiet_lanes(leg.way, under_way=step.span == TRANSIT, first=leg is legs[0])
