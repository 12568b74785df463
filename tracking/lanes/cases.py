"""Keeping what an order teaches in line with what is known of its journey."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import LaneCase, Order
from tracking.rules.spans import Span, counts


def keep_cases(session: Session, order: Order, spans: Sequence[Span]) -> None:
    """One row for each span that is over; what a correction took back is marked. The order must be locked.

    A row that changed is learned anew; the same again changes nothing.
    """
    rows = {(row.position, row.kind): row for row in session.scalars(_of(order))}
    for span in spans:
        if not counts(span):
            continue
        values = _values(span, last=span is spans[-1])
        row = rows.pop((span.position, span.kind), None)
        if row is None:
            session.add(LaneCase(id=new_id(), order_id=order.id, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            _write(row, values)
    for row in rows.values():
        if not row.gone:
            _write(row, {"gone": True})


def span_of(row: LaneCase) -> Span:
    """The row as the rules see it."""
    return Span(
        kind=row.kind,
        position=row.position,
        lanes=tuple(row.lanes),
        planned_start=row.planned_start,
        planned_end=row.planned_end,
        start=row.started_at,
        end=row.ended_at,
        said=row.said_end,
        reason=row.reason,
    )


def _of(order: Order) -> Any:
    return select(LaneCase).where(LaneCase.order_id == order.id)


def _write(row: LaneCase, values: dict[str, Any]) -> None:
    for name, value in {**values, "learned": False}.items():
        setattr(row, name, value)


def _values(span: Span, *, last: bool) -> dict[str, Any]:
    return {
        "position": span.position,
        "kind": span.kind,
        "lanes": list(span.lanes),
        "planned_start": span.planned_start,
        "planned_end": span.planned_end,
        "started_at": span.start,
        "ended_at": span.end,
        "said_end": span.said,
        "reason": span.reason,
        "last": last,
        "gone": False,
    }
