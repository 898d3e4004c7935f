"""Orders that were made elsewhere, entered by hand so that stock and results are right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.channels import policies
from chophien.channels.errors import NoGoodsSold
from chophien.channels.models import Channel, OutsideSale
from chophien.channels.selectors.shops import variants_of_shop
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.errors import Invalid
from chophien.lib.text import clean_line
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.placing import DirectLine, DirectWish, place_order
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.states import Origin
from chophien.payments.states import PaymentMethod
from chophien.sellers.models import Seller

OVER_THERE = SystemActor("system:sold-elsewhere")


@dataclass(frozen=True)
class Sold:
    """So much of a variant, in its unit, for so many đồng a unit."""

    variant_code: str
    quantity: Decimal
    price_vnd: int


@transaction.atomic
def enter_sale(
    *,
    seller: Seller,
    sold: Sequence[Sold],
    place: str,
    idempotency_key: str,
    actor: Actor,
    at: datetime,
    channel: Channel | None = None,
    buyer_name: str = "",
    buyer_phone: str = "",
) -> Order:
    """Write down what was sold elsewhere: the stock is taken, and the order is completed at once.

    It counts in the shop's results. No tax is withheld from it and no fee asked, for the market saw no money, and
    nobody is sent a message. The same key again is the same sale.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NoGoodsSold: if nothing was sold
    :raises Invalid: naming what cannot be, such as a phone number
    :raises CartRefused: naming what there is too little of
    """
    policies.can_connect(actor, seller, at=at).require()
    where = clean_line(place)[:80]
    if not sold:
        raise NoGoodsSold
    if not where and channel is None:
        raise Invalid({"place": [_("Write where it was sold.")]})
    known = variants_of_shop(seller, [one.variant_code for one in sold])
    if any(one.variant_code not in known for one in sold):
        raise Invalid({"goods": [_("The shop has no such goods.")]})
    placed = place_order(
        wish=_wish(seller, actor, name=buyer_name, phone=buyer_phone),
        lines=[DirectLine(one.variant_code, one.quantity, one.price_vnd) for one in sold],
        origin=Origin.BY_HAND,
        idempotency_key=f"{seller.code}\n{idempotency_key}",
        actor=actor,
        at=at,
    )
    order = placed.orders[0]
    if placed.is_replay:
        return order
    order = confirm_order(order=order, actor=actor, at=at)
    order = pack_order(order=order, actor=actor, at=at)
    order = hand_over_order(order=order, actor=actor, at=at)
    order = receive_order(order=order, actor=OVER_THERE, at=at)
    OutsideSale.objects.create(
        order=order,
        channel=channel,
        place=where or (channel.name if channel else ""),
        entered_by=actor.code,
        entered_at=at,
    )
    record("channels.sale_entered", actor=actor, subject_code=order.code, at=at, facts={"total_vnd": order.total_vnd})
    return order


def _wish(seller: Seller, actor: Actor, *, name: str, phone: str) -> DirectWish:
    """Who bought is often not known: then the shop itself stands there, and the place where it is. Nobody asked the
    buyer about the market's regulations.
    """
    own_phone = seller.phone or (actor.phone if isinstance(actor, Person) else "")
    return DirectWish(
        contact_name=clean_line(name) or _("Buyer elsewhere"),
        contact_phone=phone.strip() or own_phone,
        commune_code=seller.commune.code,
        payment=PaymentMethod.COD,
    )
