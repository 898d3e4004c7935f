"""What a shop has earned and waits for: figures of its payments. The market holds no accounts for anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce

from chophien.orders.models import Order
from chophien.orders.selectors.lists import page_of
from chophien.orders.selectors.orders import orders_of_seller
from chophien.orders.states import OrderStatus
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors import open_refunds
from chophien.payments.states import PaymentMethod, PaymentStatus, Receiver
from chophien.sellers.models import Seller

PURPOSE = "sellerdesk.money"
PAID = Q(paid_at__isnull=False)
HELD_FOR_THE_SELLER = PAID & (Q(receiver=Receiver.MARKET) | Q(method=PaymentMethod.COD))
"""Came to the market's account, or was collected by a carrier: it is still on its way to the seller."""
DEPOSIT_WITH_THE_MARKET = Q(status=PaymentStatus.DEPOSIT_PAID, receiver=Receiver.MARKET)
ON_DELIVERY = Q(status__in=[PaymentStatus.DUE_ON_DELIVERY, PaymentStatus.DEPOSIT_PAID])
AWAITED = Q(status=PaymentStatus.AWAITING_TRANSFER)
CAME_TO_THE_SELLER = PAID & Q(receiver=Receiver.SELLER, method=PaymentMethod.VIETQR)


@dataclass(frozen=True)
class Figures:
    """Sums in đồng, after what goes back to buyers, with the number of orders behind each."""

    pending_vnd: int
    pending_orders: int
    on_delivery_vnd: int
    on_delivery_orders: int
    awaited_vnd: int
    awaited_orders: int
    came_vnd: int
    came_orders: int


@dataclass(frozen=True)
class MoneyRow:
    """One order with its payment, in đồng."""

    order: Order
    payment: Payment | None

    @property
    def given_back_vnd(self) -> int:
        """All that goes or went back to the buyer."""
        return self.payment.owed_back_vnd if self.payment else 0


@dataclass(frozen=True)
class MoneyPage:
    """A page of a shop's orders as money; cursors are empty where the list ends."""

    rows: Sequence[MoneyRow]
    previous: str
    following: str


def figures_of(seller: Seller) -> Figures:
    """All sums of a shop in one statement."""
    left = F("amount_vnd") - F("owed_back_vnd")
    deposit, by_transfer = F("deposit_vnd"), Case(When(deposit_vnd=0, then=F("amount_vnd")), default=F("deposit_vnd"))
    parts = {
        "pending": HELD_FOR_THE_SELLER | DEPOSIT_WITH_THE_MARKET,
        "on_delivery": ON_DELIVERY,
        "awaited": AWAITED,
        "came": CAME_TO_THE_SELLER,
    }
    amounts = {
        "pending": Case(When(DEPOSIT_WITH_THE_MARKET, then=deposit), default=left),
        "on_delivery": left - deposit,
        "awaited": by_transfer,
        "came": left,
    }
    sums = {f"{name}_vnd": Coalesce(Sum(amounts[name], filter=which), 0) for name, which in parts.items()}
    counts = {
        f"{name}_orders": Count("pk", filter=which & Q(owed_back_vnd__lt=F("amount_vnd")))
        for name, which in parts.items()
    }
    return Figures(**Payment.objects.filter(seller_code=seller.code).aggregate(**sums, **counts))


def money_page(seller: Seller, *, cursor: str) -> MoneyPage:
    """A shop's orders that cost or cost something, newest first. Three statements."""
    alive = ~Q(status=OrderStatus.CANCELLED) | Q(payment_status__in=[PaymentStatus.REFUND_DUE, PaymentStatus.REFUNDED])
    page = page_of(orders_of_seller(seller).filter(alive), cursor=cursor, purpose=PURPOSE)
    payments = {
        one.order_code: one for one in Payment.objects.filter(order_code__in=[order.code for order in page.orders])
    }
    rows = [MoneyRow(order, payments.get(order.code)) for order in page.orders]
    return MoneyPage(rows, page.previous, page.following)


def transfers_to_mark(seller: Seller) -> list[Order]:
    """Orders whose transfer is awaited on the shop's own account, oldest first. Two statements."""
    codes = Payment.objects.filter(AWAITED, seller_code=seller.code, receiver=Receiver.SELLER).values("order_code")
    orders = orders_of_seller(seller).filter(code__in=codes, status=OrderStatus.PLACED)
    return list(orders.order_by("placed_at", "pk")[:50])


def refunds_to_make(seller: Seller) -> list[Refund]:
    """What the shop itself has to give back, most urgent first. One statement."""
    return list(open_refunds(seller_codes=[seller.code]).filter(payment__receiver=Receiver.SELLER)[:50])
