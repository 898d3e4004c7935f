"""Everything an order's page shows, fetched at once: for the buyer, the seller's desk and the office."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import Role
from chophien.delivery.models import Shipment
from chophien.delivery.selectors import shipment_of
from chophien.delivery.states import DELIVERY_FLOW, DeliveryStatus
from chophien.lib.actor import Actor
from chophien.lib.dates import local
from chophien.lib.errors import Sentence
from chophien.lib.quantity import UNITS, format_quantity, what_it_buys
from chophien.orders import policies
from chophien.orders.models import LineDiscount, Order, OrderGroup, OrderLine, OrderStep, Preorder
from chophien.orders.selectors.in_cash import cash_is_taken_in
from chophien.orders.selectors.orders import orders_in, orders_of_seller
from chophien.orders.selectors.preorders import preorder_of
from chophien.orders.states import ORDER_FLOW, STEP_WORDS, Axis, MarketReason, OrderStatus, Origin, Side
from chophien.payments.models import Payment, Refund
from chophien.payments.policies import can_handle_money
from chophien.payments.selectors import Online, Transfer, online_for_group, parts_of, payment_of, transfer_for_group
from chophien.payments.selectors.shown import BackShown, backs_shown
from chophien.payments.states import PaymentMethod, PaymentStatus
from chophien.promotions.models import Voucher
from chophien.promotions.states import Funder
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import mandated_sellers, names_of_doers


@dataclass(frozen=True)
class HistoryEntry:
    """One step in words: what happened, when, on which side, and why if somebody said why."""

    at: datetime
    axis: Axis
    step: str
    words: Sentence
    side: Side
    reason: Sentence
    by: str = ""
    """``Bà Sùng (anh Páo giúp)`` where a helper did it in the shop's name, else empty."""


@dataclass(frozen=True)
class LineView:
    """One line as it was sold, with the photo and listing of the version the buyer saw."""

    line: OrderLine
    quantity: str
    per: str
    photo_code: str
    drawing: str
    listing_id: int
    listing_slug: str
    listing_code: str


@dataclass(frozen=True)
class DiscountView:
    """What one promotion takes off an order, and who pays for it."""

    code: str
    funder: str
    amount_vnd: int


@dataclass(frozen=True)
class OrderPage:
    """An order with everything around it. `may` names the steps that the reader can take now.

    Steps: confirm, refuse, cancel, pack, hand_over, receive, mark_paid, refund.
    """

    order: Order
    lines: tuple[LineView, ...]
    history: tuple[HistoryEntry, ...]
    payment: Payment | None
    refunds: tuple[Refund, ...]
    shipment: Shipment | None
    transfer: Transfer | None
    may: frozenset[str]
    preorder: Preorder | None = None
    discounts: tuple[DiscountView, ...] = ()
    backs: tuple[BackShown, ...] = ()
    """What goes or went back to the buyer."""
    online: Online | None = None
    """What can be paid through a gateway now."""
    cash_taken: bool = False
    """It waits for money of which nothing came yet, and a counter in the buyer's province takes it whole in cash."""


@dataclass(frozen=True)
class GroupPage:
    """What the buyer sees after the order button: all orders of the group, and the transfer if one is awaited."""

    group: OrderGroup
    orders: tuple[Order, ...]
    transfer: Transfer | None
    online: Online | None = None

    @property
    def promised_to(self) -> date:
        """The last day on which something of it comes."""
        return max(order.promised_to for order in self.orders)


@dataclass(frozen=True)
class SellerDay:
    """What waits for a seller today: how many orders in each pile, and the orders to answer, most urgent first."""

    to_answer: int
    to_pack: int
    to_hand_over: int
    on_the_way: int
    awaiting_transfer: int
    sold_today_vnd: int
    answer_first: tuple[Order, ...]


