"""Whether somebody agreed that their data serve a purpose. The answer comes from an app above, which hands it in."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol


class Reader(Protocol):
    """Which of these people agree now; silence and what was taken back are no."""

    def __call__(self, person_codes: Collection[str], *, purpose: str, at: datetime) -> set[str]: ...


def _nobody(person_codes: Collection[str], *, purpose: str, at: datetime) -> set[str]:
    del person_codes, purpose, at
    return set()


def _everybody(person_codes: Collection[str], *, purpose: str, at: datetime) -> set[str]:
    del purpose, at
    return set(person_codes)


class _Source:
    """Who keeps the register."""

    read: Reader = staticmethod(_nobody)


def provide(reader: Reader) -> None:
    """Let `reader` say who agreed to what. It is asked each time: what was taken back counts at once."""
    _Source.read = staticmethod(reader)


def agreed(person_code: str, *, purpose: str, at: datetime) -> bool:
    """Whether somebody agreed to a purpose and did not take it back. Without a register nobody did."""
    return bool(agreed_among({person_code}, purpose=purpose, at=at))


def agreed_among(person_codes: Collection[str], *, purpose: str, at: datetime) -> set[str]:
    """Which of these people agreed to a purpose and did not take it back. Without a register nobody did."""
    return _Source.read(person_codes, purpose=purpose, at=at)


@contextmanager
def everybody_agrees() -> Iterator[None]:
    """For tests of apps below the register: whoever is asked about agreed to everything."""
    before = _Source.read
    provide(_everybody)
    try:
        yield
    finally:
        provide(before)
