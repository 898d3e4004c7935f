"""Whose money it is: households that are paid in cash, and what an agent may see of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from chophien.accounts.models import Person, SignInCard
from chophien.accounts.selectors import people_by_code, person_by_phone
from chophien.cashpoints.models import BalanceAsk, CashOrder
from chophien.cashpoints.states import CashKind, CashStatus, Says
from chophien.lib.codes import BadCode, normalise_code
from chophien.lib.phone import BadPhone, parse_mobile
from chophien.orders.models import Order, OrderLine
from chophien.orders.states import OrderStatus
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import managers_of, sellers_managed_by
from chophien.sellers.states import OF_ONE_HOUSEHOLD

CARD_PREFIX = "TH"
SALES_SHOWN = 5


@dataclass(frozen=True)
class Speaker:
    """Who says yes to something at the counter: their code, for the limits on codes, and where a code goes."""

    code: str
    phone: str
    """In E.164; empty without a phone."""
    language: str
    says: Says
    """As what they say yes: for the words of refusals."""


@dataclass(frozen=True)
class Sale:
    """One of a household's last sales, as it is told at the counter: nothing of the buyer."""

    code: str
    what: str
    amount_vnd: int
    at: datetime
    status: str


def speaker_of(seller: Seller, *, at: datetime) -> Person | None:
    """Who speaks for a household and is the customer at the counter: its longest-standing manager."""
    return next(iter(managers_of(seller, at=at)), None)


def speaker_for(what: CashOrder | BalanceAsk) -> Speaker:
    """Who says yes to this: whose earned money it is, whoever brings the cash, or who gets back what they paid. At most
    one statement.
    """
    person = what.person
    if isinstance(what, CashOrder) and what.kind == CashKind.IN:
        payer = people_by_code([what.payer_code]).get(what.payer_code) if what.payer_code else None
        return Speaker(what.payer_code, what.payer_phone, payer.language if payer else "vi", Says.PAYER)
    if isinstance(what, CashOrder) and what.kind == CashKind.BACK:
        return Speaker(what.customer_code, what.payer_phone, person.language if person else "vi", Says.BUYER)
    if person is None:
        return Speaker("", "", "vi", Says.HOUSEHOLD)
    return Speaker(person.code, person.mobile, person.language, Says.HOUSEHOLD)


def is_household(seller: Seller) -> bool:
    """Whether the shop is a single household's, which is paid in cash; others are paid to their account."""
    return seller.kind in OF_ONE_HOUSEHOLD


def households_named(text: str, *, at: datetime) -> list[Seller]:
    """The households whose phone number, card or shop code that is, in whatever form it was told."""
    typed = text.strip()[:100]
    found: Sequence[Seller] = []
    try:
        person = person_by_phone(parse_mobile(typed))
        found = list(sellers_managed_by(person, at=at)) if person else []
    except BadPhone:
        found = list(Seller.objects.filter(code__in=_codes(typed)).select_related("commune__province"))
    return [seller for seller in found if is_household(seller)]


def seller_of_order(seller_code: str) -> Seller:
    """The shop with this code, with its place.

    :raises Seller.DoesNotExist: if there is none
    """
    return Seller.objects.select_related("commune__province").get(code=seller_code)


def cash_orders_of(seller_code: str) -> QuerySet[CashOrder]:
    """All cash that a household asked for or was asked for it, the newest first."""
    rows = CashOrder.objects.filter(seller_code=seller_code, kind=CashKind.OUT)
    return rows.select_related("till__point__commune__province", "person").order_by("-pk")


def to_confirm_by(person: Person, *, at: datetime) -> QuerySet[CashOrder]:
    """What an agent has before them for households that somebody manages, and that waits for the household's yes."""
    own = sellers_managed_by(person, at=at).values("code")
    waiting = CashOrder.objects.filter(kind=CashKind.OUT, status=CashStatus.ASKED, seller_code__in=own)
    return waiting.filter(taken_up_at__isnull=False, expires_at__gt=at).order_by("pk")


def phone_mark(phone: str) -> str:
    """The same for the same number, readable by nobody."""
    return "phone:" + salted_hmac("chophien.cashpoints.phone", phone, algorithm="sha256").hexdigest()[:24]


def last_sales(seller: Seller) -> list[Sale]:
    """The last five orders of a shop, the newest first. Two statements."""
    orders = list(Order.objects.filter(seller=seller).order_by("-placed_at", "-pk")[:SALES_SHOWN])
    titles: dict[int, list[str]] = {}
    lines = OrderLine.objects.filter(order__in=orders).order_by("pk").values_list("order", "title")
    for order, title in lines:
        titles.setdefault(order, []).append(title)
    return [
        Sale(
            code=one.code,
            what=", ".join(titles.get(one.pk, [])),
            amount_vnd=one.total_vnd,
            at=one.placed_at,
            status=str(OrderStatus(one.status).label),
        )
        for one in orders
    ]


def _codes(typed: str) -> list[str]:
    """Shop codes that are meant: the code itself, or that of the shop which a card's code opens."""
    codes = [typed, typed.upper()]
    try:
        card = normalise_code(typed, prefix=CARD_PREFIX)
    except BadCode:
        return codes
    opens = SignInCard.objects.filter(code=card, revoked_at__isnull=True).values_list("opens", flat=True)
    return [*codes, *opens]
