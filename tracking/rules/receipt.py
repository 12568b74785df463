"""What a receipt may say, and for how long more may be added to it."""

from datetime import datetime, timedelta

from store.errors import WrongState
from store.words import ReceiptCondition

COMPLETED_FOR = timedelta(hours=48)
CLOCK_SKEW = timedelta(minutes=15)  # phones' clocks are a little ahead
MOST_DAMAGES = 50


def closes_at(recorded_at: datetime) -> datetime:
    """Until when the buyer may add to a receipt that was first recorded then."""
    return recorded_at + COMPLETED_FOR


def check_open(recorded_at: datetime, now: datetime) -> None:
    """Raises WrongState (`receipt_closed`) once nothing can be added any more."""
    if now >= closes_at(recorded_at):
        detail = "A receipt can be completed for 48 hours. Open a case for what you found later."
        raise WrongState(detail, code="receipt_closed")


def condition_of(said: ReceiptCondition, *, damages: bool, remarks: bool) -> ReceiptCondition:
    """The condition of a receipt that holds these: a damage or a remark is one, whatever was said at first."""
    return ReceiptCondition.WITH_REMARKS if damages or remarks else said
