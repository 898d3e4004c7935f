"""Doing what an SMS says: by the same actions as the seller's desk, as the person whose phone it came from."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.cashpoints.actions.confirming import confirm_by_sms
from chophien.cashpoints.selectors.customers import is_household
from chophien.catalog.actions.listings import change_price
from chophien.catalog.models import Variant
from chophien.lib.dates import format_date, format_day, local_date
from chophien.lib.money import NBSP, format_vnd
from chophien.lib.quantity import UNITS, format_quantity
from chophien.orders.actions.answers import confirm_order, refuse_order
from chophien.orders.models import Order
from chophien.orders.selectors.orders import orders_visible_to
from chophien.orders.states import OrderStatus
from chophien.payments.selectors import figures_of
from chophien.sellers.actions.mandates import revoke_helpers_of
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import mandated_sellers
from chophien.sellers.selectors.papers import account_of
from chophien.sellers.selectors.shops import sellers_managed_by, sellers_staffed_by
from chophien.sellers.states import Deed
from chophien.settlement.selectors.payable import waiting_of
from chophien.smsdesk.errors import NoSuchGoods, NoSuchOrder, SeveralSizes
from chophien.smsdesk.parsing import SHORT, Spoken, read_left, read_price
from chophien.smsdesk.states import Command
from chophien.supply.actions import set_stocks

_LIKE_A_CODE = re.compile(r"(?:CP|SP|HG)[-.]?[0-9A-Z]{3}|[A-Z][-.]?[0-9]|[0-9][A-Z]+[0-9]")
"""A quantity with its unit, such as ``12KG``, is not."""

TITLE_LETTERS = 30
CODES_SAID = 3


@dataclass(frozen=True)
class Done:
    """What was done, in words, and what it was about."""

    words: str
    about: str = ""


class Incomplete(Exception):
    """The command is known, but what it needs is missing or cannot be read; says how to write it."""


def carry_out(spoken: Spoken, *, person: Person, at: datetime) -> Done:
    """Do what was said. Call it with the person's language in force.

    :raises Incomplete: if something is missing
    :raises DomainError: if it may not or cannot be done, as on the desk
    """
    if spoken.command is None:
        raise Incomplete(how_to_write())
    return DOING[spoken.command](spoken, person, at)


def how_to_write() -> str:
    """All commands in one SMS."""
    return _(
        "Write: NHAN order, TUCHOI order reason, GIA goods price PIN, HET goods, CON goods left, DU PIN, "
        "LAY PIN (my cash), HUY (stop my helper)."
    )


def needs_pin(spoken: Spoken) -> bool:
    """Whether what is asked for is about money. Of a price without goods only what is missing is told."""
    return spoken.command in {Command.OWED, Command.CASH} or (spoken.command == Command.PRICE and bool(spoken.code))


def example_of(spoken: Spoken) -> str:
    """How the same would be written with a PIN."""
    words = [spoken.command.value if spoken.command else "", spoken.code.replace("-", ""), spoken.rest, "123456"]
    return " ".join(word for word in words if word)[:40]


def _accept(spoken: Spoken, person: Person, at: datetime) -> Done:
    order = confirm_order(order=_order(spoken, person, at=at), actor=person, at=at)
    facts = {
        "code": order.code,
        "total": _amount(order.total_vnd),
        "day": format_day(order.promised_to, today=local_date(at)),
    }
    return Done(_("Order %(code)s is accepted: %(total)s. It has to arrive by %(day)s.") % facts, order.code)


def _refuse(spoken: Spoken, person: Person, at: datetime) -> Done:
    order = _order(spoken, person, at=at)
    if not spoken.rest:
        raise Incomplete(_("Write why, like: TUCHOI %(code)s HET HANG. The buyer reads it.") % {"code": order.code})
    refuse_order(order=order, reason=spoken.rest.capitalize(), actor=person, at=at)
    return Done(_("Order %(code)s is refused. The buyer is told why.") % {"code": order.code}, order.code)


def _price(spoken: Spoken, person: Person, at: datetime) -> Done:
    variant = _one_size(spoken, person, at=at)
    if not spoken.rest:
        raise Incomplete(_("Write the price as well, like: GIA %(code)s 45000.") % {"code": _spoken_code(variant.code)})
    price, before = read_price(spoken.rest), variant.price_vnd
    change_price(listing=variant.listing, variant_code=variant.code, price_vnd=price, actor=person, at=at)
    facts = {"title": _title(variant), "price": _amount(price), "before": _amount(before)}
    return Done(_("%(title)s: the price is now %(price)s, before it was %(before)s.") % facts, variant.code)


def _sold_out(spoken: Spoken, person: Person, at: datetime) -> Done:
    sizes = _sizes(spoken, person, at=at)
    set_stocks(quantities={one.pk: Decimal(0) for one in sizes}, actor=person, at=at)
    return Done(_("%(title)s: nothing is left. Buyers see that.") % {"title": _title(sizes[0])}, sizes[0].listing.code)


def _left(spoken: Spoken, person: Person, at: datetime) -> Done:
    variant = _one_size(spoken, person, at=at)
    if not spoken.rest:
        raise Incomplete(_("Write how much is left, like: CON %(code)s 12.") % {"code": _spoken_code(variant.code)})
    left = read_left(spoken.rest)
    set_stocks(quantities={variant.pk: left}, actor=person, at=at)
    facts = {"title": _title(variant), "left": format_quantity(left, UNITS.get(variant.unit)).replace(NBSP, " ")}
    return Done(_("%(title)s: %(left)s left.") % facts, variant.code)


def _owed(_spoken: Spoken, person: Person, at: datetime) -> Done:
    shops = list(sellers_managed_by(person, at=at).order_by("folded_name", "pk")[:CODES_SAID])
    if not shops:
        raise Incomplete(_("You manage no shop on the market."))
    lines = [_owed_to(shop, with_name=len(shops) > 1, at=at) for shop in shops]
    return Done(" ".join(lines), shops[0].code)


def _owed_to(shop: Seller, *, with_name: bool, at: datetime) -> str:
    waiting, account = waiting_of(shop.code, at=at), account_of(shop)
    facts = {
        "sum": _amount(waiting.total_vnd),
        "now": _amount(waiting.now_vnd),
        "day": format_date(waiting.next_on),
        "delivery": _amount(figures_of(shop.code).on_delivery_vnd),
        "link": settings.SITE + reverse("sellerdesk:money"),
    }
    if account is not None and account.confirmed_at is not None:
        said = _("On its way to you: %(sum)s, of it %(now)s on %(day)s. Buyers still pay on delivery: %(delivery)s.")
    elif is_household(shop):
        said = _("To come: %(sum)s, once your account is confirmed, or in cash. On delivery: %(delivery)s. %(link)s")
    else:
        said = _("To come: %(sum)s, once your account is confirmed. On delivery: %(delivery)s. %(link)s")
    return f"{shop.name[:20]}: {said % facts}" if with_name else said % facts


def _take_cash(_spoken: Spoken, person: Person, at: datetime) -> Done:
    order = confirm_by_sms(person=person, at=at)
    facts = {"amount": _amount(order.amount_vnd), "point": order.till.point.name[:40]}
    if order.simulated:
        return Done(_("TRIAL, no real money. You said yes to %(amount)s at %(point)s.") % facts, order.code)
    return Done(_("You said yes to %(amount)s in cash at %(point)s. Count it before you leave.") % facts, order.code)


def _revoke(_spoken: Spoken, person: Person, at: datetime) -> Done:
    ended = revoke_helpers_of(person=person, at=at)
    if not ended:
        return Done(_("Nobody sells for you now. There is nothing to end."))
    names = ", ".join(sorted({one.helper.name or one.helper.code for one in ended}))[:50]
    return Done(_("Done. From now on %(names)s can no longer sell for you.") % {"names": names}, ended[0].code)


def _help(_spoken: Spoken, _person: Person, _at: datetime) -> Done:
    return Done(how_to_write())


DOING: Mapping[Command, Callable[[Spoken, Person, datetime], Done]] = {
    Command.ACCEPT: _accept,
    Command.REFUSE: _refuse,
    Command.PRICE: _price,
    Command.SOLD_OUT: _sold_out,
    Command.LEFT: _left,
    Command.OWED: _owed,
    Command.CASH: _take_cash,
    Command.REVOKE: _revoke,
    Command.HELP: _help,
}


def _order(spoken: Spoken, person: Person, *, at: datetime) -> Order:
    theirs = orders_visible_to(person, at=at)
    if spoken.code:
        for order in theirs.filter(code=spoken.code):
            return order
        raise NoSuchOrder(facts={"code": spoken.code})
    shops = sellers_staffed_by(person, at=at).values("pk")
    helped = mandated_sellers(person, at=at, deed=Deed.ACCEPT).values("pk")
    waiting = theirs.filter(
        Q(seller__in=shops) | Q(seller__in=helped), status=OrderStatus.PLACED, accept_by__isnull=False
    )
    codes = list(waiting.order_by("placed_at", "pk").values_list("code", flat=True)[:CODES_SAID])
    if not codes:
        raise Incomplete(_("No order waits for you now."))
    facts = {"command": spoken.command, "code": codes[0], "codes": ", ".join(codes)}
    if _is_misspelt(spoken):
        raise Incomplete(_("This order code has a mistake. Write: %(command)s %(code)s. Waiting: %(codes)s") % facts)
    raise Incomplete(_("Write the order's code as well, like: %(command)s %(code)s. Waiting: %(codes)s") % facts)


def _sizes(spoken: Spoken, person: Person, *, at: datetime) -> list[Variant]:
    """The sizes that a code means: one by its own, or all of a listing by the listing's; by its first symbols, too."""
    if not spoken.code and _is_misspelt(spoken):
        raise Incomplete(_("The code of these goods has a mistake. Look at it again; its first 4 signs are enough."))
    if not spoken.code:
        raise Incomplete(_("Write the code of the goods as well. It stands on your desk beside the goods."))
    own = Q(listing__seller__in=sellers_staffed_by(person, at=at).values("pk"))
    helped = Q(listing__seller__in=mandated_sellers(person, at=at, deed=Deed.LIST).values("pk"))
    theirs = Variant.objects.filter(own | helped, is_active=True).select_related(
        "listing__seller__commune", "listing__live"
    )
    theirs = theirs.order_by("sort", "pk")
    if "-" in spoken.code:
        found = list(theirs.filter(Q(code=spoken.code) | Q(listing__code=spoken.code)))
    else:
        found = list(theirs.filter(code__startswith=f"HG-{spoken.code}-"))
        found = found or list(theirs.filter(listing__code__startswith=f"SP-{spoken.code}-"))
    if not found:
        raise NoSuchGoods(facts={"code": spoken.code})
    if len({one.listing.pk for one in found}) > 1:
        raise SeveralSizes(facts={"title": _title(found[0]), "codes": _said_codes(found)})
    return found


def _is_misspelt(spoken: Spoken) -> bool:
    """Whether something stands where a code belongs, and is none: its check symbol tells of one that is wrong."""
    first = spoken.rest.partition(" ")[0]
    return len(first) >= SHORT and bool(_LIKE_A_CODE.search(first))


def _one_size(spoken: Spoken, person: Person, *, at: datetime) -> Variant:
    sizes = _sizes(spoken, person, at=at)
    if len(sizes) > 1:
        raise SeveralSizes(facts={"title": _title(sizes[0]), "codes": _said_codes(sizes)})
    return sizes[0]


def _said_codes(sizes: list[Variant]) -> str:
    return ", ".join(f"{_spoken_code(one.code)} ({one.title[:12] or one.pack[:12]})" for one in sizes[:CODES_SAID])


def _spoken_code(code: str) -> str:
    """A code as short as it may be typed: its first four symbols."""
    return code.split("-")[1]


def _title(variant: Variant) -> str:
    version = variant.listing.live
    title = version.title if version is not None else variant.code
    return title if len(title) <= TITLE_LETTERS else title[: TITLE_LETTERS - 3].rstrip() + "..."


def _amount(vnd: int) -> str:
    return format_vnd(vnd).replace(NBSP, "")
