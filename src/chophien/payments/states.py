"""How an order may be paid, and the steps of a payment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class PaymentMethod(models.TextChoices):
    COD = "cod", _("Cash on delivery")
    VIETQR = "vietqr", _("Bank transfer (VietQR)")
    VNPAY = "vnpay", _("VNPay")
    MOMO = "momo", _("MoMo wallet")


BY_GATEWAY = frozenset({PaymentMethod.VNPAY, PaymentMethod.MOMO})
"""A payment gateway takes the money, always for the market's account."""
IN_ADVANCE = BY_GATEWAY | {PaymentMethod.VIETQR}
"""Paid before the seller answers; the goods are held so long."""
AGREED = [(one.value, one.label) for one in (PaymentMethod.COD, PaymentMethod.VIETQR)]
"""What a contract can agree on: cash, or a transfer. A gateway is chosen by whoever pays, when they pay."""


class Receiver(models.TextChoices):
    MARKET = "market", _("The market's account")
    SELLER = "seller", _("The seller")


class Purpose(models.TextChoices):
    """What a payment is for."""

    ORDER = "order", _("An order")
    CONTRACT = "contract", _("The deposit of a contract")


class PaymentStatus(models.TextChoices):
    DUE_ON_DELIVERY = "due_on_delivery", _("To be paid on delivery")
    AWAITING_TRANSFER = "awaiting_transfer", _("Waiting for the transfer")
    DEPOSIT_PAID = "deposit_paid", _("Deposit paid, the rest on delivery")
    PAID = "paid", _("Paid")
    VOID = "void", _("Nothing to pay")
    REFUND_DUE = "refund_due", _("Money to be given back")
    REFUNDED = "refunded", _("Money given back")


class RefundReason(models.TextChoices):
    """Reasons that the market itself gives; people write their own."""

    LATE_MONEY = "late_money", _("The money came after the order was cancelled")


FIRST_STATUS = {
    PaymentMethod.COD: PaymentStatus.DUE_ON_DELIVERY,
    **dict.fromkeys(IN_ADVANCE, PaymentStatus.AWAITING_TRANSFER),
}


def first_status(method: PaymentMethod, *, amount_vnd: int, advance_vnd: int = 0) -> PaymentStatus:
    """Where a payment begins. With an advance only the rest is awaited, and nothing of it when it covers everything."""
    awaits_transfer = method in IN_ADVANCE and (not advance_vnd or advance_vnd < amount_vnd)
    return PaymentStatus.DEPOSIT_PAID if advance_vnd and not awaits_transfer else FIRST_STATUS[method]


PAYMENT_FLOW = Flow(
    receive={
        PaymentStatus.AWAITING_TRANSFER: PaymentStatus.PAID,
        PaymentStatus.DUE_ON_DELIVERY: PaymentStatus.PAID,
        PaymentStatus.DEPOSIT_PAID: PaymentStatus.PAID,
        PaymentStatus.VOID: PaymentStatus.REFUND_DUE,
    },
    receive_deposit={
        PaymentStatus.AWAITING_TRANSFER: PaymentStatus.DEPOSIT_PAID,
        PaymentStatus.VOID: PaymentStatus.REFUND_DUE,
    },
    receive_part={PaymentStatus.AWAITING_TRANSFER: PaymentStatus.AWAITING_TRANSFER},
    pay_on_delivery={PaymentStatus.AWAITING_TRANSFER: PaymentStatus.DUE_ON_DELIVERY},
    void={
        PaymentStatus.AWAITING_TRANSFER: PaymentStatus.VOID,
        PaymentStatus.DUE_ON_DELIVERY: PaymentStatus.VOID,
    },
    owe_refund={
        PaymentStatus.AWAITING_TRANSFER: PaymentStatus.REFUND_DUE,
        PaymentStatus.DEPOSIT_PAID: PaymentStatus.REFUND_DUE,
        PaymentStatus.PAID: PaymentStatus.REFUND_DUE,
        PaymentStatus.REFUND_DUE: PaymentStatus.REFUND_DUE,
        PaymentStatus.REFUNDED: PaymentStatus.REFUND_DUE,
    },
    refund_part={PaymentStatus.REFUND_DUE: PaymentStatus.REFUND_DUE},
    refund={PaymentStatus.REFUND_DUE: PaymentStatus.REFUNDED},
    come_back={
        PaymentStatus.REFUNDED: PaymentStatus.REFUND_DUE,
        PaymentStatus.REFUND_DUE: PaymentStatus.REFUND_DUE,
    },
)


class NamedBy(models.TextChoices):
    """How whoever named an account proved to be the buyer whose money goes there."""

    SIGNED_IN = "signed_in", _("Signed in as the buyer")
    PHONE_CODE = "phone_code", _("Code sent to the order's phone")
