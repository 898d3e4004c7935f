"""What was promised back to buyers, and who has it to give."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat
from django.db.models.lookups import LessThanOrEqual

from chophien.ledger.models import Transfer
from chophien.ledger.selectors import transfer_by_code
from chophien.lib.dates import local_date
from chophien.payments import chart
from chophien.payments.models import Payment, Refund, RefundBack, RefundLine
from chophien.payments.requests import NOTHING, Parts, told_apart
from chophien.payments.states import Receiver
from chophien.rules import selectors as rules

DAYS_OF_A_YEAR = 365
CAME = ("receive", "receive_deposit", "receive_part")
"""Kinds of the transfers with which what buyers pay comes into the books."""


def money_left(order_code: str) -> int:
    """How much of what was paid for an order is not promised back yet, in đồng; nothing while nothing was paid."""
    payment = Payment.objects.filter(order_code=order_code, paid_at__isnull=False).first()
    return payment.amount_vnd - payment.owed_back_vnd if payment else 0


def promised_for(order_code: str, *, reason: str) -> int:
    """How much of an order's money was promised back for one reason, given or not, in đồng."""
    promised = Refund.objects.filter(payment__order_code=order_code, reason=reason)
    return promised.aggregate(sum=Sum("amount_vnd"))["sum"] or 0


@dataclass(frozen=True)
class Promised:
    """What of a payment was promised back so far, in đồng: all of it, what of it stands in the books, and for what."""

    amount_vnd: int = 0
    booked_vnd: int = 0
    parts: Parts = NOTHING


def promised_so_far(payment: Payment, *, paid: Parts) -> Promised:
    """What was promised back so far of a payment that was for `paid`. One statement, none where nothing was.

    What was never told apart counts by the rule for every refund.
    """
    if not payment.owed_back_vnd:
        return Promised()
    rows = (
        Refund.objects.filter(payment=payment)
        .order_by("pk")
        .values_list(
            "pk", "amount_vnd", "booked_vnd", "shipping_vnd", "fee_vnd", "lines__line_key", "lines__amount_vnd"
        )
    )
    goods: defaultdict[str, int] = defaultdict(int)
    refunds: dict[int, tuple[int, int, int, int]] = {}
    for pk, *sums, key, of_line in rows:
        refunds[pk] = (sums[0], sums[1], sums[2], sums[3])
        if key:
            goods[key] += of_line
    amount, booked, shipping, fee = (sum(column) for column in zip(*refunds.values(), strict=True))
    known = Parts(goods, shipping, fee)
    left = paid.less(known)
    by_rule = told_apart(min(amount - known.total_vnd, left.total_vnd), left=left)
    return Promised(amount, booked, known.more(by_rule))


def kept_by_buyer(payment: Payment, promised: Promised, *, paid: Parts) -> Parts:
    """What the buyer paid and was not promised back, by what it is for. What never came counts as not paid, by the rule
    for every refund; of what was sold elsewhere nobody asks whether it came. No statement.
    """
    kept = paid.less(promised.parts)
    missing = 0 if payment.outside else min(payment.amount_vnd - payment.received_vnd, kept.total_vnd)
    return kept.less(told_apart(missing, left=kept)) if missing else kept


def parts_left(order_code: str, *, paid: Parts) -> Parts:
    """What came for an order that was for `paid` and is not promised back, by what it is for. Three statements."""
    payment = Payment.objects.filter(order_code=order_code).first()
    return kept_by_buyer(payment, promised_so_far(payment, paid=paid), paid=paid) if payment else NOTHING


def parts_of_refunds(refunds: Collection[Refund]) -> dict[str, Parts]:
    """What each of these refunds is for, as far as it was told apart, by code. One statement."""
    goods: dict[int, dict[str, int]] = {one.pk: {} for one in refunds}
    for refund_id, key, amount in RefundLine.objects.filter(refund__in=list(goods)).values_list(
        "refund_id", "line_key", "amount_vnd"
    ):
        goods[refund_id][key] = amount
    return {one.code: Parts(goods[one.pk], one.shipping_vnd, one.fee_vnd) for one in refunds}


def parts_promised_for(order_code: str, *, reason: str) -> Parts:
    """For what of an order money was promised back for one reason, as far as it was told apart. Two statements."""
    refunds = list(Refund.objects.filter(payment__order_code=order_code, reason=reason))
    return reduce(Parts.more, parts_of_refunds(refunds).values(), NOTHING)


def refunds_for(order_code: str, *, reason: str) -> list[Refund]:
    """All that was promised back of an order's money for one reason, the first promise first. One statement."""
    return list(Refund.objects.filter(payment__order_code=order_code, reason=reason).order_by("pk"))


def last_refund_for(order_code: str, *, reason: str) -> Refund | None:
    """The last refund of an order's money that was promised for one reason, or none."""
    return Refund.objects.filter(payment__order_code=order_code, reason=reason).order_by("-pk").first()


