"""Whether somebody agreed that their data serve a purpose. The answer comes from an app above, which hands it in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol


class Reader(Protocol):
    """Whether this person agrees now; silence and what was taken back are no."""

    def __call__(self, person_code: str, *, purpose: str, at: datetime) -> bool: ...


def _nobody(person_code: str, *, purpose: str, at: datetime) -> bool:
    del person_code, purpose, at
    return False


class _Source:
    """Who keeps the register."""

    read: Reader = staticmethod(_nobody)


def provide(reader: Reader) -> None:
    """Let `reader` say who agreed to what. It is asked each time: what was taken back counts at once."""
    _Source.read = staticmethod(reader)


def agreed(person_code: str, *, purpose: str, at: datetime) -> bool:
    """Whether somebody agreed to a purpose and did not take it back. Without a register nobody did."""
    return _Source.read(person_code, purpose=purpose, at=at)


@contextmanager
def everybody_agrees() -> Iterator[None]:
    """For tests of apps below the register: whoever is asked about agreed to everything."""
    before = _Source.read
    provide(lambda person_code, *, purpose, at: True)  # noqa: ARG005 -- it does not look at who is asked about
    try:
        yield
    finally:
        provide(before)
