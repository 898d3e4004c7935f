"""Reads about money that is owed, came, or goes back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import LessThanOrEqual

from chophien.ledger.selectors import transfer_by_code
from chophien.lib.banks import banks
from chophien.lib.dates import local_date
from chophien.lib.qr import qr_png, qr_svg
from chophien.lib.vietqr import vietqr_payload
from chophien.payments import chart
from chophien.payments.models import PartCame, Payment, Refund, RefundBack, RefundLine
from chophien.payments.requests import NOTHING, Parts, told_apart
from chophien.payments.states import BY_GATEWAY, PaymentMethod, PaymentStatus, Receiver
from chophien.rules import selectors as rules
from chophien.sellers.models import PayoutAccount
from chophien.uploads.sealing import open_sealed

DAYS_OF_A_YEAR = 365
PAID = Q(paid_at__isnull=False)
ON_DELIVERY = Q(status__in=[PaymentStatus.DUE_ON_DELIVERY, PaymentStatus.DEPOSIT_PAID])
AWAITED = Q(status=PaymentStatus.AWAITING_TRANSFER)
CAME_TO_THE_SELLER = PAID & Q(receiver=Receiver.SELLER, method=PaymentMethod.VIETQR)


@dataclass(frozen=True)
class Account:
    """Where a transfer goes."""

    bank_bin: str
    number: str
    name: str


@dataclass(frozen=True)
class Transfer:
    """What a buyer transfers for a group: to whom, how much in đồng, with which words, and the VietQR payload.

    Where a part came before, `came_vnd`, it is the rest.
    """

    payload: str
    amount_vnd: int
    content: str
    bank: str
    account: str
    name: str
    came_vnd: int = 0

    def svg(self, *, title: str = "") -> str:
        """The code as an inline drawing."""
        return qr_svg(self.payload, title=title)

    def png(self) -> bytes:
        """The code as a picture to save and open in the bank's app."""
        return qr_png(self.payload)


@dataclass(frozen=True)
class Online:
    """What is awaited for a group, in đồng, and the gateways through which it can be paid now."""

    group_code: str
    amount_vnd: int
    chosen: PaymentMethod
    ways: tuple[PaymentMethod, ...]


@dataclass(frozen=True)
class Figures:
    """Sums in đồng, after what goes back to buyers, with the number of orders behind each.

    What came and is still to be sent to the seller stands in the books: `settlement.selectors.payable`.
    """

    on_delivery_vnd: int
    on_delivery_orders: int
    awaited_vnd: int
    awaited_orders: int
    came_vnd: int
    came_orders: int


def transfer_for_group(group_code: str) -> Transfer | None:
    """The transfer that is awaited for a group, the rest of it where a part came; none when nothing is awaited.

    Who chose a gateway transfers nothing, but for the rest of what came by a transfer. At most two statements.
    """
    rows, came_vnd = _awaited(group_code)
    if not rows or (rows[0].method in BY_GATEWAY and not came_vnd):
        return None
    account = seller_account(rows[0].seller_code) if rows[0].receiver == Receiver.SELLER else None
    rest = sum(row.transfer_vnd for row in rows) - came_vnd
    if rest <= 0:  # orders were cancelled since the part came; the sweep sees to it
        return None
    return transfer_to(account or market_account(), amount_vnd=rest, content=group_code, came_vnd=came_vnd)


def _awaited(group_code: str) -> tuple[list[Payment], int]:
    """What of a group is awaited in advance, and how much came towards it and is kept until the rest comes, in đồng.

    One statement.
    """
    awaited = Payment.objects.filter(group_code=group_code, status=PaymentStatus.AWAITING_TRANSFER)
    came = PartCame.objects.filter(group_code=OuterRef("group_code")).values("amount_vnd")
    rows = list(awaited.annotate(came_vnd=Coalesce(Subquery(came), 0)).order_by("pk"))
    return list(rows), rows[0].came_vnd if rows else 0


def parts_of(group_codes: Collection[str]) -> Mapping[str, int]:
    """What came towards these groups and is kept until the rest comes, in đồng, by group. One statement."""
    return dict(PartCame.objects.filter(group_code__in=group_codes).values_list("group_code", "amount_vnd"))


def methods_offered() -> tuple[PaymentMethod, ...]:
    """How an order can be paid here: cash and transfer always, a gateway once its keys are in the settings."""
    open_gateways = [one for one in PaymentMethod if one in BY_GATEWAY and settings.GATEWAYS[one.value]]
    return (PaymentMethod.COD, PaymentMethod.VIETQR, *open_gateways)


