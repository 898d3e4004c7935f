"""Buying together: joining a group purchase, and what becomes of it. Nothing is ordered before enough have joined.

Locks: the purchase, then the pledge, then as with every order. Each pledge becomes an order in a transaction of its
own, so that one for which too little is left keeps nobody else waiting.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.catalog.selectors import offers_for_sale
from chophien.delivery.selectors import area_of
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor, GuestActor
from chophien.lib.errors import DomainError, Sentence
from chophien.lib.quantity import UNITS, check_quantity
from chophien.messages.actions.telling import tell
from chophien.orders.actions.placing import DirectLine, DirectWish, place_order
from chophien.orders.actions.writing import Terms, agreed_now, check_total
from chophien.orders.baskets import Wanted
from chophien.orders.errors import CartRefused, NotForSale
from chophien.orders.selectors import carts
from chophien.orders.states import Origin
from chophien.orders.wishes import Wish, check
from chophien.payments.states import PaymentMethod
from chophien.promotions.actions.purchases import (
    PledgeFacts,
    call_off_purchase,
    end_purchase,
    mark_ordered,
    pledge,
    refuse_pledge,
)
from chophien.promotions.models import GroupPurchase, Pledge
from chophien.promotions.selectors.running import lock_pledge, pledges_waiting
from chophien.promotions.states import PledgeStatus
from chophien.rules import selectors as rules

KIND = "purchase.news"
MISSED: Sentence = _("Chợ Phiên: not enough buyers joined “%(name)s”, so nothing is ordered and nothing is owed.")
CALLED_OFF: Sentence = _("Chợ Phiên: the shop has called off “%(name)s”. Nothing is ordered and nothing is owed.")
REFUSED: Sentence = _("Chợ Phiên: your part of “%(name)s” could not be ordered. Nothing is owed. %(why)s")


@transaction.atomic
def join(
    *,
    purchase: GroupPurchase,
    quantity: Decimal,
    wish: Wish,
    actor: Actor,
    person: Person | None,
    at: datetime,
    language: str = "vi",
) -> Pledge:
    """Give one's word to buy with the others: an order that is made by itself once enough have joined.

    Nothing is taken out of stock and nothing is owed until then.

    :raises Invalid: naming every field that needs a correction
    :raises NotForSale: if the goods are paused, out of season or gone
    :raises PurchaseOver, PurchaseFull, NotAQuantity, WrongStep: if one cannot join, or not for so much
    :raises TotalChanged, TotalTooLarge, AmountTooLarge, RegulationsChanged: as `check_out`
    """
    checked = check(wish)
    code = purchase.variant.code
    offer = offers_for_sale([code], at=at).get(code)
    if offer is None or not offer.for_sale:
        raise NotForSale(offer.why_not if offer else "")
    check_quantity(quantity, step=offer.step, unit=UNITS.get(offer.unit))
    wanted = Wanted(replace(offer, price_vnd=purchase.price_vnd), quantity)
    sellers = carts.sellers_by_id({offer.seller_id})
    parts = carts.split_for([wanted], sellers=sellers, there=area_of(checked.commune), at=at)
    check_total(parts, wish=wish, checked=checked, at=at)
    facts = PledgeFacts(
        quantity=quantity,
        contact_name=checked.contact_name,
        contact_phone=checked.contact_phone,
        commune=checked.commune,
        hamlet=checked.hamlet,
        landmark=checked.landmark,
        note=checked.note,
        payment=checked.payment,
        total_vnd=parts.total_vnd,
        regulation_version=agreed_now(wish.seen_regulation, at=at).regulation.version,
        person=person,
        language=language,
    )
    given, is_enough = pledge(purchase=purchase, facts=facts, actor=actor, at=at)
    if is_enough:
        enqueue("orders.order_pledges", purchase_id=purchase.pk)
    return given


def order_pledges(*, purchase_id: int, at: datetime) -> int:
    """Make orders of all who wait, the first who joined first. Returns how many; twice at once orders nothing twice."""
    return sum(_order(one, at=at) for one in pledges_waiting(purchase_id))


def end_group_purchase(*, purchase: GroupPurchase, actor: Actor, at: datetime) -> None:
    """The last day of a group purchase is over: order what is left to order, or tell everybody that nothing is owed."""
    order_reached(purchase, at=at)
    with transaction.atomic():
        _tell(end_purchase(purchase=purchase, actor=actor, at=at), MISSED, at=at)


@transaction.atomic
def call_off_group_purchase(*, purchase: GroupPurchase, actor: Actor, at: datetime) -> None:
    """The shop calls it off while buyers still gather, and everybody is told.

    :raises NotPermitted: if `actor` may not promote for the shop
    :raises StepNotAllowed: if enough have joined, or it is over
    """
    _tell(call_off_purchase(purchase=purchase, actor=actor, at=at), CALLED_OFF, at=at)


def order_reached(purchase: GroupPurchase, *, at: datetime) -> None:
    """Order what a lost job has left over."""
    if purchase.reached_at is not None:
        order_pledges(purchase_id=purchase.pk, at=at)


def _order(given: Pledge, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            held = lock_pledge(given.pk)
            if held.status != PledgeStatus.WAITING:
                return False
            placed = place_order(
                wish=_wish(held),
                lines=[DirectLine(held.purchase.variant.code, held.quantity, price_vnd=held.purchase.price_vnd)],
                origin=Origin.GROUP_BUY,
                idempotency_key=f"pledge-{held.pk}",
                actor=held.person or GuestActor("guest"),
                person=held.person,
                terms=_terms(held, at=at),
                language=held.language,
                at=at,
            )
            mark_ordered(pledge=held, group_code=placed.group.code, at=at)
    except DomainError as refusal:
        with transaction.atomic():
            refused = refuse_pledge(pledge=given, why=_why(refusal), at=at)
            _tell([refused] if refused else [], REFUSED, at=at)
        return False
    return True


def _why(refusal: DomainError) -> str:
    return refusal.problems[0].sentence if isinstance(refusal, CartRefused) else str(refusal)


def _wish(given: Pledge) -> DirectWish:
    return DirectWish(
        contact_name=given.contact_name,
        contact_phone=given.contact_phone,
        commune_code=given.commune.code,
        payment=given.payment,
        hamlet=given.hamlet,
        landmark=given.landmark,
        note=given.note,
        seen_total_vnd=given.total_vnd,
    )


def _terms(given: Pledge, *, at: datetime) -> Terms:
    """Nobody sits at the phone when the last one joins: goods are held for a transfer longer than after a checkout.
    The regulations were agreed to on joining, and have to be the same still.
    """
    hours = rules.whole("promotions.group_transfer_hours", at=at)
    return Terms(
        held_until=at + timedelta(hours=hours) if given.payment == PaymentMethod.VIETQR else None,
        agreed=replace(agreed_now(given.regulation_version, at=at), at=given.at),
    )


def _tell(pledges: Iterable[Pledge], text: Sentence, *, at: datetime) -> None:
    for one in pledges:
        tell(
            kind=KIND,
            text=text,
            person_code=one.person.code if one.person else "",
            phone=one.contact_phone,
            link=f"/mua-chung/loi-hua/{one.token}/",
            about=one.purchase.code,
            language=one.language,
            facts={"name": one.purchase.name, "why": one.refusal},
            at=at,
        )
