"""What was written into the books in a way that is not today's, put right by postings that say so."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from chophien.ledger.models import Transfer
from chophien.lib.actor import SYSTEM
from chophien.payments import chart
from chophien.payments.actions.interest import went_without
from chophien.payments.models import InterestOwed, Refund, RefundBack


def owe_what_gateways_never_paid(
    *, at: datetime, by_itself: Callable[[str], AbstractContextManager[object]] = nullcontext
) -> list[InterestOwed]:
    """A gateway gives back no more than it took, yet of refunds that it gave back late the interest was once booked as
    if the market's account had paid it: the account has it again, and the buyer is owed it by itself. Each once.

    `by_itself` is held around each, by the code of its refund: it decides whether what is wrong with one keeps the
    others.
    """
    owed = []
    for refund in _with_interest().order_by("pk"):
        with by_itself(refund.code):
            owed.append(went_without(refund=refund, actor=SYSTEM, at=at))
    return [one for one in owed if one is not None]


def _with_interest() -> QuerySet[Refund]:
    """Refunds that a gateway gave back and that say that interest went with them."""
    paid = Transfer.objects.filter(
        code=Concat(Value("refund:"), OuterRef("code"), Value(":refund_paid")),
        credit__code__startswith=f"{chart.GATEWAY}:",
    )
    came_back = RefundBack.objects.filter(refund=OuterRef("pk"))
    done = Refund.objects.filter(done_at__isnull=False, interest_vnd__gt=0, booked_vnd__gt=0)
    return done.filter(Exists(paid), ~Exists(came_back)).select_related("payment")
