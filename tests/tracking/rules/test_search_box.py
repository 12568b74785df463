"""What somebody may have meant by what they typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Refused
from tracking.rules.search import readings_of


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_by_its_own_code(typed):
    try:
        meant = readings_of(typed)
    except Refused as refused:
        assert refused.code == "bad_query"
    else:
        assert 2 <= len(" ".join(typed.split())) <= 64
        assert meant.vin_end is None or 6 <= len(meant.vin_end) <= 17


@pytest.mark.parametrize(
    ("typed", "vin", "phone"),
    [
        ("s392124", "S392124", None),
        ("ZTS 392-124", None, None),  # nine characters: neither an end nor the whole
        ("12345678", "12345678", "12345678"),
        ("+86 138-0013-8000", None, "+86 138-0013-8000"),
        ("OIQ123", None, None),  # letters that no VIN has
        ("123456", "123456", None),
    ],
)
def test_vins_and_phones_are_told_by_their_form(typed, vin, phone):
    meant = readings_of(typed)
    assert (meant.vin_end, meant.phone) == (vin, phone)
