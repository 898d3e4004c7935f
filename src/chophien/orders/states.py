"""The order's own axis, next to payment and delivery."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class OrderStatus(models.TextChoices):
    PLACED = "placed", _("Waiting for the seller")
    CONFIRMED = "confirmed", _("Accepted by the seller")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class Origin(models.TextChoices):
    """How an order came about."""

    CART = "cart", _("From the cart")
    PREORDER = "preorder", _("Ordered before the harvest")
    STANDING = "standing", _("Standing order")
    WHOLESALE = "wholesale", _("Wholesale contract")
    GROUP_BUY = "group_buy", _("Bought together")
    BY_HAND = "by_hand", _("Sold elsewhere, entered by hand")
    REPLACEMENT = "replace", _("Sent instead of faulty goods, free of charge")


ASKED_NOW = frozenset({Origin.CART, Origin.PREORDER})
"""Where the buyer ticks the box of the regulations with the order button. Other orders rest on what the buyer agreed to
before, or on nothing: nobody asks the buyer of what a shop sold elsewhere.
"""

ELSEWHERE = frozenset({Origin.BY_HAND, Origin.REPLACEMENT})
"""What is no sale on the market: it was sold elsewhere, or it is sent free of charge for an earlier sale."""


class Mismatch(models.TextChoices):
    """How an order and its money do not fit together."""

    REFUND_OVERDUE = "refund_overdue", _("Money should have gone back by now")
    LATE_MONEY = "late_money", _("Money came after the order was cancelled")
    MONEY_KEPT = "money_kept", _("The order is cancelled, its money is still here")
    STILL_AWAITED = "still_awaited", _("A transfer is awaited, but nothing is held for it any more")


ORDER_FLOW = Flow(
    confirm={OrderStatus.PLACED: OrderStatus.CONFIRMED},
    refuse={OrderStatus.PLACED: OrderStatus.CANCELLED},
    cancel={OrderStatus.PLACED: OrderStatus.CANCELLED, OrderStatus.CONFIRMED: OrderStatus.CANCELLED},
    release={OrderStatus.PLACED: OrderStatus.CANCELLED},
    expire={OrderStatus.PLACED: OrderStatus.CANCELLED},
    complete={OrderStatus.CONFIRMED: OrderStatus.COMPLETED},
)


class PreorderStatus(models.TextChoices):
    """Where an order stands that was placed before its harvest."""

    WAITING = "waiting", _("Waiting for the harvest")
    ASKED = "asked", _("The harvest was moved: the buyer chooses")
    BEGUN = "begun", _("The harvest has begun")
    ENDED = "ended", _("Cancelled")


PREORDER_FLOW = Flow(
    ask={PreorderStatus.WAITING: PreorderStatus.ASKED, PreorderStatus.ASKED: PreorderStatus.ASKED},
    wait={PreorderStatus.ASKED: PreorderStatus.WAITING},
    begin={PreorderStatus.WAITING: PreorderStatus.BEGUN},
    end={
        PreorderStatus.WAITING: PreorderStatus.ENDED,
        PreorderStatus.ASKED: PreorderStatus.ENDED,
        PreorderStatus.BEGUN: PreorderStatus.ENDED,
    },
)


class Axis(models.TextChoices):
    ORDER = "order", _("Order")
    HARVEST = "harvest", _("Harvest")
    PAYMENT = "payment", _("Payment")
    DELIVERY = "delivery", _("Delivery")


class Side(models.TextChoices):
    """For whom somebody took a step."""

    BUYER = "buyer", _("Buyer")
    SELLER = "seller", _("Seller")
    MARKET = "market", _("The market")


STEP_WORDS = {
    (Axis.ORDER, "place"): _("Order placed"),
    (Axis.ORDER, "confirm"): _("The seller accepted the order"),
    (Axis.ORDER, "refuse"): _("The seller refused the order"),
    (Axis.ORDER, "cancel"): _("The order was cancelled"),
    (Axis.ORDER, "release"): _("The order was cancelled: no transfer came in time"),
    (Axis.ORDER, "expire"): _("The order was cancelled: the seller did not answer in time"),
    (Axis.ORDER, "complete"): _("The order is completed"),
    (Axis.HARVEST, "ask"): _("The seller moved the harvest"),
    (Axis.HARVEST, "wait"): _("The buyer waits for the new days"),
    (Axis.HARVEST, "begin"): _("The harvest has begun"),
    (Axis.HARVEST, "end"): _("The share of the harvest is free again"),
    (Axis.PAYMENT, "receive"): _("The money came"),
    (Axis.PAYMENT, "receive_part"): _("A part of the money came"),
    (Axis.PAYMENT, "receive_deposit"): _("The deposit came"),
    (Axis.PAYMENT, "pay_on_delivery"): _("It will be paid on delivery"),
    (Axis.PAYMENT, "void"): _("Nothing has to be paid"),
    (Axis.PAYMENT, "owe_refund"): _("The money will be given back"),
    (Axis.PAYMENT, "refund_part"): _("A part of the money was given back"),
    (Axis.PAYMENT, "refund"): _("The money was given back"),
    (Axis.PAYMENT, "come_back"): _("The bank sent the money back: it is to be given back again"),
    (Axis.DELIVERY, "pack"): _("The goods are packed"),
    (Axis.DELIVERY, "hand_over"): _("The parcel is with the carrier"),
    (Axis.DELIVERY, "deliver"): _("The buyer has the parcel"),
    (Axis.DELIVERY, "cancel"): _("The parcel will not be sent"),
    (Axis.DELIVERY, "turn_back"): _("The parcel goes back to the shop"),
}


class MarketReason(models.TextChoices):
    """Reasons that the market itself gives for a step; people write their own."""

    UNPAID = "unpaid", _("No transfer came in time")
    UNANSWERED = "unanswered", _("The seller did not answer in time")
    UNDISPUTED = "undisputed", _("The parcel was sent long ago and nobody complained")
    HARVEST_MOVED = "harvest_moved", _("The harvest was moved, and the buyer wanted the money back")
    NO_HARVEST = "no_harvest", _("There will be no harvest")
    NO_ANSWER = "no_answer", _("The harvest was moved, and the buyer did not answer in time")


class News(models.TextChoices):
    """What buyer and seller are told about."""

    PLACED = "placed"
    PAID = "paid"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    PACKED = "packed"
    CANCELLED = "cancelled"
    RELEASED = "released"
    LATE = "late"
    EXPIRED = "expired"
    HANDED_OVER = "handed_over"
    COMPLETED = "completed"
    CASH_TAKEN = "cash_taken"
    LATE_MONEY = "late_money"
    REFUNDED = "refunded"
    REFUND_BACK = "refund_back"
    CASH_BACK = "cash_back"
    CASH_WITH_SHOP = "cash_with_shop"
    INTEREST_WAITS = "interest_waits"
    INTEREST_PAID = "interest_paid"
    ACCOUNT_GIVEN = "account_given"
    HARVEST_MOVED = "harvest_moved"
    WAITS_ON = "waits_on"
    HARVEST_BEGUN = "harvest_begun"
