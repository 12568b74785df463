"""What does not fit together around a handover: named, so that the buyer and the shop hear of it before the day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from store.words import HandoverMode, ServiceKind, ServiceStatus
from tracking.rules.eta import Window

SOON = timedelta(days=3)  # from then on papers that are not done are in the way of a handover
PAPERS = frozenset({ServiceKind.REGISTRATION, ServiceKind.INSURANCE, ServiceKind.FINANCE})
SETTLED = frozenset(
    {ServiceStatus.DONE, ServiceStatus.DECLINED, ServiceStatus.CANCELLED, ServiceStatus.OFFERED}
)  # nothing more is to come of it, or nobody wanted it yet


@dataclass(frozen=True)
class Visit:
    """One service with its appointment."""

    kind: ServiceKind
    status: ServiceStatus
    window: Window | None = None

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.status not in SETTLED


@dataclass(frozen=True)
class Handover:
    """A handover that is still to come. `arrival`: when the car is expected, by its ETA."""

    mode: HandoverMode | None
    window: Window | None
    arrival: Window | None
    visits: Sequence[Visit]


@dataclass(frozen=True)
class Clash:
    """`params` hold words and windows."""

    code: str
    params: Mapping[str, Any]


def clashes(handover: Handover, now: datetime) -> list[Clash]:
    """Everything that does not fit, the handover's own first."""
    found = [*_appointment(handover, now)]
    for visit in handover.visits:
        if visit.open:
            found += _visit(visit, handover, now)
    return found


def _appointment(handover: Handover, now: datetime) -> Iterator[Clash]:
    window, arrival = handover.window, handover.arrival
    if window is None:
        return
    if window.latest <= now:
        yield Clash("appointment_passed", {"appointment": window})
    elif arrival is not None and arrival.earliest > window.latest:
        yield Clash("appointment_before_arrival", {"appointment": window, "expected": arrival})


def _visit(visit: Visit, handover: Handover, now: datetime) -> Iterator[Clash]:
    window = visit.window
    if window is not None and window.latest <= now:
        yield Clash("visit_passed", {"service": visit.kind.value, "visit": window})
    elif visit.kind is ServiceKind.CHARGER_INSTALLATION and window is not None:
        yield from _charger(window, handover)
    elif visit.kind in PAPERS and handover.window is not None:
        yield from _papers(visit, handover.window, now)


def _charger(visit: Window, handover: Handover) -> Iterator[Clash]:
    """The charger is tried out with the car, at the buyer's home."""
    agreed = handover.window
    there = agreed or handover.arrival
    if there is None:
        return
    if visit.latest <= there.earliest:
        yield Clash("charger_before_car", {"visit": visit, "expected": there})
    elif agreed is not None and visit.earliest >= agreed.latest:
        yield Clash("charger_after_handover", {"visit": visit, "appointment": agreed})
    elif agreed is not None and handover.mode is HandoverMode.PICKUP:
        yield Clash("charger_during_pickup", {"visit": visit, "appointment": agreed})


def _papers(visit: Visit, agreed: Window, now: datetime) -> Iterator[Clash]:
    if visit.window is not None and visit.window.latest > agreed.earliest:
        yield Clash("papers_after_handover", {**_named(visit), "visit": visit.window, "appointment": agreed})
    elif visit.window is None and agreed.earliest - now <= SOON:
        yield Clash("papers_not_done", {**_named(visit), "appointment": agreed})


def _named(visit: Visit) -> dict[str, str]:
    return {"service": visit.kind.value}
