"""The order in which the events of one batch are judged."""

from datetime import UTC, datetime
from time import process_time
from typing import Any

from tracking.events.batch import corrections_last
from tracking.events.reports import Report, read_report

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
SECONDS = 0.5  # many times what it takes


def said(name: str, corrects: str | None = None) -> Report:
    item: dict[str, Any] = {"event_id": name, "vin": "LSVAA4182E2184847", "type": "departing", "corrects": corrects}
    return read_report(item | {"classifier": "actual", "happened_at": "2026-11-17T09:00:00+08:00"}, None, NOW)


def test_an_event_is_judged_before_what_corrects_it_and_a_ring_at_last() -> None:
    batch = [said("c", "b"), said("x", "y"), said("b", "a"), said("y", "x"), said("a"), said("d", "not here")]
    assert corrections_last(dict(enumerate(batch))) == [4, 5, 2, 0, 1, 3]


def test_a_large_document_of_declarations_is_put_in_order_without_comparing_each_with_each() -> None:
    """1,000 EPCIS events about 100 cars each are 100,000 reports; with a tenth of them it shows."""
    event = said("e")
    batch = [Report(**{**vars(event), "event_id": f"d{n}", "corrects": f"e{n}"}) for n in range(5_000)]
    batch += [Report(**{**vars(event), "event_id": f"e{n}"}) for n in range(5_000)]
    began = process_time()
    assert corrections_last(dict(enumerate(batch))) == [*range(5_000, 10_000), *range(5_000)]
    assert process_time() - began < SECONDS
