"""Reports what the story's carriers found on cars, and lets its agent show the buyers what is new."""

from collections.abc import Iterator

from ops.demo.caller import Answer, Caller, NotLoaded, patient
from ops.demo.orders import Known
from ops.demo.progress import Progress
from ops.demo.story.parts import Damage, Inspection, Order, Story

BECAUSE = {"reason": "It is plain to see in the clip."}


def steps(story: Story) -> int:
    """Return how many steps `load_condition` reports."""
    return len(_inspected(story))


def load_condition(
    story: Story, known: Known, clips: dict[str, str], shop: Caller, agent: dict[str, str], progress: Progress
) -> None:
    """Report and decide. Doing it again changes nothing. `clips` are the ids of the story's clips."""
    for order in _inspected(story):
        for inspection in order.inspections:
            carrier = known.carriers[order.stage(inspection.ref).carrier]
            path = f"/v1/stages/{known.stages[order.number, inspection.ref]}/inspections"
            carrier.post(path, _report(inspection, clips))
        if any(inspection.damages for inspection in order.inspections):
            _publish(shop, agent, known.orders[order.number])
        progress.step(f"{order.number}, its condition")


def _inspected(story: Story) -> list[Order]:
    return [order for order in story.orders if order.inspections]


def _report(inspection: Inspection, clips: dict[str, str]) -> Answer:
    return {
        "kind": inspection.kind,
        "inspected_at": inspection.at,
        "odometer": inspection.odometer,
        "signature": inspection.signature,
        "damages": [_damage(damage, clips) for damage in inspection.damages],
    }


def _damage(damage: Damage, clips: dict[str, str]) -> Answer:
    shown = {"clip_id": clips[damage.clip], "at_s": damage.at_s} if damage.clip else {}
    return {"area": damage.area, "type": damage.type, "severity": damage.severity, **shown}


def _publish(shop: Caller, agent: dict[str, str], order_id: str) -> None:
    """Show the buyer what waits, as an agent does it at the console."""
    form = {"grant_type": "password", "username": agent["email"], "password": agent["password"]}
    tokens = _answered(shop, "POST", "/v1/auth/token", data=form)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    chain = _answered(shop, "GET", f"/v1/support/orders/{order_id}/custody", headers=headers)
    for damage_id in _waiting(chain):
        _answered(shop, "POST", f"/v1/support/damages/{damage_id}/publish", headers=headers, json=BECAUSE)
    form = {"token": tokens["refresh_token"]}
    patient(lambda: shop.http.post(f"{shop.base_url}/v1/auth/revoke", data=form))


def _waiting(chain: Answer) -> Iterator[str]:
    reports = [report for custody in chain["custodies"] for report in custody["reports"]]
    for damage in (damage for report in reports for damage in report["damages"]):
        if damage["status"] == "waiting":
            yield damage["id"]


def _answered(shop: Caller, method: str, path: str, **about: object) -> Answer:
    answer = patient(lambda: shop.http.request(method, f"{shop.base_url}{path}", **about))  # type: ignore[arg-type]
    if not answer.is_success:
        raise NotLoaded(f"{method} {path} was answered {answer.status_code}: {answer.text[:300]}")
    return dict(answer.json())
