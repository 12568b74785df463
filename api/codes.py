"""Names that callers choose themselves and put into paths: codes of places, numbers of orders."""

import re

from store.errors import Refused

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
NUMBER_LENGTH = 64


def chosen_code(text: str) -> str:
    """`text` as a code for something new. Raises Refused: 1 to 64 letters, digits, dots, hyphens, underscores."""
    if not CODE.fullmatch(text):
        sentence = "1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit."
        raise Refused("The code in the path cannot be used.", code="invalid", errors={"code": [sentence]})
    return text


def chosen_number(text: str) -> str:
    """`text` as the number of an order. Raises Refused: 1 to 64 visible characters."""
    if len(text) > NUMBER_LENGTH or not text.isprintable() or text.strip() != text:
        sentence = f"1 to {NUMBER_LENGTH} visible characters."
        raise Refused("The number in the path cannot be used.", code="invalid", errors={"order_number": [sentence]})
    return text
