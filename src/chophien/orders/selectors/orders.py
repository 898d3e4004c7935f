"""Reads about orders: who may see which, and fetching them for a change."""

import hmac
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import opened_by_card, reach_of
from chophien.accounts.states import Role
from chophien.lib.actor import GuestActor
from chophien.lib.codes import BadCode, normalise_code, token_matches
from chophien.lib.dates import local_date
from chophien.lib.phone import BadPhone, parse_phone
from chophien.orders.models import Order, OrderGroup
from chophien.orders.policies import OPERATING, SEEING, SERVING_DEEDS, guest_of
from chophien.orders.states import OrderStatus
from chophien.orders.texts import is_code_like
from chophien.payments.states import PaymentStatus
from chophien.regulations.models import RegulationVersion
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import mandated_sellers

GROUP_PREFIX, ORDER_PREFIX = "GD", "CP"
REGULATIONS = "regulations"


@dataclass(frozen=True)
class GuestAccess:
    """A group that somebody proved to have ordered without signing in, and the actor they are for its orders."""

    group: OrderGroup
    actor: GuestActor


def orders_visible_to(person: Person, *, at: datetime) -> QuerySet[Order]:
    """The orders a person may see: their own, those of shops they work for or help, those of their area as operator.

    A buyer sees an order for as long as the law has contracts kept (`orders.contract_retention_years`).
    """
    own = Q(group__person=person, placed_at__gte=shown_since(at))
    if opened_by_card(person.code) is not None:
        own = Q(pk__in=[])
    reach = reach_of(person.code, roles=SEEING | {Role.HELPER}, at=at)
    if reach.nation:
        return with_everything(Order.objects.all())
    if not reach:
        return with_everything(Order.objects.filter(own))
    theirs = reach.q(province="commune__province__code", seller="code")
    if reach.communes:
        theirs |= Q(pk__in=_helped_with_orders(person, at=at).values("pk"))
    return with_everything(Order.objects.filter(own | Q(seller__in=Seller.objects.filter(theirs))))


