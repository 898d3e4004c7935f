"""Why money goes back, in words: reasons of the market itself stand in the tables by their names."""

from chophien.lib.errors import Sentence
from chophien.orders.states import MarketReason
from chophien.payments.states import RefundReason


def words_of_reason(reason: str) -> Sentence:
    """The reason as people read it; what somebody wrote themselves stays as it was written."""
    for known in (RefundReason, MarketReason):
        if reason in known.values:
            return known(reason).label
    return reason
