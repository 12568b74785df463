"""What an order put by the shop must make sense of, beyond the types of its fields."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from store.tables import Carrier, Place
from store.words import HandoverMode, StageKind
from tracking.orders.currencies import CURRENCIES
from tracking.orders.faults import Faults
from tracking.rules.money import amount_in
from tracking.rules.vin import problem_of

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
FURTHEST = timedelta(days=3653)
CLOCK_SKEW = timedelta(days=1)  # an order is not placed in the future, but clocks and zones go wrong

Wish = Mapping[str, Any]


def check_order(wish: Wish, places: Mapping[str, Place], carriers: Mapping[str, Carrier], now: datetime) -> None:
    """Raises Refused with the path of every field that cannot be."""
    faults = Faults()
    _check_time(faults, "ordered_at", wish["ordered_at"], now, ahead=CLOCK_SKEW)
    _check_window(faults, "promised", wish.get("promised"), now)
    _check_vin(faults, wish["vehicle"].get("vin"))
    _check_handover(faults, wish["handover"], places, now)
    for index, stage in enumerate(wish["stages"]):
        _check_stage(faults, f"stages.{index}", stage, places, carriers, now)
    for index, service in enumerate(wish["services"]):
        _check_service(faults, f"services.{index}", service, now)
    for name in ("stages", "services"):
        _check_refs(faults, name, wish[name])
    faults.raise_if_any()


def places_named(wish: Wish) -> set[str]:
    """Codes of the places an order speaks of."""
    codes = {stage[end] for stage in wish["stages"] for end in ("from_place", "to_place")}
    handed_over_at = wish["handover"].get("place_code")
    return codes | ({handed_over_at} if handed_over_at else set())


def _check_time(faults: Faults, path: str, moment: datetime, now: datetime, ahead: timedelta = FURTHEST) -> None:
    if moment < OLDEST:
        faults.add(path, "This lies before 1990.", "date_out_of_range")
    elif moment > now + ahead:
        faults.add(path, "This lies too far in the future.", "date_out_of_range")


def _check_window(faults: Faults, path: str, window: Wish | None, now: datetime) -> None:
    if window is None:
        return
    for end in ("earliest", "latest"):
        _check_time(faults, f"{path}.{end}", window[end], now)
    if window["earliest"] > window["latest"]:
        faults.add(f"{path}.latest", "The window ends before it begins.", "window_reversed")


def _check_vin(faults: Faults, vin: str | None) -> None:
    problem = problem_of(vin) if vin is not None else None
    if problem == "vin_shape":
        faults.add("vehicle.vin", "A VIN has 17 characters: digits and letters without I, O and Q.", "vin_invalid")
    elif problem:
        faults.add("vehicle.vin", f"{vin} cannot be a VIN: its check digit (position 9) is wrong.", "vin_invalid")


def _check_handover(faults: Faults, handover: Wish, places: Mapping[str, Place], now: datetime) -> None:
    code = handover.get("place_code")
    if (code is None) == (handover.get("address") is None):
        faults.add("handover", "Give either place_code or address.")
    if handover["mode"] is HandoverMode.PICKUP and code is None:
        faults.add("handover.place_code", "A car that is picked up needs the place.")
    if code is not None and code not in places:
        faults.add("handover.place_code", f"There is no place with the code {code}.", "unknown_place")
    _check_window(faults, "handover.window", handover.get("window"), now)
    _check_balance(faults, handover.get("balance_due"))


def _check_balance(faults: Faults, balance: Any) -> None:
    """A balance with an amount is money; a line of text is the shop's own."""
    if not isinstance(balance, Mapping) or "amount" not in balance:
        return
    amount = amount_in(balance)
    if amount is None or amount < 0:
        faults.add("handover.balance_due.amount", 'An amount is a decimal string such as "1999.00".')
    if balance.get("currency") not in CURRENCIES:
        sentence = "A balance needs its currency as ISO 4217 writes it."
        faults.add("handover.balance_due.currency", sentence, "unknown_currency")


def _check_stage(
    faults: Faults,
    path: str,
    stage: Wish,
    places: Mapping[str, Place],
    carriers: Mapping[str, Carrier],
    now: datetime,
) -> None:
    for end in ("from_place", "to_place"):
        if stage[end] not in places:
            faults.add(f"{path}.{end}", f"There is no place with the code {stage[end]}.", "unknown_place")
    if stage["carrier"] not in carriers:
        faults.add(f"{path}.carrier", f"There is no carrier with the code {stage['carrier']}.", "unknown_carrier")
    for end in ("planned_start", "planned_end"):
        _check_time(faults, f"{path}.{end}", stage[end], now)
    if stage["planned_start"] > stage["planned_end"]:
        faults.add(f"{path}.planned_end", "The stage ends before it begins.", "window_reversed")
    _check_movement(faults, path, stage)


def _check_movement(faults: Faults, path: str, stage: Wish) -> None:
    moves = stage["from_place"] != stage["to_place"]
    if stage["kind"] is StageKind.TRANSPORT:
        if stage.get("mode") is None:
            faults.add(f"{path}.mode", "A transport needs its mode.")
        if not moves:
            faults.add(f"{path}.to_place", "A transport goes from one place to another.")
        return
    if moves:
        faults.add(f"{path}.to_place", "A car in storage stays at one place.")
    for name in ("mode", "trip"):
        if stage.get(name) is not None:
            faults.add(f"{path}.{name}", f"A car in storage has no {name}.")


def _check_service(faults: Faults, path: str, service: Wish, now: datetime) -> None:
    _check_window(faults, f"{path}.appointment", service.get("appointment"), now)
    amount, currency = service.get("amount"), service.get("currency")
    if (amount is None) != (currency is None):
        faults.add(f"{path}.{'currency' if currency is None else 'amount'}", "An amount needs its currency.")
    if currency is not None and currency not in CURRENCIES:
        faults.add(f"{path}.currency", f"{currency} is no currency of ISO 4217.", "unknown_currency")


def _check_refs(faults: Faults, name: str, parts: Sequence[Wish]) -> None:
    counts = Counter(part["ref"] for part in parts)
    for index, part in enumerate(parts):
        if counts[part["ref"]] > 1:
            faults.add(f"{name}.{index}.ref", f"{part['ref']} is there more than once.", "duplicate_ref")
