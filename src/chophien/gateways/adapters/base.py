"""What every payment gateway can do, whatever it is called: plain data in, plain data out, no database.

Signatures are checked here and nowhere else; what follows from a message is decided by `gateways.actions`.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Outcome(StrEnum):
    """What a gateway says of a payment."""

    PAID = "paid"
    FAILED = "failed"
    PENDING = "pending"
    UNKNOWN = "unknown"
    """It says nothing about the payment: the question was refused, or the answer is none."""


class Back(StrEnum):
    """What a gateway says of money that goes back."""

    DONE = "done"
    PENDING = "pending"
    REFUSED = "refused"
    AGAIN = "again"
    """Nothing has moved, and it may be asked for again."""
    UNKNOWN = "unknown"


class NoAnswer(Exception):
    """The gateway did not answer in time, or not in a way that can be read. What it did is not known."""


@dataclass(frozen=True)
class Wanted:
    """A payment to be begun. The amount is in đồng; `about` has no marks; the address is that of the buyer's device."""

    reference: str
    amount_vnd: int
    about: str
    return_to: str
    notify_at: str
    begins_at: datetime
    ends_at: datetime
    language: str
    device: str


@dataclass(frozen=True)
class Told:
    """What a message says about a payment.

    `genuine`: whoever has the key signed it, or it came as an answer over the gateway's own connection. `ours`: it is
    about this market's terminal and about đồng. Only what `facts` holds is kept of it.
    """

    genuine: bool
    ours: bool = False
    reference: str = ""
    outcome: Outcome = Outcome.UNKNOWN
    code: str = ""
    amount_vnd: int | None = None
    number: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Started:
    """Where the buyer goes to pay, or why not."""

    address: str
    code: str = ""


@dataclass(frozen=True)
class GiveBack:
    """Money of a payment that goes back, a part or all of it. The same `reference` is the same money."""

    reference: str
    payment: str
    payment_number: str
    payment_vnd: int
    amount_vnd: int
    about: str
    began_at: datetime
    paid_at: datetime
    at: datetime


@dataclass(frozen=True)
class Returned:
    """What the gateway says it did."""

    outcome: Back
    code: str = ""
    number: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class Gateway(Protocol):
    """One payment gateway."""

    @property
    def name(self) -> str:
        """What it is called in the market's data."""

    def start(self, wanted: Wanted) -> Started:
        """Begin a payment.

        :raises NoAnswer: if it has to be asked and does not answer
        """

    def read_return(self, said: Mapping[str, Any]) -> Told:
        """What the buyer's browser brings back."""

    def read_notice(self, said: Mapping[str, Any]) -> Told:
        """What the gateway's server tells."""

    def ask_state(self, *, reference: str, began_at: datetime, question: str, at: datetime) -> Told:
        """Ask what became of a payment; `question` is new each time.

        :raises NoAnswer: if it does not answer
        """

    def give_back(self, money: GiveBack) -> Returned:
        """Have it give money back.

        :raises NoAnswer: if it does not answer; the money may have gone
        """

    def ask_back(self, money: GiveBack, *, question: str) -> Returned:
        """Ask what became of money that was to go back.

        :raises NoAnswer: if it does not answer
        """


Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""How a gateway is asked: an address and an object, answered with an object."""


def signature_of(text: str, *, key: str, digest: str) -> str:
    """The HMAC of a text in hexadecimal digits, by the digest of this name."""
    return hmac.new(key.encode(), text.encode("utf-8", "surrogatepass"), digest).hexdigest()


def is_same(ours: str, told: str) -> bool:
    """Whether two signatures are the same, in constant time; a told one may be in capitals."""
    return hmac.compare_digest(ours.encode(), told.lower().encode("utf-8", "surrogatepass"))


def whole(value: object) -> int | None:
    """A whole number as JSON or an address writes it; none for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    is_number = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
    return int(str(value)) if is_number else None


def word(value: object, most: int = 60) -> str:
    """A short text without signs that are not printed; empty for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value[:most] if isinstance(value, str) and value.isascii() and value.isprintable() else ""


MOST_DIGITS = 15
