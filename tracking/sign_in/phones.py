"""Phone numbers in one form: E.164."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from store.errors import Refused

LONGEST = 32


def normalised(text: str, region: str) -> str:
    """`138 0013 8000` -> `+8613800138000`; `region` (ISO 3166-1) is meant where no country code is given.

    Raises Refused (`bad_phone`) for what cannot be a phone number.
    """
    try:
        number = phonenumbers.parse(text[:LONGEST], region)
    except NumberParseException:
        number = None
    if number is None or len(text) > LONGEST or not phonenumbers.is_possible_number(number):
        sentence = "Not a phone number. Begin with + and the country code, as in +86 138 0013 8000."
        raise Refused("The phone number cannot be right.", code="bad_phone", errors={"phone": [sentence]})
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