BEFORE_HARVEST = Q(status=OrderStatus.PLACED, origin=Origin.PREORDER, accept_by__isnull=True)
PILES = {
    "to_answer": Q(status=OrderStatus.PLACED) & ~Q(payment_status=PaymentStatus.AWAITING_TRANSFER) & ~BEFORE_HARVEST,
    "to_pack": Q(status=OrderStatus.CONFIRMED, delivery_status=DeliveryStatus.WAITING),
    "to_hand_over": Q(status=OrderStatus.CONFIRMED, delivery_status=DeliveryStatus.PACKED),
    "on_the_way": Q(status=OrderStatus.CONFIRMED, delivery_status=DeliveryStatus.IN_TRANSIT),
    "awaiting_transfer": Q(status=OrderStatus.PLACED, payment_status=PaymentStatus.AWAITING_TRANSFER),
    "before_harvest": BEFORE_HARVEST & ~Q(payment_status=PaymentStatus.AWAITING_TRANSFER),
    "done": Q(status=OrderStatus.COMPLETED),
    "cancelled": Q(status=OrderStatus.CANCELLED),
}
"""A seller's orders by what is to be done with them; `orders_of_seller(seller).filter(PILES["to_pack"])`."""

WAITING_PILES = ("to_answer", "to_pack", "to_hand_over", "on_the_way", "awaiting_transfer")


def order_page(order: Order, *, actor: Actor, at: datetime) -> OrderPage:
    """Everything one order's page shows to `actor`. The order comes from `orders_visible_to` or a guest's group.

    A fixed number of statements, whatever is in the order.
    """
    payment = payment_of(order.code)
    refunds = tuple(payment.refunds.all()) if payment else ()
    awaited = order.payment_status == PaymentStatus.AWAITING_TRANSFER and order.status == OrderStatus.PLACED
    return OrderPage(
        order=order,
        lines=tuple(line_views(lines_of(order))),
        history=history_of(order),
        payment=payment,
        refunds=refunds,
        backs=backs_shown(refunds, at=at),
        shipment=shipment_of(order.code),
        transfer=transfer_for_group(order.group.code) if awaited else None,
        online=online_for_group(order.group.code) if awaited else None,
        cash_taken=awaited and _taken_at_a_counter(order.group, at=at),
        may=steps_open_to(actor, order, payment=payment, at=at),
        discounts=discounts_of(order),
        preorder=preorder_of(order) if order.origin == Origin.PREORDER else None,
    )


def _taken_at_a_counter(group: OrderGroup, *, at: datetime) -> bool:
    """A counter takes all that a group awaits, or nothing: the rest of what came in part is transferred too."""
    return cash_is_taken_in(group.place_vintage, group.province_code, at=at) and not parts_of([group.code])


def group_page(group: OrderGroup) -> GroupPage:
    """What the page of a whole group shows. Orders have their lines prefetched."""
    return GroupPage(group, tuple(orders_in(group)), transfer_for_group(group.code), online_for_group(group.code))


def lines_of(order: Order) -> QuerySet[OrderLine]:
    """The lines of an order with the version that was sold and its listing. One statement."""
    return order.lines.select_related("version__listing", "version__category").order_by("pk")


def line_views(lines: Iterable[OrderLine]) -> list[LineView]:
    """Lines as pages show them, fetched by `lines_of`."""
    return [
        LineView(
            line=line,
            quantity=quantity_words(line.quantity, line.unit),
            per=what_it_buys(line.unit, line.pack),
            photo_code=line.version.photo_codes[0] if line.version.photo_codes else "",
            drawing=line.version.category.drawing if line.version.category else "other",
            listing_id=line.version.listing_id,
            listing_slug=line.version.listing.slug,
            listing_code=line.version.listing.code,
        )
        for line in lines
    ]


def quantity_words(quantity: Decimal, unit: str) -> str:
    """``2,5 kg``; a unit that is no longer known stays as it was written."""
    known = UNITS.get(unit)
    return format_quantity(quantity, known) if known else f"{format_quantity(quantity)} {unit}"


def discounts_of(order: Order) -> tuple[DiscountView, ...]:
    """Each promotion of an order with what it takes off and who pays for it, by name: a shop, the market, a programme.

    One statement, none for orders without discount.
    """
    if not order.discount_vnd:
        return ()
    payer = Voucher.objects.filter(code=OuterRef("promotion_code")).values("funder_name")
    rows = LineDiscount.objects.filter(line__order=order).values("promotion_code", "funder")
    summed = rows.annotate(amount=Sum("amount_vnd"), payer=Subquery(payer[:1])).order_by("promotion_code")
    return tuple(
        DiscountView(row["promotion_code"], row["payer"] or str(Funder(row["funder"]).label), row["amount"])
        for row in summed
    )


