"""Who sits at the office's desk, and how far their area reaches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import found_by, people_visible_to, reach_of, scope_codes
from chophien.accounts.states import Role, Scope
from chophien.catalog.models import Listing
from chophien.catalog.selectors import listings_overseen_by, listings_to_review
from chophien.complaints.models import Complaint
from chophien.lib.phone import BadPhone, parse_phone
from chophien.lib.text import fold
from chophien.orders.models import Order
from chophien.payments.models import AccountAsked, InterestOwed, Payment, Refund
from chophien.payments.selectors.asking import accounts_of, accounts_told
from chophien.payments.selectors.interest import open_interest, paid_by_the_market
from chophien.payments.selectors.refunds import given_back_by_a_gateway, given_back_by_the_shop, open_refunds
from chophien.payments.states import PaymentMethod, PaymentStatus, Purpose
from chophien.places.models import TODAY, Province
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import sellers_decided_by
from chophien.sellers.states import SellerStatus

OPERATING = frozenset({Role.OPERATOR})
OVERSEEING = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})
GIVING = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER})
NUMBERS = 3
"""A search of at least this many digits may be a phone number."""


@dataclass(frozen=True)
class Office:
    """What somebody may do at this desk. `nationwide` for operators of the whole country."""

    person: Person
    nationwide: bool
    operates: bool
    manages_people: bool


def office_of(person: Person, *, at: datetime) -> Office | None:
    """The desk of an operator or officer; none for everybody else. Two statements at most."""
    if not reach_of(person.code, roles=OVERSEEING, at=at):
        return None
    operator = reach_of(person.code, roles=OPERATING, at=at)
    gives = bool(operator) or bool(scope_codes(person.code, roles=GIVING, scope=Scope.PROVINCE, at=at))
    return Office(person=person, nationwide=operator.nation, operates=bool(operator), manages_people=gives)


def open_listings_to_review(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The queue of listings of open shops: goods of a shop that is not approved wait until it is."""
    return listings_to_review(person, at=at).filter(seller__status=SellerStatus.APPROVED)


def waits_for_review(listing: Listing, *, person: Person, at: datetime) -> bool:
    """Whether this listing is in the queue that this person decides about."""
    return open_listings_to_review(person, at=at).filter(pk=listing.pk).exists()


def sellers_overseen_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops of somebody's area, however they stand, newest first."""
    reach = reach_of(person.code, roles=OVERSEEING, at=at)
    area = Seller.objects.filter(reach.q(province="commune__province__code", commune="commune__code"))
    return area.select_related("commune__province").order_by("-created_at", "-pk")


def sellers_found(sellers: QuerySet[Seller], *, text: str, status: str, province: str) -> QuerySet[Seller]:
    """Those of `sellers` that a name, code or phone number means, that stand so, in that province."""
    typed = text.strip()[:100]
    if typed:
        meant = Q(folded_name__contains=fold(typed)) | Q(code__iexact=typed)
        if sum(sign.isdigit() for sign in typed) >= NUMBERS:
            meant |= _phone("phone", typed)
        sellers = sellers.filter(meant)
    if status in SellerStatus.values:
        sellers = sellers.filter(status=status)
    return sellers.filter(commune__province__code=province) if province else sellers


