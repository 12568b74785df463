"""The console's blueprint, and the look at an order that every route about one begins with."""

from typing import Any

from sqlalchemy.orm import Session

from api.blueprint import Blueprint
from api.caller import caller, now, services
from api.fields import path_id
from store.tables import Order
from tracking.support.looks import look

blp = Blueprint(
    "Support", __name__, url_prefix="/v1/support", description="The console. Each look at a buyer's data is recorded."
)


def key() -> str:
    """What counters of limits are keyed with."""
    return services().settings.secret_keys[0]


def looked_at(session: Session, order_id: str, action: str, **about: Any) -> Order:
    """The order in the path, with a line in the audit that the caller looked at it."""
    return look(session, caller(), path_id("ord", order_id), action, now(), key(), **about)
