"""Serials cannot be guessed and notice every slip of a finger."""

import math

from chophien.lib.gs1.keys import CSET_32
from chophien.scans.serials import RANDOM, grouped, is_sound, new_serial, new_serials, typed_serial

SERIALS = [new_serial() for _time in range(40)]


def test_a_serial_is_at_least_64_bits_at_random_and_fits_into_ai_21():
    assert RANDOM * math.log2(len(CSET_32)) >= 64
    assert all(len(one) == 15 <= 20 and is_sound(one) for one in SERIALS)
    assert not set("01IO") & set("".join(SERIALS))
    assert len(set(new_serials(2_000))) == 2_000


def test_every_single_wrong_letter_is_noticed():
    passed = [
        serial
        for serial in SERIALS[:10]
        for place, right in enumerate(serial)
        for wrong in CSET_32
        if wrong != right and is_sound(serial[:place] + wrong + serial[place + 1 :])
    ]

    assert passed == []


def test_every_two_letters_that_are_swapped_are_noticed():
    passed = []
    for serial in SERIALS:
        for first in range(len(serial)):
            for second in range(first + 1, len(serial)):
                letters = list(serial)
                letters[first], letters[second] = letters[second], letters[first]
                if letters[first] != letters[second] and is_sound("".join(letters)):
                    passed.append((serial, first, second))

    beside = [one for one in passed if one[2] - one[1] == 1]
    assert beside == []
    assert [one for one in passed if one[2] < RANDOM] == []


def test_a_serial_is_read_as_people_type_it_or_not_at_all():
    serial = SERIALS[0]

    assert typed_serial(f" {grouped(serial).lower()} ") == serial
    assert typed_serial(serial[:-1]) == ""
    assert typed_serial("ế" * 500) == ""