def refund_by_code(code: str) -> Refund | None:
    """The refund with this code, with its payment."""
    return Refund.objects.filter(code=code).select_related("payment").first()


def name_in_books(refund: Refund) -> str:
    """What the transfers of a refund's payment begin with: each time that it is paid has its own. One statement."""
    before = RefundBack.objects.filter(refund=refund).count()
    return f"refund:{refund.code}" if not before else f"refund:{refund.code}:{before + 1}"


def left_the_account(refund: Refund) -> bool:
    """Whether a refund is paid, and out of the market's account: not by the shop, and not through a gateway.

    At most two statements.
    """
    if refund.done_at is None:
        return False
    if not refund.booked_vnd:
        return not is_the_shops(refund) and not refund.through
    paid = transfer_by_code(f"{name_in_books(refund)}:refund_paid")
    return paid is not None and paid.credit.code == chart.held()


def transferred_into(payment: Payment) -> str:
    """The account of the chart that what was to be transferred came into: the licensed partner's, or a gateway's or a
    till's where it was paid so in the end. Nothing where the books do not say. At most one statement.

    Of an order with a deposit that is the deposit's, wherever the rest came later.
    """
    step = "receive_deposit" if payment.deposit_vnd else "receive"
    came = transfer_by_code(f"pay:{payment.code}:{step}")
    return came.debit.code if came is not None else payment.came_into


def taken_by_gateways(payment: Payment) -> dict[str, int]:
    """How much in đồng of what stands in the books of a payment came into which gateway's account, the first to come
    first: it goes back through it, before all that came another way (`payments.actions.apart`).

    What is being entered in this very transaction counts. What was set off of a contract's deposit came with another
    payment, and stands under that one's code. At most one statement, none where all of it came at once.
    """
    if not payment.deposit_vnd and not payment.advance_vnd:
        return {payment.came_into: payment.booked_vnd} if chart.is_gateway(payment.came_into) else {}
    entered = Transfer.objects.filter(
        subject_code=payment.order_code, code__startswith=f"pay:{payment.code}:", kind__in=CAME
    )
    found = list(entered.order_by("pk").values_list("kind", "debit__code", "amount_vnd"))
    rows = [(account, amount) for _kind, account, amount in found]
    unentered = payment.booked_vnd - sum(amount for _account, amount in rows)
    last = _being_entered(payment, kinds={kind for kind, _account, _amount in found})
    rows.append((payment.came_into, min(last, unentered)))
    taken: dict[str, int] = {}
    for account, amount in rows:
        if chart.is_gateway(account) and amount > 0:
            taken[account] = taken.get(account, 0) + amount
    return taken


def _being_entered(payment: Payment, *, kinds: Collection[str]) -> int:
    """How much came last of a payment in several parts and has no transfer yet, by the `kinds` of those it has."""
    if payment.paid_at is not None:
        return 0 if "receive" in kinds else payment.amount_vnd - payment.advance_vnd - payment.deposit_vnd
    return payment.deposit_vnd if payment.deposit_paid_at is not None and "receive_deposit" not in kinds else 0


def goes_through(taken: Mapping[str, int], *, after_vnd: int) -> str:
    """The gateway's account through which goes back what is promised once so much that stands in the books was: of what
    gateways have `taken`. Nothing where all of that was promised before.
    """
    for account, amount in taken.items():
        if after_vnd < amount:
            return account
        after_vnd -= amount
    return ""


def partly_by_a_gateway() -> Q:
    """Of payments: what came last came into a gateway's account, or the deposit did, wherever the rest came."""
    name = Concat(Value("pay:"), OuterRef("code"), Value(":receive_deposit"))
    deposit = Transfer.objects.filter(code=name, debit__code__startswith=f"{chart.GATEWAY}:")
    return Q(came_into__startswith=f"{chart.GATEWAY}:") | Q(Exists(deposit), deposit_paid_at__isnull=False)


def came_back_before(refund: Refund) -> bool:
    """Whether the bank sent it back once. What is paid anew then goes by a transfer, whatever it came through."""
    return RefundBack.objects.filter(refund=refund).exists()


def late_interest(refund: Refund, *, at: datetime | date) -> int:
    """What is owed in đồng for the days a refund is late at `at`, by the yearly rate in force on the day it was due
    (`payments.late_interest_percent`); nothing up to and on that day. Rounded to the nearest đồng. What the buyer had
    of it apart, before the bank sent the amount back, is taken off.
    """
    late = ((local_date(at) if isinstance(at, datetime) else at) - refund.due_on).days
    if late <= 0:
        return 0
    percent = Decimal(str(rules.value("payments.late_interest_percent", at=refund.due_on)))
    owed = refund.amount_vnd * percent * late / (100 * DAYS_OF_A_YEAR)
    return max(int(owed.quantize(Decimal(1), ROUND_HALF_UP)) - refund.interest_apart_vnd, 0)


