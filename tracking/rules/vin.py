"""What a vehicle identification number can be (ISO 3779; check digit: 49 CFR 565.15, GB 16735)."""

import re

SHAPE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
CHECKED_REGIONS = frozenset("123457L")  # North America and China, by the first character
CHECK_POSITION = 8

# 49 CFR 565.15(c): what each letter counts for, and what each position weighs. I, O and Q are not used.
VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def normal_vin(text: str) -> str:
    """As VINs are stored: upper case, without the spaces and hyphens people write."""
    return re.sub(r"[\s-]", "", text).upper()


def check_digit(vin: str) -> str:
    """The character that position 9 of `vin` should be: `0` to `9`, or `X` for ten."""
    remainder = sum(VALUES[character] * weight for character, weight in zip(vin, WEIGHTS, strict=True)) % 11
    return "X" if remainder == 10 else str(remainder)


def problem_of(vin: str) -> str | None:
    """Why `vin` (normal) cannot be one, as a code; None when it can.

    The check digit counts only where it is mandatory: European cars go without (`doubt_of` tells).
    """
    if not SHAPE.fullmatch(vin):
        return "vin_shape"
    if vin[0] in CHECKED_REGIONS and vin[CHECK_POSITION] != check_digit(vin):
        return "vin_check_digit"
    return None


def doubt_of(vin: str) -> str | None:
    """A warning about a `vin` that can be one: its check digit, not mandatory there, does not fit."""
    return "vin_check_digit" if vin[CHECK_POSITION] != check_digit(vin) else None
