"""Amounts of money as people and systems write them."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any


def amount_in(told: Any) -> Decimal | None:
    """The amount in `"1280.00"` or `{"amount": "1280.00", ...}`; None when no number is to be seen."""
    text = told.get("amount") if isinstance(told, Mapping) else told
    try:
        amount = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def is_paid(balance: Any) -> bool | None:
    """Whether a balance due is paid: nothing is left of it. None where there is none."""
    return None if balance is None else amount_in(balance) == 0
