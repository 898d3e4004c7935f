"""What was paid in cash and goes back: how much of it the buyer can fetch in cash now, instead of naming an account."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat

from chophien.ledger.models import Transfer
from chophien.payments import chart
from chophien.payments.models import Refund
from chophien.payments.selectors.asking import accounts_told
from chophien.payments.selectors.refunds import late_interest, transferred_for_cash


@dataclass(frozen=True)
class Fetchable:
    """A refund that can be fetched in cash, in đồng, with its interest to the day where it is late."""

    refund: Refund
    interest_vnd: int

    @property
    def total_vnd(self) -> int:
        return self.refund.amount_vnd + self.interest_vnd


def fetchable(group_code: str, *, at: datetime) -> list[Fetchable]:
    """The refunds of a group of orders, or of a contract's deposit, that its buyer can fetch in cash: those that the
    market transfers since they were paid in cash, as long as no account was named for them. Most urgent first; one
    statement.
    """
    waiting = transferred_for_cash().filter(payment__group_code=group_code, booked_vnd=F("amount_vnd"))
    rows = waiting.exclude(code__in=accounts_told().values("about"))
    return [Fetchable(one, late_interest(one, at=at)) for one in rows]


def fetched(codes: Collection[str]) -> frozenset[str]:
    """Those of these refunds that went back in cash out of a till: no bank will tell of that payment, and none sends it
    back. One statement, none without codes.
    """
    if not codes:
        return frozenset()
    moves = Transfer.objects.filter(
        subject_code=OuterRef("payment__order_code"),
        kind="refund_paid",
        code__startswith=Concat(Value("refund:"), OuterRef("code")),
        credit__code__startswith=f"{chart.CASH}:",
    )
    found = Refund.objects.filter(Exists(moves), code__in=list(codes), done_at__isnull=False)
    return frozenset(found.values_list("code", flat=True))


def are_fetchable(group_code: str, wanted: Mapping[str, int], *, at: datetime) -> list[Refund] | None:
    """The refunds with these codes, if all of them can be fetched now and come to exactly these sums in đồng; else
    None. Whoever relies on it holds the payments.
    """
    found = {one.refund.code: one for one in fetchable(group_code, at=at)}
    if any(code not in found or found[code].total_vnd != amount for code, amount in wanted.items()):
        return None
    return [found[code].refund for code in wanted]
