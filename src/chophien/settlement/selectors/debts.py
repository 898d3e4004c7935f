"""What shops owe that sell no more, as goods were given back after they had been paid, and how it can end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat

from chophien.ledger.models import Balance, Transfer
from chophien.ledger.selectors import sums_of
from chophien.payments import chart
from chophien.payments.models import Refund
from chophien.payments.selectors.refunds import given_back_by_the_shop, open_refunds
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.settlement.models import Payout, WriteOff
from chophien.settlement.selectors.owing import Owing, borne_in
from chophien.settlement.selectors.paid_twice import owed_twice
from chophien.settlement.states import PayoutStatus

SET_ASIDE = (PayoutStatus.WAITING, PayoutStatus.SENT)
OWES_SINCE = Subquery(
    Transfer.objects.filter(debit__code=Concat(Value("seller:"), OuterRef("code"), Value(":due")))
    .order_by("-id")
    .values("at")[:1]
)
"""When something was last taken off what a shop has to come."""


@dataclass(frozen=True, kw_only=True)
class ShopDebt(Owing):
    """What a shop owes, less what it was paid twice: that has an end of its own (`paid_twice`)."""

    seller: Seller
    twice: Mapping[str, int]
    """What it owes of payouts that were paid twice, by their codes: its own transfer pays that too."""
    sells_no_more: bool

    @property
    def can_come_vnd(self) -> int:
        """So much may come under the shop's code: all that it owes, and what the market bears of it."""
        return self.owed_vnd + sum(self.twice.values()) + self.borne_vnd

    @property
    def can_be_borne(self) -> bool:
        return super().can_be_borne and self.sells_no_more


def stands_of(codes: Collection[str]) -> dict[str, int]:
    """All that shops have to come in đồng, with what is set aside for them; below zero what they owe. What a shop gives
    back itself is taken off only until it has. Three statements.
    """
    sums = sums_of([account(code) for code in codes for account in (chart.pending, chart.due)])
    total = dict.fromkeys(codes, 0)
    for name, stands in sums.items():
        total[chart.owner_of(name)] += stands.owed
    for payout in Payout.objects.filter(seller_code__in=codes, status__in=SET_ASIDE):
        total[payout.seller_code] += payout.amount_vnd
    for refund in refunds_of_their_own(codes):
        total[refund.payment.seller_code] += refund.booked_vnd
    return total


def refunds_of_their_own(codes: Collection[str]) -> QuerySet[Refund]:
    """What these shops themselves still have to give back to buyers."""
    return open_refunds(seller_codes=codes).filter(given_back_by_the_shop())


def debt_of(seller_code: str, *, at: datetime | None = None) -> ShopDebt | None:
    """What the shop with this code owes, and what people agreed to about it; none where there is no such shop. Without
    `at` nobody asks whether an open one has long sold nothing. About eight statements.
    """
    seller = Seller.objects.filter(code=seller_code).first()
    if seller is None:
        return None
    twice = _twice_of([seller_code])[seller_code]
    write_offs = list(WriteOff.objects.filter(payout=None, seller_code=seller_code).order_by("-pk"))
    return ShopDebt(
        seller_code=seller_code,
        seller=seller,
        owed_vnd=_less_twice(stands_of([seller_code])[seller_code], twice),
        borne_vnd=borne_in(write_offs),
        write_offs=write_offs,
        twice=twice,
        sells_no_more=seller.status == SellerStatus.CLOSED
        or (at is not None and seller_code in _silent([seller_code], at=at)),
    )


def debts(*, at: datetime) -> dict[str, int]:
    """What shops owe that are closed, or have sold nothing for `settlement.silent_days`, by code, in đồng. One
    statement where nobody owes anything, about six else.
    """
    owe = (
        Balance.objects.filter(account__kind="seller_due")
        .values("account__code")
        .annotate(owed=Sum(F("credits_posted") - F("debits_posted") - F("debits_pending")))
        .filter(owed__lt=0)
    )
    codes = [chart.owner_of(row["account__code"]) for row in owe]
    if not codes:
        return {}
    over = set(closed(codes)) | _silent(codes, at=at)
    twice = _twice_of(over)
    left = {code: _less_twice(stand, twice[code]) for code, stand in stands_of(sorted(over)).items()}
    return {code: amount for code, amount in left.items() if amount}


def shops_in_debt(owed: Collection[str]) -> QuerySet[Seller]:
    """The shops that `debts` tells of, each with `owes_since`, the one that waits longest first."""
    shops = Seller.objects.filter(code__in=owed).annotate(owes_since=OWES_SINCE)
    return shops.order_by("owes_since", "pk")


def closed(codes: Collection[str]) -> list[str]:
    """Of these shops those that are closed. One statement."""
    shops = Seller.objects.filter(code__in=codes, status=SellerStatus.CLOSED)
    return list(shops.values_list("code", flat=True))


def _silent(codes: Collection[str], *, at: datetime) -> set[str]:
    """Of these shops those for whose goods nothing has come for `settlement.silent_days`."""
    since = at - timedelta(days=rules.whole("settlement.silent_days", at=at))
    accounts = {chart.pending(code): code for code in codes}
    sold = Transfer.objects.filter(credit__code__in=accounts, at__gt=since).order_by()
    return set(codes) - {accounts[name] for name in sold.values_list("credit__code", flat=True).distinct()}


def _twice_of(seller_codes: Collection[str]) -> dict[str, dict[str, int]]:
    """By shop what it owes of payouts that were paid twice, by their codes, in all no more than it owes: of several
    payouts each for itself may be what is still open. Three statements at most.
    """
    payouts = Payout.objects.filter(seller_code__in=seller_codes, status=PayoutStatus.PAID).exclude(reason="")
    whose = dict(payouts.values_list("code", "seller_code"))
    found: dict[str, dict[str, int]] = {code: {} for code in seller_codes}
    for code, amount in (owed_twice(list(whose)) if whose else {}).items():
        found[whose[code]][code] = amount
    due = sums_of([chart.due(shop) for shop, twice in found.items() if twice])
    for name, stands in due.items():
        found[chart.owner_of(name)] = _capped(found[chart.owner_of(name)], most=max(-stands.owed, 0))
    return found


def _capped(twice: Mapping[str, int], *, most: int) -> dict[str, int]:
    """The first of these, in the order of their codes, up to so much in all."""
    before = 0
    kept = {}
    for code, amount in sorted(twice.items()):
        kept[code] = min(amount, most - before)
        before += kept[code]
    return {code: amount for code, amount in kept.items() if amount}


def _less_twice(stand: int, twice: Mapping[str, int]) -> int:
    return max(-stand - sum(twice.values()), 0)
