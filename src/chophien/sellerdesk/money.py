"""What a shop has earned and waits for: figures of its payments. The market holds no accounts for anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from chophien.collecting.selectors.cash import away_of, in_hand_of
from chophien.collecting.selectors.handovers import givers_named, to_confirm
from chophien.collecting.states import own_hands
from chophien.gateways.selectors import at_gateways
from chophien.orders.models import Order
from chophien.orders.selectors.lists import page_of
from chophien.orders.selectors.orders import orders_of_seller
from chophien.orders.states import OrderStatus
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.payments.selectors.interest import open_interest, paid_by_the_shop
from chophien.payments.selectors.refunds import given_back_by_the_shop, open_refunds
from chophien.payments.states import PaymentMethod, PaymentStatus, Purpose, Receiver
from chophien.sellers.models import Seller

PURPOSE = "sellerdesk.money"


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
    codes = Payment.objects.filter(
        status=PaymentStatus.AWAITING_TRANSFER,
        seller_code=seller.code,
        receiver=Receiver.SELLER,
        method=PaymentMethod.VIETQR,
    ).values("order_code")
    orders = orders_of_seller(seller).filter(code__in=codes, status=OrderStatus.PLACED)
    return list(orders.order_by("placed_at", "pk")[:50])


def deposits_to_mark(seller: Seller) -> list[Payment]:
    """Deposits of contracts that are awaited on the shop's own account, oldest first. One statement."""
    awaited = Payment.objects.filter(
        status=PaymentStatus.AWAITING_TRANSFER,
        seller_code=seller.code,
        receiver=Receiver.SELLER,
        purpose=Purpose.CONTRACT,
    )
    return list(awaited.order_by("pk")[:50])


def cash_of(seller: Seller) -> dict[str, object]:
    """What others hold of the shop's money, in cash or at a gateway, what waits for its yes, and what it holds of
    others. At most eleven statements.
    """
    waiting = to_confirm(seller.code)
    return {
        "away": away_of(seller.code),
        "at_gateways": at_gateways(seller.code),
        "to_confirm": waiting,
        "givers": givers_named(waiting),
        "kept_vnd": in_hand_of(own_hands(seller.code)),
    }


def refunds_to_make(seller: Seller) -> list[Refund]:
    """What the shop itself has to give back, most urgent first; what the market pays is on its desk. One statement."""
    return list(refunds_of_shop(seller)[:50])


def refunds_of_shop(seller: Seller) -> QuerySet[Refund]:
    """All that the shop itself still has to give back, most urgent first."""
    return open_refunds(seller_codes=[seller.code]).filter(given_back_by_the_shop())


def interest_to_make(seller: Seller) -> QuerySet[InterestOwed]:
    """The interest of late refunds that the shop itself has to transfer, the longest owed first."""
    return paid_by_the_shop(open_interest(Payment.objects.filter(seller_code=seller.code)))


def interest_of_shop(seller: Seller, code: str) -> InterestOwed | None:
    """The interest with this code, if the shop still has to transfer it."""
    return interest_to_make(seller).filter(code=code).first()
