"""What support decides about new damages, and the chain of custodies."""

from typing import Any

from api.blueprint import Blueprint
from api.caller import caller, now, require, writing
from api.damages.answers import chain_answer, decided_answer
from api.damages.schemas import CustodyChainSchema, DecidedDamageSchema, DecisionSchema
from api.fields import path_id
from tracking.audit import record
from tracking.damages.custody import custody_of
from tracking.damages.deciding import dismiss_damage, publish_damage

blp = Blueprint("Damages", __name__, url_prefix="/v1", description="Which damage is new, and who is told of it.")


@blp.post("/support/damages/<damage_id>/publish")
@require("console")
@blp.arguments(DecisionSchema)
@blp.response(200, DecidedDamageSchema)
def publish(body: dict[str, str], damage_id: str) -> Any:
    """Show a new damage to the buyer

    In the words of its codes, and with a still of the published cut that shows it. Twice is the same as once.
    """
    with writing() as session:
        damage = publish_damage(session, path_id("dmg", damage_id), caller(), now(), body["reason"])
        return decided_answer(damage)


@blp.post("/support/damages/<damage_id>/dismiss")
@require("console")
@blp.arguments(DecisionSchema)
@blp.response(200, DecidedDamageSchema)
def dismiss(body: dict[str, str], damage_id: str) -> Any:
    """Never show this damage to the buyer

    One that was shown is taken back. It stays in the chain of custodies, for support.
    """
    with writing() as session:
        damage = dismiss_damage(session, path_id("dmg", damage_id), caller(), now(), body["reason"])
        return decided_answer(damage)


@blp.get("/support/orders/<order_id>/custody")
@require("console")
@blp.response(200, CustodyChainSchema)
def show_custody(order_id: str) -> Any:
    """Read who had the car, one after the other, what each found, and what of it is new

    The look is recorded.
    """
    with writing() as session:
        order, custodies, receipt = custody_of(session, path_id("ord", order_id))
        record(session, caller(), "custody_seen", "order", order.id, now())
        return chain_answer(order, custodies, receipt)
