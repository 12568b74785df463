"""Identifiers on the wire."""

import pytest

from store.ids import UnknownId, from_wire, new_id, wire_id


def test_an_identifier_survives_the_wire() -> None:
    value = new_id()
    assert from_wire("ord", wire_id("ord", value)) == value


def test_identifiers_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(100)]
    assert made == sorted(made)
    assert {value.version for value in made} == {7}


@pytest.mark.parametrize(
    "text", ["", "ord", "ord_", "clp_" + "0" * 32, "ord_" + "0" * 31, "ord_" + "G" * 32, "ord_é"]
)
def test_what_cannot_be_an_order_s_identifier_is_unknown(text: str) -> None:
    with pytest.raises(UnknownId):
        from_wire("ord", text)
