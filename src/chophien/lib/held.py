"""Whom a hold is on: what apps below the register of holds are told of it when they forget what is old."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """People and shops whose data must stay. What is empty holds nothing back."""

    subjects: AbstractSet[str] = frozenset()
    """Codes of the people and shops that were named."""
    everyone: AbstractSet[str] = frozenset()
    """The same, with everybody who works or ever worked for a shop among them."""
    phones: AbstractSet[str] = frozenset()
    """Their numbers, E.164; never an empty one."""


NOBODY = Held()