def is_owed_for(order_code: str, *, reason: str) -> bool:
    """Whether money that was promised back for one reason, in however many parts, has not all gone back."""
    return open_refunds().filter(payment__order_code=order_code, reason=reason).exists()


def open_refunds(*, seller_codes: Collection[str] | None = None, due_by: date | None = None) -> QuerySet[Refund]:
    """Money that still has to be given back, most urgent first; of some sellers only, or due by a day only."""
    waiting = Refund.objects.filter(done_at__isnull=True).select_related("payment")
    if seller_codes is not None:
        waiting = waiting.filter(payment__seller_code__in=seller_codes)
    if due_by is not None:
        waiting = waiting.filter(due_on__lte=due_by)
    return waiting.order_by("due_on", "pk")


def with_the_market(payment: Payment) -> int:
    """How much of what came for a payment came to the market, in đồng: all in the books but cash in the hands of the
    very shop that sold. Of that goes back first what is promised first (`payments.actions.apart`).
    """
    if payment.came_into != chart.cash(chart.SELLER, payment.seller_code):
        return payment.booked_vnd
    return payment.booked_vnd - (payment.amount_vnd - payment.advance_vnd - payment.deposit_vnd)


def in_own_hands() -> Q:
    """Of refunds: the cash lies in the hands of the very shop that sold, not with a cooperative that took it along.
    What came before to the market, as a deposit, is not that cash.
    """
    hands = Concat(Value(chart.cash(chart.SELLER, "")), F("payment__seller_code"))
    cash = F("payment__amount_vnd") - F("payment__advance_vnd") - F("payment__deposit_vnd")
    up_to_it = Refund.objects.filter(payment=OuterRef("payment"), pk__lte=OuterRef("pk")).order_by()
    so_far = Subquery(up_to_it.values("payment").annotate(sum=Sum("booked_vnd")).values("sum"))
    of_market = Q(booked_vnd__gt=0) & Q(LessThanOrEqual(so_far, F("payment__booked_vnd") - cash))
    return Q(payment__came_into=hands) & ~of_market


def given_back_by_the_shop() -> Q:
    """Of refunds: the shop gives them back, as what came is on its own account or in its own hands. All others are the
    market's to pay, also of cash that a carrier, a helper or a cooperative has.
    """
    return _never_in_the_books() | in_own_hands()


def is_the_shops(refund: Refund) -> bool:
    """The same of one refund, with its payment. At most one statement, none where nothing came to the shop."""
    payment = refund.payment
    if refund.booked_vnd and payment.came_into != chart.cash(chart.SELLER, payment.seller_code):
        return False
    return Refund.objects.filter(given_back_by_the_shop(), pk=refund.pk).exists()


def _never_in_the_books() -> Q:
    """Of refunds: what they give back came to the shop's own account. Before there were books nothing stood in them:
    what came to the market then is the market's.
    """
    payment = Q(payment__receiver=Receiver.SELLER) | Q(payment__booked_vnd__gt=0) | Q(payment__advance_vnd__gt=0)
    return Q(booked_vnd=0) & payment


def transferred_for_cash() -> QuerySet[Refund]:
    """Open refunds that the market transfers and that were paid in cash, at the door or at a till: no bank has told it
    an account of the buyer. Wherever the cash is by now; but of what the shop has in hand it gives back itself, and
    beside that stays only what came to the market before, in cash or not.
    """
    hands = Concat(Value(chart.cash(chart.SELLER, "")), F("payment__seller_code"))
    at_the_end = ~Q(payment__came_into=hands) & Q(came_in_cash("payment", "receive"))
    before = Q(came_in_cash("payment", "receive_deposit", "receive_part")) | Q(set_off_in_cash("payment"))
    return open_refunds().filter(at_the_end | before).exclude(given_back_by_the_shop() | given_back_by_a_gateway())


def came_in_cash(payment: str, *kinds: str) -> Exists:
    """Of rows whose payment is at that path: something of it came in cash, by these kinds of transfers."""
    moves = Transfer.objects.filter(~Q(subject_code=""), subject_code=OuterRef(f"{payment}__order_code"))
    return Exists(moves.filter(kind__in=kinds, debit__code__startswith=f"{chart.CASH}:"))


def set_off_in_cash(payment: str) -> Exists:
    """Of rows whose payment is at that path: a part was set off of a contract's deposit that came in cash."""
    moves = Transfer.objects.filter(~Q(subject_code=""), subject_code=OuterRef(f"{payment}__advance_of"))
    return Exists(moves.filter(kind__in=CAME, debit__code__startswith=f"{chart.CASH}:"))


def given_back_by_a_gateway() -> Q:
    """Of refunds: they go back through the gateway that took the money, be it the deposit alone. What was sent by a
    transfer instead, and came back from the bank, goes by a transfer again.
    """
    return ~Q(through="")
