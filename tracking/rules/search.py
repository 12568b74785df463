"""What support may have typed into its one search box. Every reading is answered by an index."""

import re
from dataclasses import dataclass

from store.errors import Refused
from tracking.rules.vin import normal_vin

LEAST, MOST = 2, 64  # characters
VIN_ENDS = range(6, 9)  # people read the last six to eight characters off a windscreen
WHOLE_VIN = 17
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]+")
_PHONE = re.compile(r"\+?[\d\s().-]+")
_LEAST_DIGITS = 7


@dataclass(frozen=True)
class Readings:
    """What `text` can mean; None where it cannot mean that."""

    text: str  # an order number or a name, or the beginning of one; lower case
    vin_end: str | None  # a whole VIN or its end
    phone: str | None  # still to be brought into international form

    @property
    def is_whole_vin(self) -> bool:
        """Whether a car that the order had before can be meant, too."""
        return self.vin_end is not None and len(self.vin_end) == WHOLE_VIN


def readings_of(typed: str) -> Readings:
    """Everything that `typed` can mean. Raises Refused (`bad_query`)."""
    text = " ".join(typed.split())
    if not LEAST <= len(text) <= MOST:
        sentence = f"Type {LEAST} to {MOST} characters of an order number, a VIN, a phone number or a name."
        raise Refused("That cannot be searched for.", code="bad_query", errors={"q": [sentence]})
    vin = normal_vin(text)
    is_vin = bool(_VIN.fullmatch(vin)) and (len(vin) in VIN_ENDS or len(vin) == WHOLE_VIN)
    digits = sum(character.isdecimal() for character in text)
    is_phone = bool(_PHONE.fullmatch(text)) and digits >= _LEAST_DIGITS
    return Readings(text.lower(), vin if is_vin else None, text if is_phone else None)
