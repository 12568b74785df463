"""What of a journey is left: the spans that are not over, the current one first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tracking.rules.facts import moment
from tracking.rules.journey import Journey, on_hold
from tracking.rules.next_step import Step
from tracking.rules.spans import Span

UNEXPLAINED = "other"


def spans_left(spans: Sequence[Span], step: Step | None, journey: Journey) -> list[Span]:
    """The spans from the one that ends with the next `step` on; none when every leg is behind.

    The current one begins where the last report puts it, also when nobody reported its beginning.
    """
    if step is None:
        return []
    index = next((number for number, span in enumerate(spans) if _ends_with(span, step)), None)
    if index is None:
        return []
    current = spans[index]
    if current.start is None and index > 0:
        current = replace(current, start=_since(journey))
    if current.reason is None and on_hold(journey):
        current = replace(current, reason=journey["held"][2] or UNEXPLAINED)
    return [current, *(replace(span, start=None) for span in spans[index + 1 :])]


def _ends_with(span: Span, step: Step) -> bool:
    return span.position == step.position and span.kind == step.span


def _since(journey: Journey) -> datetime | None:
    latest = journey.get("latest")
    return moment(str(latest["key"][2])) if latest else None