def goods_overseen_by(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The goods of somebody's area, newest first, with what a list shows of them."""
    rows = listings_overseen_by(person, at=at).select_related(
        "seller__commune__province", "live__category", "working__category"
    )
    return rows.order_by("-pk")


def orders_narrowed(orders: QuerySet[Order], *, status: str, province: str) -> QuerySet[Order]:
    """Those of `orders` that stand so, of shops in that province; empty words leave all."""
    if status:
        orders = orders.filter(status=status)
    return orders.filter(seller__commune__province__code=province) if province else orders


def complaints_found(
    complaints: QuerySet[Complaint], *, text: str, status: str, fault: str, province: str
) -> QuerySet[Complaint]:
    """Those of `complaints` that a code or a shop means, that stand so, about this, of shops in that province."""
    if typed := text.strip():
        meant = Q(code__iexact=typed) | Q(order__code__iexact=typed)
        complaints = complaints.filter(meant | Q(order__seller__folded_name__contains=fold(typed)))
    if status:
        complaints = complaints.filter(status=status)
    if fault:
        complaints = complaints.filter(fault=fault)
    return complaints.filter(order__seller__commune__province__code=province) if province else complaints


def payments_awaited(person: Person, *, at: datetime) -> QuerySet[Payment]:
    """Transfers that have not come yet, of the sellers in an operator's area, oldest first. What is to be paid
    through a gateway is none: the gateway tells.
    """
    waiting = Payment.objects.filter(
        status=PaymentStatus.AWAITING_TRANSFER, purpose=Purpose.ORDER, method=PaymentMethod.VIETQR
    )
    return waiting.filter(seller_code__in=_codes_decided(person, at=at)).order_by("pk")


def refunds_due(person: Person, *, at: datetime) -> QuerySet[Refund]:
    """Money that still goes back to buyers, of the sellers in an operator's area, most urgent first."""
    return open_refunds().filter(payment__seller_code__in=_codes_decided(person, at=at), payment__purpose=Purpose.ORDER)


def refunds_to_pay(person: Person, *, at: datetime) -> QuerySet[Refund]:
    """Of these, those that the market has to pay: all but what the shop has to, as what came is with it, and what goes
    back through a gateway by itself and is decided about there.
    """
    return refunds_due(person, at=at).exclude(given_back_by_the_shop() | given_back_by_a_gateway())


def interest_due(person: Person, *, at: datetime) -> QuerySet[InterestOwed]:
    """Interest of late refunds of orders that is still to be transferred, by the market or a shop, of the sellers in an
    operator's area, the longest owed first.
    """
    area = Payment.objects.filter(seller_code__in=_codes_decided(person, at=at), purpose=Purpose.ORDER)
    return open_interest(area)


def interest_owed(person: Person, code: str, *, at: datetime) -> InterestOwed | None:
    """The interest of an order's refund with this code that is still to be transferred, if its shop is in an operator's
    area: whoever transfers it, an operator may write it down, as of refunds.
    """
    return interest_due(person, at=at).filter(code=code).first()


def interest_to_pay(person: Person, *, at: datetime) -> QuerySet[InterestOwed]:
    """Of these, what the market has to transfer."""
    return paid_by_the_market(interest_due(person, at=at))


def interest_on(order_code: str, person: Person, *, at: datetime) -> list[InterestOwed]:
    """The same of one order. One statement."""
    return list(interest_to_pay(person, at=at).filter(refund__payment__order_code=order_code))


def refunds_of_gateways(refunds: Iterable[Refund]) -> frozenset[int]:
    """The keys of those of these refunds that go back through a gateway. One statement."""
    keys = [refund.pk for refund in refunds]
    found = Refund.objects.filter(given_back_by_a_gateway(), pk__in=keys).values_list("pk", flat=True)
    return frozenset(found) if keys else frozenset()


def account_told(person: Person, about: str, *, at: datetime) -> AccountAsked | None:
    """The account that a buyer gave for money that goes back by a transfer, if the shop that the money is of is in an
    operator's area; for a surplus or a difference with a carrier, if they are of the whole country.
    """
    if reach_of(person.code, roles=OPERATING, at=at).nation:
        return accounts_told().filter(about=about).first()
    area = Payment.objects.filter(seller_code__in=_codes_decided(person, at=at))
    return accounts_of(area).filter(about=about).first()


def deposits_of_area(person: Person, *, at: datetime) -> QuerySet[Payment]:
    """The deposits of contracts of the sellers in an operator's area."""
    return Payment.objects.filter(purpose=Purpose.CONTRACT, seller_code__in=_codes_decided(person, at=at))


def deposits_awaited(person: Person, *, at: datetime) -> QuerySet[Payment]:
    """Deposits of contracts that have not come yet, oldest first."""
    return deposits_of_area(person, at=at).filter(status=PaymentStatus.AWAITING_TRANSFER).order_by("pk")


def deposits_to_give_back(person: Person, *, at: datetime) -> QuerySet[Refund]:
    """What the market still gives back of contracts' deposits, most urgent first; not those on a shop's own account."""
    ours = open_refunds().filter(payment__in=deposits_of_area(person, at=at))
    return ours.exclude(given_back_by_the_shop() | given_back_by_a_gateway())


def deposits_interest_due(person: Person, *, at: datetime) -> QuerySet[InterestOwed]:
    """Interest that the market has to transfer of contracts' deposits that went back late, the longest owed first."""
    return paid_by_the_market(open_interest(deposits_of_area(person, at=at)))


def deposit_interest(person: Person, code: str, *, at: datetime) -> InterestOwed | None:
    """The one with this code of those."""
    return deposits_interest_due(person, at=at).filter(code=code).first()


def people_found(person: Person, *, text: str, at: datetime) -> QuerySet[Person]:
    """The people this desk may list that a number, code or name means, newest first."""
    return found_by(people_visible_to(person.code, at=at), text)


def provinces_of_office(person: Person, *, at: datetime) -> Sequence[Province]:
    """The provinces in which something may lie that this person sees, for choosing one."""
    reach = reach_of(person.code, roles=OVERSEEING, at=at)
    rows = Province.objects.filter(vintage=TODAY).order_by("sort_key")
    return list(rows if reach.nation else rows.filter(code__in=reach.provinces))


def _codes_decided(person: Person, *, at: datetime) -> QuerySet[Seller, str]:
    return sellers_decided_by(person, at=at).values_list("code", flat=True)


def _phone(path: str, typed: str) -> Q:
    try:
        return Q(**{path: parse_phone(typed)})
    except BadPhone:
        return Q(pk__in=[])
