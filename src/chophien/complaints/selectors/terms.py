"""What the market promises to who complains, as the rules in force say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.complaints.terms import TERMS, in_words
from chophien.lib.errors import Sentence
from chophien.rules import selectors as rules


@dataclass(frozen=True)
class FaultTerms:
    """One kind of complaint in words: within what it is told, answered and settled."""

    fault: Sentence
    tell: str
    reply: str
    settle: str


@dataclass(frozen=True)
class ComplaintTerms:
    """Days within which to tell, hours until the first answer, and the terms of every kind."""

    tell_days: int
    reply_hours: int
    faults: Sequence[FaultTerms]


def complaint_terms(*, at: datetime) -> ComplaintTerms:
    """The terms in force at `at`."""
    return ComplaintTerms(
        tell_days=rules.whole("orders.return_days", at=at),
        reply_hours=rules.whole("complaints.first_reply_hours", at=at),
        faults=[
            FaultTerms(
                fault.label,
                in_words(terms.tell, at=at) if terms.tell else "",
                in_words(terms.reply, at=at),
                in_words(terms.settle, at=at),
            )
            for fault, terms in TERMS.items()
        ],
    )
