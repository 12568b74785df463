"""What the story's buyers do themselves: they confirm an appointment, and sign for their car."""

from datetime import datetime
from typing import Any

from ops.demo.caller import Answer, Caller, NotLoaded, patient, plain
from ops.demo.orders import Known
from ops.demo.progress import Progress
from ops.demo.story.parts import Order, Story

DEVICE = "Demonstration"


def steps(story: Story) -> int:
    """Return how many steps `act_as_buyers` reports."""
    return len(_acting(story))


def act_as_buyers(story: Story, known: Known, shop: Caller, progress: Progress) -> None:
    """Do what the buyers of the story do. Doing it again changes nothing."""
    for order in _acting(story):
        tokens = handed_over(shop, order.number)
        path = f"/v1/orders/{known.orders[order.number]}"
        stands = _ask(shop, tokens, "GET", path)
        if order.confirms and stands["handover"]["appointment"]["state"] == "proposed" and not _passed(order):
            _ask(shop, tokens, "POST", f"{path}/handover/confirm")
        if order.receipt and "receipt" not in stands:
            _ask(shop, tokens, "POST", f"{path}/receipt", json=plain(order.receipt))
        patient(lambda: shop.http.post(f"{shop.base_url}/v1/auth/revoke", data={"token": tokens["refresh_token"]}))  # noqa: B023 - called at once
        progress.step(f"{order.number}, its buyer")


def handed_over(shop: Caller, number: str) -> dict[str, str]:
    """Return the tokens of the order's buyer, as the shop's app gets them."""
    code = shop.post(f"/v1/partner/orders/{number}/sessions", {"device_name": DEVICE})["code"]
    form = {"grant_type": "urn:roadreel:handoff", "code": code}
    answer = patient(lambda: shop.http.post(f"{shop.base_url}/v1/auth/token", data=form))
    if not answer.is_success:
        raise NotLoaded(f"The buyer could not be signed in ({answer.status_code}): {answer.text[:300]}")
    return dict(answer.json())


def _acting(story: Story) -> list[Order]:
    return [order for order in story.orders if order.confirms or order.receipt]


def _passed(order: Order) -> bool:
    """Whether a load that was interrupted goes on after the day it tells of."""
    latest: datetime = order.handover["window"]["latest"]
    return latest <= datetime.now(latest.tzinfo)


def _ask(shop: Caller, tokens: dict[str, str], method: str, path: str, **about: Any) -> Answer:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = patient(lambda: shop.http.request(method, f"{shop.base_url}{path}", headers=headers, **about))
    if not answer.is_success:
        raise NotLoaded(f"{method} {path} was answered {answer.status_code}: {answer.text[:300]}")
    return dict(answer.json())
