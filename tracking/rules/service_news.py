"""What a buyer is told of a service: its status, and its appointment while that lies ahead."""

from store.words import ServiceStatus
from tracking.rules.clashes import Visit

# Statuses in which an appointment is still to come.
AHEAD = {
    ServiceStatus.REQUESTED: "service_now_requested_for",
    ServiceStatus.PENDING: "service_now_scheduled_for",
    ServiceStatus.SCHEDULED: "service_now_scheduled_for",
}


def code_of(service: Visit) -> str:
    """The code of the sentence that says how the service stands."""
    if service.window is not None and service.status in AHEAD:
        return AHEAD[service.status]
    return f"service_now_{service.status.value}"


def is_told(service: Visit) -> bool:
    """Whether the timeline has a line about it: an offer is no news."""
    return service.status is not ServiceStatus.OFFERED


def is_news(before: Visit | None, after: Visit) -> bool:
    """Whether the buyer should hear of it: another status, or another time of an appointment that is still ahead."""
    if before is None or before.status is not after.status:
        return True
    return code_of(before) != code_of(after) or (after.status in AHEAD and before.window != after.window)