def _helped_with_orders(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The households that let somebody serve their orders."""
    helped = Q()
    for deed in SERVING_DEEDS:
        helped |= Q(pk__in=mandated_sellers(person, at=at, deed=deed).values("pk"))
    return Seller.objects.filter(helped)


def orders_of_buyer(person: Person, *, at: datetime) -> QuerySet[Order]:
    """The orders somebody placed, newest first, for their own list; lines prefetched."""
    own = Order.objects.filter(group__person=person, placed_at__gte=shown_since(at))
    return with_everything(own).prefetch_related("lines__version").order_by("-placed_at", "-pk")


def orders_of_seller(seller: Seller) -> QuerySet[Order]:
    """Everything that was ordered from a seller, newest first; lines prefetched."""
    theirs = with_everything(Order.objects.filter(seller=seller))
    return theirs.prefetch_related("lines__version").order_by("-placed_at", "-pk")


def orders_operated_by(person: Person, *, at: datetime) -> QuerySet[Order]:
    """The orders of an operator's area, newest first, for the office's list; lines prefetched."""
    reach = reach_of(person.code, roles=OPERATING, at=at)
    orders = Order.objects.filter(reach.q(province="seller__commune__province__code", seller="seller__code"))
    return with_everything(orders).prefetch_related("lines__version").order_by("-placed_at", "-pk")


def orders_found_by(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Those of `orders` that are meant by a code of an order or a group, a phone number, or a buyer's name."""
    typed = text.strip()[:100].replace("\x00", "")
    if not typed:
        return orders
    meant = Q(group__contact_name__icontains=typed)
    for prefix, path in ((ORDER_PREFIX, "code"), (GROUP_PREFIX, "group__code")):
        try:
            meant |= Q(**{path: normalise_code(typed, prefix=prefix)})
        except BadCode:
            continue
    with suppress(BadPhone):
        meant |= Q(group__contact_phone=parse_phone(typed))
    return orders.filter(meant)


def group_by_token(code: str, token: str, *, at: datetime) -> GuestAccess | None:
    """The group with this code if the token opens it, compared in constant time."""
    group = groups_shown(at).filter(code=code).first() if is_code_like(code) else None
    if group is None or not token_matches(token, group.access_digest):
        return None
    return GuestAccess(group, guest_of(group))


def group_of_order_by_token(order_code: str, token: str, *, at: datetime) -> GuestAccess | None:
    """The same, by the code of one of the group's orders."""
    group = groups_shown(at).filter(orders__code=order_code).first() if is_code_like(order_code) else None
    if group is None or not token_matches(token, group.access_digest):
        return None
    return GuestAccess(group, guest_of(group))


def group_by_code_and_phone(code: str, phone: str, *, at: datetime) -> GuestAccess | None:
    """A guest's group by the code they were told, of the group or of one of its orders, and the phone they gave.

    Typing mistakes that a code survives are understood. Callers limit how often this may be tried.
    """
    try:
        number = parse_phone(phone)
    except BadPhone:
        return None
    meant = Q(pk__in=[])
    for prefix, path in ((ORDER_PREFIX, "orders__code"), (GROUP_PREFIX, "code")):
        try:
            meant |= Q(**{path: normalise_code(code, prefix=prefix)})
        except BadCode:
            continue
    group = groups_shown(at).filter(meant).order_by("pk").first()
    if group is None or not hmac.compare_digest(group.contact_phone.encode(), number.encode()):
        return None
    return GuestAccess(group, guest_of(group))


def orders_in(group: OrderGroup) -> QuerySet[Order]:
    """The orders of a group, with their lines."""
    return with_everything(Order.objects.filter(group=group)).prefetch_related("lines__version").order_by("pk")


def group_by_key(key_digest: str) -> OrderGroup | None:
    """The group that an idempotency key has made, with its orders."""
    found = OrderGroup.objects.filter(idempotency_key=key_digest).select_related("person")
    return found.prefetch_related("orders__seller").first()


def regulations_in_force(*, at: datetime) -> RegulationVersion:
    """The version of the market's regulations that counts on the day of `at`.

    :raises RegulationVersion.DoesNotExist: if none was ever published, which is a fault of the market
    """
    published = RegulationVersion.objects.filter(key=REGULATIONS, effective_from__lte=local_date(at))
    found = published.only("version").order_by("-effective_from", "-published_at", "-pk").first()
    if found is None:
        raise RegulationVersion.DoesNotExist("no regulations are in force")
    return found


def lock_order(pk: int) -> Order:
    """Fetch the order and hold its row until the transaction ends."""
    return _for_change().get(pk=pk)


def lock_orders_of(group_id: int) -> list[Order]:
    """Fetch a group's orders in primary-key order and hold their rows until the transaction ends."""
    return list(_for_change().filter(group_id=group_id).order_by("pk"))


def groups_unpaid_at(at: datetime) -> Collection[int]:
    """Groups whose goods were held for a transfer that has not come in time."""
    late = Order.objects.filter(
        status=OrderStatus.PLACED, payment_status=PaymentStatus.AWAITING_TRANSFER, held_until__lte=at
    )
    return sorted(set(late.values_list("group_id", flat=True)))


def orders_unanswered_at(at: datetime) -> QuerySet[Order]:
    """Orders that the seller should have answered by now."""
    return Order.objects.filter(status=OrderStatus.PLACED, accept_by__lte=at).order_by("pk")


def orders_sent_before(at: datetime) -> QuerySet[Order]:
    """Orders on their way since before `at` about which no complaint is open."""
    on_their_way = Order.objects.filter(status=OrderStatus.CONFIRMED, handed_over_at__lte=at)
    return on_their_way.filter(disputed_since__isnull=True).order_by("pk")


def with_everything(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Fetch with each order what every page and verdict asks: its group with the buyer, its seller with the place."""
    return orders.select_related("group__person", "seller__commune__province")


def _for_change() -> QuerySet[Order]:
    return with_everything(Order.objects.select_for_update(of=("self",), no_key=True))


def groups_shown(at: datetime) -> QuerySet[OrderGroup]:
    """The groups that are still shown to who ordered them."""
    return OrderGroup.objects.filter(placed_at__gte=shown_since(at)).select_related("person", "regulation")


def shown_since(at: datetime) -> datetime:
    """The moment before which orders are no longer shown to buyers (`orders.contract_retention_years`)."""
    years = rules.whole("orders.contract_retention_years", at=at)
    try:
        return at.replace(year=at.year - years)
    except ValueError:  # the 29th of February, in a year that has none
        return at.replace(year=at.year - years, day=28)
