"""Money and orders that do not fit together, as far as the market can know without a bank's statements."""

from datetime import datetime, timedelta

from django.db.models import Case, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from chophien.lib.dates import local_date
from chophien.orders.models import Order
from chophien.orders.states import Mismatch, OrderStatus
from chophien.payments.models import Refund
from chophien.payments.states import PaymentStatus, RefundReason
from chophien.rules import selectors as rules

CAME = (PaymentStatus.PAID, PaymentStatus.DEPOSIT_PAID)


def not_matching(orders: QuerySet[Order], *, at: datetime) -> QuerySet[Order]:
    """Those of `orders` whose money does not fit them, each with `mismatch` and, in `since`, from when on. The longest
    first:

    money that came after the order was cancelled and has not gone back · money that went back too late or not yet ·
    a cancelled order whose money is still here · a transfer that is awaited though nothing is held for it any more
    (`orders.transfer_overdue_minutes` past its time).
    """
    waiting = Refund.objects.filter(done_at__isnull=True)
    late_money = waiting.filter(reason=RefundReason.LATE_MONEY).values("payment__order_code")
    overdue = waiting.filter(due_on__lt=local_date(at)).values("payment__order_code")
    forgotten = at - timedelta(minutes=rules.whole("orders.transfer_overdue_minutes", at=at))
    kept = Q(status=OrderStatus.CANCELLED, payment_status__in=CAME)
    awaited = Q(payment_status=PaymentStatus.AWAITING_TRANSFER)
    no_longer = awaited & (~Q(status=OrderStatus.PLACED) | Q(held_until__lt=forgotten))
    asked = waiting.filter(payment__order_code=OuterRef("code")).order_by()
    first = asked.values("payment__order_code").annotate(first=Min("asked_at")).values("first")
    found = orders.filter(Q(code__in=late_money) | Q(code__in=overdue) | kept | no_longer)
    return found.annotate(
        mismatch=Case(
            When(code__in=overdue, then=Value(Mismatch.REFUND_OVERDUE.value)),
            When(code__in=late_money, then=Value(Mismatch.LATE_MONEY.value)),
            When(kept, then=Value(Mismatch.MONEY_KEPT.value)),
            default=Value(Mismatch.STILL_AWAITED.value),
        ),
        since=Coalesce(Subquery(first), F("held_until"), F("placed_at")),
    ).order_by("since", "pk")


def mismatch_of(order: Order) -> Mismatch:
    """How the money of an order from `not_matching` does not fit it."""
    return Mismatch(getattr(order, "mismatch"))  # noqa: B009 -- the query adds it, the model has none
