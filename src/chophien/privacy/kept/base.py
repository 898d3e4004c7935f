"""What one class of data is: what it is called, how it is read for its person, what a wish to delete does to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chophien.accounts.models import Person
from chophien.lib.errors import Sentence

Rows = Sequence[Mapping[str, object]]


class Reader(Protocol):
    """Everything of one class that is kept about a person, as rows that JSON can hold."""

    def __call__(self, person: Person) -> Rows: ...


class Forgetter(Protocol):
    """Take a person out of one class, and say how many rows that changed."""

    def __call__(self, person: Person, *, at: datetime) -> int: ...


@dataclass(frozen=True)
class Kept:
    """One class. Without `forget` all of it stays; `why_kept` tells the person which law or need keeps the rest."""

    key: str
    title: Sentence
    read: Reader
    forget: Forgetter | None = None
    why_kept: Sentence = ""
