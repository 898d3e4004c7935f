"""Reads about contracts' deposits: whether they came, what was taken off deliveries, what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum

from chophien.orders.selectors.in_cash import Fetch, cash_is_taken_in, where_to_fetch
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.payments.selectors import Transfer, payment_of, transfer_for_group
from chophien.payments.selectors.interest import interest_of_orders
from chophien.payments.states import PaymentStatus, Purpose
from chophien.wholesale.models import Contract, Delivery, DeliveryPart
from chophien.wholesale.pricing import share_of_deposit
from chophien.wholesale.states import ContractStatus, DepositUse


@dataclass(frozen=True)
class DepositView:
    """A deposit as both sides see it, in đồng. `transfer` while it is awaited."""

    payment: Payment
    transfer: Transfer | None
    set_off_vnd: int
    left_vnd: int
    refunds: Sequence[Refund]
    interests: Sequence[InterestOwed] = ()

    @property
    def is_awaited(self) -> bool:
        return self.payment.status == PaymentStatus.AWAITING_TRANSFER


def deposit_of(contract: Contract) -> DepositView | None:
    """The deposit of a contract that is or was in force; none where none was agreed on. At most seven statements."""
    payment = payment_of(contract.code) if contract.deposit_vnd and contract.agreed_at else None
    if payment is None:
        return None
    used = set_off_so_far(contract)
    return DepositView(
        payment=payment,
        transfer=transfer_for_group(contract.code),
        set_off_vnd=used,
        left_vnd=left_of(payment, used_vnd=used),
        refunds=list(payment.refunds.all()),
        interests=interest_of_orders([contract.code]),
    )


def payable_in_cash(contract: Contract, deposit: DepositView | None, *, at: datetime) -> bool:
    """Whether a deposit can be paid in cash somewhere in the province to which is delivered, of which nothing came yet:
    a counter takes it whole. At most one statement for each app that knows counters.
    """
    if deposit is None or not deposit.is_awaited or (deposit.transfer is not None and deposit.transfer.came_vnd):
        return False
    place = contract.commune
    return cash_is_taken_in(place.vintage, place.province.code, at=at)


def set_off_so_far(contract: Contract) -> int:
    """What was taken off deliveries, in đồng. What was taken off an order that was called off goes back with it."""
    parts = DeliveryPart.objects.filter(delivery__contract=contract)
    return parts.aggregate(sum=Sum("set_off_vnd"))["sum"] or 0


def left_of(payment: Payment, *, used_vnd: int) -> int:
    """How much of a deposit that came is neither used nor promised back."""
    return max(payment.received_vnd - payment.owed_back_vnd - used_vnd, 0)


def share_for(contract: Contract, *, part: Decimal, goods_vnd: int) -> int:
    """How much of the deposit is taken off a part that is about to be sent, in đồng."""
    payment = Payment.objects.filter(order_code=contract.code, purpose=Purpose.CONTRACT).first()
    if payment is None or contract.deposit_use != DepositUse.SET_OFF or not payment.received_vnd:
        return 0
    parts = DeliveryPart.objects.filter(delivery__contract=contract, failed_at__isnull=True)
    sent = parts.aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)
    all_of_it = Delivery.objects.filter(contract=contract).aggregate(sum=Sum("quantity"))["sum"] or part
    used = set_off_so_far(contract)
    share = share_of_deposit(
        deposit_vnd=contract.deposit_vnd,
        used_vnd=used,
        sent=sent,
        part=part,
        all_of_it=all_of_it,
        goods_vnd=goods_vnd,
    )
    return min(share, left_of(payment, used_vnd=used))


def stands_in_the_books(contract: Contract) -> bool:
    """Whether the deposit of a contract came to the market, not to the seller's own account."""
    return Payment.objects.filter(order_code=contract.code, purpose=Purpose.CONTRACT, booked_vnd__gt=0).exists()


def deposits_overdue(*, on: date) -> QuerySet[Contract]:
    """Contracts in force whose deposit has not come by its day, and nobody was reminded of it yet."""
    awaited = Payment.objects.filter(purpose=Purpose.CONTRACT, status=PaymentStatus.AWAITING_TRANSFER)
    rows = Contract.objects.filter(status=ContractStatus.AGREED, deposit_on__lt=on, deposit_warned_at__isnull=True)
    return rows.filter(code__in=awaited.values("order_code")).order_by("pk")


def contract_with_deposit(code: str) -> Contract | None:
    """The contract with this code whose deposit is or was asked for, with its sides. One statement."""
    asked = Payment.objects.filter(order_code=code, purpose=Purpose.CONTRACT)
    rows = Contract.objects.select_related("buyer", "seller__commune__province")
    return rows.filter(code__in=asked.values("order_code")).first()


def contract_of_deposit(code: str) -> Contract | None:
    """The contract with this code, with its sides."""
    return Contract.objects.select_related("buyer", "seller__commune__province").filter(code=code).first()


def part_of_order(order_code: str) -> DeliveryPart | None:
    """The part of a delivery that became this order, while it counts."""
    rows = DeliveryPart.objects.filter(order_code=order_code, failed_at__isnull=True)
    return rows.select_related("delivery__contract").first()


def part_ever_of_order(order_code: str) -> DeliveryPart | None:
    """The part of a delivery that became this order, whatever became of it since."""
    return DeliveryPart.objects.filter(order_code=order_code).select_related("delivery__contract").first()


def deposit_to_fetch(contract: Contract, *, at: datetime) -> Fetch | None:
    """How the buyer fetches in cash what goes back of a deposit, in the province where the goods go."""
    place = contract.commune
    return where_to_fetch(
        contract.code, vintage=place.vintage, province_code=place.province.code, commune_code=place.code, at=at
    )
