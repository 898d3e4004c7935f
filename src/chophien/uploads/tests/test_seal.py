"""What is sealed is read with the field keys alone, old keys included."""

import pytest
from cryptography.fernet import Fernet

from chophien.uploads.sealing import SealBroken, open_sealed, reseal, seal

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_was_sealed_opens_and_does_not_show_itself():
    sealed = seal("Sùng A Páo 012345678901".encode())

    assert open_sealed(sealed) == "Sùng A Páo 012345678901".encode()
    assert b"012345678901" not in sealed


def test_bytes_that_came_from_the_database_open_as_well():
    assert open_sealed(memoryview(seal(b"paper"))) == b"paper"


def test_an_old_key_still_opens_after_a_new_one_was_put_before_it(settings):
    settings.FIELD_KEYS = [OLD]
    sealed = seal(b"paper")

    settings.FIELD_KEYS = [NEW, OLD]

    assert open_sealed(sealed) == b"paper"


def test_what_was_sealed_again_opens_once_the_old_key_is_gone(settings):
    settings.FIELD_KEYS = [OLD]
    sealed = seal(b"paper")
    settings.FIELD_KEYS = [NEW, OLD]
    again = reseal(sealed)

    settings.FIELD_KEYS = [NEW]

    assert open_sealed(again) == b"paper"
    with pytest.raises(SealBroken):
        open_sealed(sealed)


def test_changed_bytes_do_not_open():
    sealed = seal(b"paper")

    with pytest.raises(SealBroken):
        open_sealed(sealed[:-2] + b"AA")
