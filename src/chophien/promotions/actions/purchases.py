"""What can be done with group purchases: set up, joined, withdrawn from, called off, ended.

The purchase's row is locked first, then the pledges: who joins, who withdraws and the last day follow each other.
What becomes an order, and who is told, is decided above: in `orders`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.quality.open_words import NAME, fault_of_words
from chophien.catalog.selectors import offers_for_sale
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, new_token
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import format_vnd
from chophien.lib.quantity import UNITS, check_quantity, format_quantity
from chophien.lib.text import clean_line
from chophien.places.models import Commune
from chophien.promotions import policies
from chophien.promotions.actions.days import faults_of_days
from chophien.promotions.errors import PurchaseFull, PurchaseOver
from chophien.promotions.models import GroupPurchase, Pledge
from chophien.promotions.selectors.running import lock_pledge, lock_purchase, pledges_waiting
from chophien.promotions.states import PLEDGE_FLOW, PURCHASE_FLOW, PledgeStatus, PurchaseStatus
from chophien.sellers.models import Seller
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature

PREFIX, SYMBOLS = "MC", 7
NAME_MOST = 100
JOINABLE = frozenset({PurchaseStatus.OPEN, PurchaseStatus.REACHED})


@dataclass(frozen=True)
class PurchaseFacts:
    """What a new group purchase promises. Quantities are in units of the variant."""

    variant_code: str
    name: str
    price_vnd: int
    goal: Decimal
    most: Decimal
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class PledgeFacts:
    """Who joins for how much, where it goes, how it is paid, and the total that was seen, in đồng."""

    quantity: Decimal
    contact_name: str
    contact_phone: str
    commune: Commune
    hamlet: str
    landmark: str
    note: str
    payment: str
    total_vnd: int
    regulation_version: str
    person: Person | None
    language: str


@transaction.atomic
def start_purchase(*, seller: Seller, facts: PurchaseFacts, actor: Actor, at: datetime) -> GroupPurchase:
    """Set up a lower price that counts once buyers have joined for so much by the end of a day.

    :raises NotPermitted: if `actor` may not promote for this shop
    :raises NotOffered: if none can be set up in that province at the moment
    :raises Invalid: naming every field that needs a correction
    """
    policies.can_promote_for(actor, seller, at=at).require()
    require_on(Feature.GROUP_PURCHASES, at=at, province_code=seller.commune.province.code)
    offer = offers_for_sale([facts.variant_code], at=at).get(facts.variant_code)
    faults: dict[str, Sentence] = dict(faults_of_days(facts.starts_on, facts.ends_on, at=at))
    if not 0 < len(clean_line(facts.name)) <= NAME_MOST:
        faults["name"] = _("Give it a short name.")
    elif unfit := fault_of_words(facts.name, of=seller, at=at, read_as=NAME):
        faults["name"] = unfit
    if facts.goal <= 0:
        faults["goal"] = _("Write how much has to come together.")
    if facts.most < facts.goal:
        faults["most"] = _("This is less than what has to come together.")
    if offer is None or offer.seller_id != seller.pk:
        faults["variant"] = _("Choose goods of your own that are on sale.")
    elif not 0 < facts.price_vnd < offer.price_vnd:
        faults["price_vnd"] = _("Write less than the price of now, %(price)s.") % {"price": format_vnd(offer.price_vnd)}
    if faults or offer is None:
        raise Invalid({field: [sentence] for field, sentence in faults.items()})
    purchase = GroupPurchase.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        seller=seller,
        variant_id=offer.variant_id,
        name=clean_line(facts.name),
        price_vnd=facts.price_vnd,
        goal=facts.goal,
        most=facts.most,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        made_by=actor.code,
        made_at=at,
    )
    told = {"variant": facts.variant_code, "price_vnd": facts.price_vnd, "goal": str(facts.goal)}
    record("promotions.purchase_started", actor=actor, subject_code=purchase.code, at=at, facts=told)
    return purchase


@transaction.atomic
def pledge(*, purchase: GroupPurchase, facts: PledgeFacts, actor: Actor, at: datetime) -> tuple[Pledge, bool]:
    """Join a group purchase. Returns the pledge, and whether orders can be made of it now: enough have joined.

    Nothing is taken out of stock and nothing is owed. What the buyer sent was checked before.

    :raises PurchaseOver: if nobody can join any more
    :raises PurchaseFull: if less is left for buyers who join
    :raises NotAQuantity, WrongStep: if so much is never sold
    """
    held = lock_purchase(purchase.pk)
    if held.status not in JOINABLE or not held.starts_on <= local_date(at) <= held.ends_on:
        raise PurchaseOver
    unit = UNITS.get(held.variant.unit)
    check_quantity(facts.quantity, step=held.variant.step, unit=unit)
    if held.pledged + facts.quantity > held.most:
        raise PurchaseFull(facts={"left": format_quantity(held.most - held.pledged, unit)})
    given = Pledge.objects.create(
        token=new_token(),
        purchase=held,
        person=facts.person,
        contact_name=facts.contact_name,
        contact_phone=facts.contact_phone,
        commune=facts.commune,
        hamlet=facts.hamlet,
        landmark=facts.landmark,
        note=facts.note,
        payment=facts.payment,
        quantity=facts.quantity,
        total_vnd=facts.total_vnd,
        regulation_version=facts.regulation_version,
        language=facts.language,
        at=at,
    )
    held.pledged += facts.quantity
    if held.status == PurchaseStatus.OPEN and held.pledged >= held.goal:
        held.status, held.reached_at = PURCHASE_FLOW.next("reach", held.status), at
        record("promotions.purchase_reached", actor=actor, subject_code=held.code, at=at)
    held.save(update_fields=["pledged", "status", "reached_at"])
    return given, held.status == PurchaseStatus.REACHED


@transaction.atomic
def withdraw(*, pledge: Pledge, actor: Actor, at: datetime) -> Pledge:
    """Leave a group purchase while buyers still gather. Nothing is owed.

    :raises NotPermitted: if it is somebody else's word
    :raises PurchaseOver: if enough have joined: from then on the order itself can be cancelled
    :raises StepNotAllowed: if it was withdrawn or ended before
    """
    held = lock_purchase(pledge.purchase_id)
    given = lock_pledge(pledge.pk)
    policies.can_withdraw_pledge(actor, given).require()
    if held.status != PurchaseStatus.OPEN:
        raise PurchaseOver
    _end(given, "withdraw", at=at)
    held.pledged -= given.quantity
    held.save(update_fields=["pledged"])
    return given


@transaction.atomic
def call_off_purchase(*, purchase: GroupPurchase, actor: Actor, at: datetime) -> list[Pledge]:
    """The shop calls it off while buyers still gather. Returns who waited: nothing is owed, everybody is told above.

    :raises NotPermitted: if `actor` may not promote for the shop
    :raises StepNotAllowed: if enough have joined, or it is over
    """
    held = lock_purchase(purchase.pk)
    policies.can_promote_for(actor, held.seller, at=at).require()
    return _finish(held, "cancel", actor=actor, at=at)


@transaction.atomic
def end_purchase(*, purchase: GroupPurchase, actor: Actor, at: datetime) -> list[Pledge]:
    """The last day is over. Returns who waited in vain because not enough have joined; nobody when enough have.

    Called again, or too early, it does nothing.
    """
    held = lock_purchase(purchase.pk)
    if held.status not in JOINABLE or held.ends_on >= local_date(at):
        return []
    if held.status == PurchaseStatus.OPEN:
        return _finish(held, "miss", actor=actor, at=at)
    if not pledges_waiting(held.pk):
        _close(held, "close", actor=actor, at=at)
    return []


@transaction.atomic
def refuse_pledge(*, pledge: Pledge, why: str, at: datetime) -> Pledge | None:
    """A pledge could not become an order: nothing is owed. None if it did, or ended, in the meantime."""
    held = lock_purchase(pledge.purchase_id)
    given = lock_pledge(pledge.pk)
    if given.status != PledgeStatus.WAITING:
        return None
    given.refusal = why[:300]
    _end(given, "refuse", at=at)
    held.pledged -= given.quantity
    held.save(update_fields=["pledged"])
    return given


def mark_ordered(*, pledge: Pledge, group_code: str, at: datetime) -> Pledge:
    """A pledge that the caller has locked has become these orders."""
    pledge.group_code = group_code
    return _end(pledge, "order", at=at)


def _finish(purchase: GroupPurchase, step: str, *, actor: Actor, at: datetime) -> list[Pledge]:
    _close(purchase, step, actor=actor, at=at)
    return [_end(lock_pledge(one.pk), "release", at=at) for one in pledges_waiting(purchase.pk)]


def _close(purchase: GroupPurchase, step: str, *, actor: Actor, at: datetime) -> None:
    purchase.status, purchase.ended_at = PURCHASE_FLOW.next(step, purchase.status), at
    purchase.save(update_fields=["status", "ended_at"])
    record("promotions.purchase_ended", actor=actor, subject_code=purchase.code, at=at, facts={"step": step})


def _end(pledge: Pledge, step: str, *, at: datetime) -> Pledge:
    pledge.status, pledge.ended_at = PLEDGE_FLOW.next(step, pledge.status), at
    pledge.save(update_fields=["status", "ended_at", "group_code", "refusal"])
    return pledge
