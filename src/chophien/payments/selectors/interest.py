"""Reads about interest that is owed by itself: for refunds that went back late and without it."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from chophien.payments.models import InterestOwed, Payment, Refund, RefundBack
from chophien.payments.selectors.refunds import (
    CAME,
    came_in_cash,
    given_back_by_the_shop,
    is_the_shops,
    set_off_in_cash,
)

INTEREST_PREFIX = "TL"
OPEN = Q(paid_at__isnull=True, ended_at__isnull=True)


def interest_by_code(code: str) -> InterestOwed | None:
    """The interest with this code, with its refund and payment."""
    return InterestOwed.objects.select_related("refund__payment").filter(code=code).first()


def open_interest(payments: QuerySet[Payment] | None = None) -> QuerySet[InterestOwed]:
    """Interest that is still to be transferred, the longest owed first; of some payments only."""
    waiting = InterestOwed.objects.filter(OPEN).select_related("refund__payment")
    if payments is not None:
        waiting = waiting.filter(refund__payment__in=payments)
    return waiting.order_by("owed_at", "pk")


def paid_by_the_market(rows: QuerySet[InterestOwed]) -> QuerySet[InterestOwed]:
    """Of these, what is transferred out of the market's account: all but what the shop itself transfers."""
    return rows.exclude(_of_shops())


def paid_by_the_shop(rows: QuerySet[InterestOwed]) -> QuerySet[InterestOwed]:
    """Of these, what the shop itself transfers, as it gave the refund back."""
    return rows.filter(_of_shops())


def is_transferred_by_the_shop(interest: InterestOwed) -> bool:
    """The same of one, whose refund and payment are read with it. At most one statement."""
    refund = interest.refund
    return not interest.in_books and (bool(refund.booked_vnd) or is_the_shops(refund))


def _of_shops() -> Q:
    """Who gave back what stood in the books owes its interest, wherever the cash went since. Of what never stood in
    them it is whoever gives back such refunds.
    """
    past_the_books = Refund.objects.filter(given_back_by_the_shop(), booked_vnd=0)
    return Q(in_books=False) & (Q(refund__booked_vnd__gt=0) | Q(refund__in=past_the_books))


def interest_without_account() -> QuerySet[InterestOwed]:
    """Open interest that the market transfers and for which no bank has told it an account of the buyer: on refunds of
    what was paid in cash, wherever the cash went since, and of what a gateway took, however it went back. Or the bank
    had sent the refund back from the account that was known, before it went another way.
    """
    in_cash = Q(came_in_cash("refund__payment", *CAME)) | Q(set_off_in_cash("refund__payment"))
    unknown = in_cash | ~Q(refund__through="") | Q(refund_was_back("refund_id"))
    return paid_by_the_market(open_interest().filter(unknown))


def refund_was_back(refund: str) -> Exists:
    """Of rows whose refund is at that path: the bank sent it back once."""
    return Exists(RefundBack.objects.filter(refund=OuterRef(refund)))


def interest_named(codes: Collection[str]) -> list[InterestOwed]:
    """What these codes may name of the market's: by its own code, or that of its refund, its order or contract, or the
    group. What ended unpaid is named by nothing any more. One statement.
    """
    named = (
        Q(code__in=codes)
        | Q(refund__code__in=codes)
        | Q(refund__payment__order_code__in=codes)
        | Q(refund__payment__group_code__in=codes)
    )
    rows = InterestOwed.objects.filter(named).exclude(paid_at__isnull=True, ended_at__isnull=False)
    return list(paid_by_the_market(rows).select_related("refund").order_by("pk"))


def interest_of_orders(order_codes: Iterable[str]) -> list[InterestOwed]:
    """The interest of refunds of these orders or contracts that counts by itself, open and paid. One statement."""
    rows = InterestOwed.objects.filter(refund__payment__order_code__in=list(order_codes), ended_at__isnull=True)
    return list(rows.select_related("refund").order_by("pk"))


def interest_since(refund: Refund) -> InterestOwed | None:
    """The interest that a paid refund left open when it went back the last time, open or paid; none where it took its
    interest along. One statement.
    """
    rows = InterestOwed.objects.filter(refund=refund, ended_at__isnull=True, owed_at__gte=refund.done_at)
    return rows.order_by("-pk").first() if refund.done_at is not None else None


def last_paid_interest(order_code: str) -> int:
    """How much interest of an order's refunds was transferred the last time, in đồng; zero for none. One statement."""
    rows = InterestOwed.objects.filter(refund__payment__order_code=order_code, paid_at__isnull=False)
    return rows.order_by("-paid_at", "-pk").values_list("amount_vnd", flat=True).first() or 0


def left_the_account_as_interest(interest: InterestOwed) -> bool:
    """Whether it was transferred by itself out of the market's account. Its refund and payment are read with it."""
    is_paid = interest.paid_at is not None and interest.ended_at is None
    return is_paid and not is_transferred_by_the_shop(interest)


def interest_had_apart(refund: Refund) -> int:
    """What the buyer has of a refund's interest by transfers of their own, in đồng. One statement."""
    rows = InterestOwed.objects.filter(refund=refund, paid_at__isnull=False, ended_at__isnull=True)
    return rows.aggregate(sum=Sum("amount_vnd"))["sum"] or 0


def lock_interest(interest: InterestOwed) -> InterestOwed:
    """Hold it until the transaction ends, with its refund and payment. The caller holds the payment."""
    held = InterestOwed.objects.select_for_update(of=("self",)).select_related("refund__payment")
    return held.get(pk=interest.pk)
