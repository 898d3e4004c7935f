"""Serials of stamps: nobody can guess one, and one that was read or typed wrong is noticed.

Thirteen letters at random, each of 32 that are not misread for one another (no 0, 1, I, O): 65 bits. Behind them the
check character pair of GS1 (General Specifications 7.9.5): weights are primes, the sum is taken modulo 1021. 1021 is a
prime itself, so that every single wrong letter and every two swapped ones change the pair.
"""

import re
import secrets

from chophien.lib.gs1.keys import CSET_32, check_pair, has_check_pair

RANDOM, PAIR, GROUP = 13, 2, 5
LENGTH = RANDOM + PAIR
LONGEST_TYPED = 60

_APART = re.compile(r"[\s.\-–_]+")


def new_serial() -> str:
    """Draw a serial. It says nothing about the goods, the shop or how many there are."""
    drawn = "".join(secrets.choice(CSET_32) for _place in range(RANDOM))
    return drawn + check_pair(drawn)


def new_serials(count: int) -> list[str]:
    """Draw so many, all different."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn[new_serial()] = None
    return list(drawn)


def is_sound(serial: str) -> bool:
    """Whether a text can be a serial: length, letters and check pair fit. It may belong to no stamp all the same."""
    return len(serial) == LENGTH and all(letter in CSET_32 for letter in serial) and has_check_pair(serial)


def typed_serial(text: str) -> str:
    """A serial as people type it, with small letters, spaces and dashes; empty when it cannot be one."""
    letters = _APART.sub("", text[:LONGEST_TYPED]).upper()
    return letters if is_sound(letters) else ""


def grouped(serial: str) -> str:
    """A serial as it is printed for people: ``7K3MA-92XRT-HQ4WP``."""
    return "-".join(serial[start : start + GROUP] for start in range(0, len(serial), GROUP))