def online_for_group(group_code: str) -> Online | None:
    """What a gateway can take for a group now; none while no gateway is open, nothing is awaited, or a part came by a
    transfer, whose rest is transferred too. One statement.
    """
    ways = tuple(one for one in methods_offered() if one in BY_GATEWAY)
    if not ways:
        return None
    rows, came_vnd = _awaited(group_code)
    if not rows or came_vnd:
        return None
    return Online(group_code, sum(row.transfer_vnd for row in rows), PaymentMethod(rows[0].method), ways)


def advance_on(group_code: str) -> int:
    """How much of a group's sum came before it with the deposit of a contract, in đồng."""
    return Payment.objects.filter(group_code=group_code).aggregate(sum=Sum("advance_vnd"))["sum"] or 0


def transfer_to(account: Account, *, amount_vnd: int, content: str, came_vnd: int = 0) -> Transfer:
    """Write the transfer of an amount to an account, of which so much more came before.

    :raises BadTransfer: if the account or the amount cannot stand in a VietQR code
    """
    bank = banks().get(account.bank_bin)
    return Transfer(
        payload=vietqr_payload(account.bank_bin, account.number, amount_vnd, content),
        amount_vnd=amount_vnd,
        content=content,
        bank=bank.short_name if bank else account.bank_bin,
        account=account.number,
        name=account.name,
        came_vnd=came_vnd,
    )


def market_account() -> Account:
    """The market's own account, from the settings."""
    own = settings.VIETQR_ACCOUNT
    return Account(bank_bin=own["bin"], number=own["account"], name=own["name"])


def seller_account(seller_code: str) -> Account | None:
    """The seller's own account if it is confirmed and its bank takes VietQR, else none."""
    own = PayoutAccount.objects.filter(seller__code=seller_code, confirmed_at__isnull=False).first()
    bank = banks().get(own.bank_bin) if own else None
    if own is None or bank is None or not bank.takes_vietqr:
        return None
    number = open_sealed(bytes(own.sealed_account)).decode()
    return Account(bank_bin=own.bank_bin, number=number, name=own.owner_name)


def payment_of(order_code: str) -> Payment | None:
    """The order's payment with its steps and refunds."""
    return Payment.objects.filter(order_code=order_code).prefetch_related("steps", "refunds").first()


def lock_payments(order_codes: Iterable[str]) -> list[Payment]:
    """Fetch these orders' payments in primary-key order and hold their rows until the transaction ends."""
    return list(Payment.objects.select_for_update().filter(order_code__in=list(order_codes)).order_by("pk"))


def payments_before_the_books() -> QuerySet[Payment]:
    """Payments of which something came that does not stand in the books and may be the market's, the oldest first."""
    came = Case(
        When(PAID, then=F("amount_vnd")),
        When(deposit_paid_at__isnull=False, then=F("advance_vnd") + F("deposit_vnd")),
        default=F("advance_vnd"),
    )
    ours = Payment.objects.filter(Q(receiver=Receiver.MARKET) | Q(advance_vnd__gt=0), outside=False)
    return ours.annotate(came_so_far=came).filter(came_so_far__gt=F("booked_vnd")).order_by("pk")


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
        return not is_the_shops(refund) and not chart.is_gateway(refund.payment.came_into)
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


def given_back_by_a_gateway() -> Q:
    """Of refunds: they go back through the gateway that took the money. What was sent by a transfer instead, and came
    back from the bank, goes by a transfer again.
    """
    sent_back = Exists(RefundBack.objects.filter(refund=OuterRef("pk")))
    return Q(~sent_back, booked_vnd__gt=0, payment__came_into__startswith=f"{chart.GATEWAY}:")


def figures_of(seller_code: str) -> Figures:
    """All sums of a shop in one statement."""
    left = F("amount_vnd") - F("advance_vnd") - F("owed_back_vnd")  # an advance is counted where its deposit is
    deposit = F("deposit_vnd")
    by_transfer = Case(When(deposit_vnd__gt=0, then=deposit), default=F("amount_vnd") - F("advance_vnd"))
    parts = {
        "on_delivery": ON_DELIVERY,
        "awaited": AWAITED,
        "came": CAME_TO_THE_SELLER,
    }
    amounts = {
        "on_delivery": left - deposit,
        "awaited": by_transfer,
        "came": left,
    }
    sums = {f"{name}_vnd": Coalesce(Sum(amounts[name], filter=which), 0) for name, which in parts.items()}
    counts = {
        f"{name}_orders": Count("pk", filter=which & Q(owed_back_vnd__lt=F("amount_vnd")))
        for name, which in parts.items()
    }
    return Figures(**Payment.objects.filter(seller_code=seller_code).aggregate(**sums, **counts))
