"""What the market promises to who complains, as the rules in force say."""

from dataclasses import dataclass
from datetime import datetime

from chophien.rules import selectors as rules


@dataclass(frozen=True)
class ComplaintTerms:
    """Days within which to tell, hours until the first answer, days until each kind is settled."""

    tell_days: int
    reply_hours: int
    missing_days: int
    wrong_days: int
    money_days: int


def complaint_terms(*, at: datetime) -> ComplaintTerms:
    """The terms in force at `at`."""
    return ComplaintTerms(
        tell_days=rules.whole("orders.return_days", at=at),
        reply_hours=rules.whole("complaints.first_reply_hours", at=at),
        missing_days=rules.whole("complaints.missing_parcel_days", at=at),
        wrong_days=rules.whole("complaints.wrong_goods_days", at=at),
        money_days=rules.whole("complaints.money_days", at=at),
    )
