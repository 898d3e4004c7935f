"""Reads about money that is awaited or came. What goes back is read in `refunds`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from chophien.lib.banks import banks
from chophien.lib.qr import qr_png, qr_svg
from chophien.lib.vietqr import vietqr_payload
from chophien.payments.models import PartCame, Payment
from chophien.payments.states import BY_GATEWAY, PaymentMethod, PaymentStatus, Receiver
from chophien.sellers.models import PayoutAccount
from chophien.uploads.sealing import open_sealed

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


def lock_payments_of_group(group_code: str) -> list[Payment]:
    """The same of all payments of a group of orders, or of a contract's deposit."""
    return list(Payment.objects.select_for_update().filter(group_code=group_code).order_by("pk"))


def payments_before_the_books() -> QuerySet[Payment]:
    """Payments of which something came that does not stand in the books and may be the market's, the oldest first."""
    came = Case(
        When(PAID, then=F("amount_vnd")),
        When(deposit_paid_at__isnull=False, then=F("advance_vnd") + F("deposit_vnd")),
        default=F("advance_vnd"),
    )
    ours = Payment.objects.filter(Q(receiver=Receiver.MARKET) | Q(advance_vnd__gt=0), outside=False)
    return ours.annotate(came_so_far=came).filter(came_so_far__gt=F("booked_vnd")).order_by("pk")


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