def history_of(order: Order) -> tuple[HistoryEntry, ...]:
    """Every step of the order on its three axes, oldest first. One statement, two more where a helper had a hand."""
    steps = list(OrderStep.objects.filter(order=order).order_by("at", "pk"))
    doers = names_of_doers({(step.actor_code, step.on_behalf_of) for step in steps})
    return tuple(_entry(step, by=doers.get((step.actor_code, step.on_behalf_of), "")) for step in steps)


def steps_open_to(actor: Actor, order: Order, *, payment: Payment | None, at: datetime) -> frozenset[str]:
    """The steps that `actor` may take and the flows allow, now. At most four statements."""
    possible = possible_steps(order, payment)
    verdicts = {
        "confirm": policies.can_confirm_order,
        "refuse": policies.can_refuse_order,
        "cancel": policies.can_cancel_order,
        "pack": policies.can_pack_order,
        "hand_over": policies.can_hand_over_order,
        "receive": policies.can_receive_order,
    }
    may = {step for step, verdict in verdicts.items() if step in possible and verdict(actor, order, at=at)}
    if "cancel" in may and order.delivery_status == DeliveryStatus.PACKED and policies.is_buyer(actor, order.group):
        may.discard("cancel")
    money = possible & {"mark_paid", "refund"}
    if payment and money and can_handle_money(actor, payment, order.seller, at=at):
        may |= money
    return frozenset(may)


def seller_day(seller: Seller, *, at: datetime) -> SellerDay:
    """A seller's tasks of today. Three statements."""
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = {pile: Count("pk", filter=PILES[pile]) for pile in WAITING_PILES}
    counts = Order.objects.filter(seller=seller).aggregate(**waiting)
    today = Order.objects.filter(seller=seller, placed_at__gte=midnight).exclude(status=OrderStatus.CANCELLED)
    first = orders_of_seller(seller).filter(PILES["to_answer"]).order_by("accept_by", "pk")[:20]
    return SellerDay(**counts, sold_today_vnd=sum(today.values_list("goods_vnd", flat=True)), answer_first=tuple(first))


def shops_of(person: Person, *, at: datetime) -> Sequence[Seller]:
    """The shops whose orders somebody sees as staff or as helper, by name; their own shops first."""
    reach = reach_of(person.code, roles=policies.SEEING | {Role.HELPER}, at=at)
    meant = Q(code__in=reach.sellers)
    if reach.communes:
        for deed in policies.SERVING_DEEDS:
            meant |= Q(pk__in=mandated_sellers(person, at=at, deed=deed).values("pk"))
    shops = Seller.objects.filter(meant).select_related("commune__province").order_by("folded_name", "pk")
    return sorted(shops, key=lambda shop: shop.code not in reach.sellers)


def possible_steps(order: Order, payment: Payment | None) -> set[str]:
    """The steps that the three flows allow from where the order stands."""
    awaited = order.payment_status == PaymentStatus.AWAITING_TRANSFER
    steps = {step for step in ("confirm", "refuse", "cancel") if ORDER_FLOW.allows(step, order.status)}
    if awaited or order.awaits_harvest:
        steps.discard("confirm")
    if not DELIVERY_FLOW.allows("cancel", order.delivery_status):
        steps -= {"refuse", "cancel"}
    if order.status == OrderStatus.CONFIRMED:
        steps |= {step for step in ("pack", "hand_over") if DELIVERY_FLOW.allows(step, order.delivery_status)}
        if DELIVERY_FLOW.allows("deliver", order.delivery_status):
            steps.add("receive")
    if payment and payment.status in {PaymentStatus.AWAITING_TRANSFER, PaymentStatus.VOID} and _by_transfer(payment):
        steps.add("mark_paid")
    if payment and payment.status == PaymentStatus.REFUND_DUE:
        steps.add("refund")
    return steps


def _by_transfer(payment: Payment) -> bool:
    """Whether somebody looks for it in the bank account: cash is handed over, and a gateway tells by itself."""
    return payment.method == PaymentMethod.VIETQR


def _entry(step: OrderStep, *, by: str) -> HistoryEntry:
    axis = Axis(step.axis)
    known = step.reason in MarketReason.values
    return HistoryEntry(
        at=step.at,
        axis=axis,
        step=step.step,
        words=STEP_WORDS.get((axis, step.step), step.step),
        side=Side(step.side),
        reason=MarketReason(step.reason).label if known else step.reason,
        by=by,
    )
