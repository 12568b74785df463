"""Secrets that have to be read again: sealed with the newest key, opened with any."""

import pytest

from store.sealing import SealBroken, Seals

OLD, NEW = "the key of last year", "the key of this year"


def test_a_secret_is_read_again_and_its_seal_does_not_tell_it():
    seals = Seals([OLD])
    sealed = seals.seal("whsec_secret")
    assert b"secret" not in sealed
    assert seals.open(sealed) == "whsec_secret"
    assert seals.seal("whsec_secret") != sealed


def test_after_a_new_key_came_first_the_old_one_still_opens_and_the_new_one_seals():
    sealed = Seals([OLD]).seal("whsec_secret")
    assert Seals([NEW, OLD]).open(sealed) == "whsec_secret"
    assert Seals([NEW]).open(Seals([NEW, OLD]).seal("whsec_secret")) == "whsec_secret"
    with pytest.raises(SealBroken):
        Seals([NEW]).open(sealed)
