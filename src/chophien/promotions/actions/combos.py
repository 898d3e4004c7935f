"""What can be done with combos: made, paused, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Variant
from chophien.catalog.quality.open_words import NAME, fault_of_words
from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.lib.money import format_vnd, line_total
from chophien.lib.quantity import UNITS, check_quantity
from chophien.lib.text import clean_line
from chophien.promotions import policies
from chophien.promotions.actions.days import faults_of_days
from chophien.promotions.models import Combo, ComboPart
from chophien.promotions.states import PROMOTION_FLOW, PromotionStatus
from chophien.sellers.models import Seller

PREFIX, SYMBOLS = "CB", 7
NAME_MOST, PARTS_MOST = 100, 6


@dataclass(frozen=True)
class PartWanted:
    """So much of a variant in one set, in its unit."""

    variant_code: str
    quantity: Decimal


@transaction.atomic
def make_combo(
    *,
    seller: Seller,
    name: str,
    price_vnd: int,
    parts: Sequence[PartWanted],
    starts_on: date,
    ends_on: date,
    actor: Actor,
    at: datetime,
) -> Combo:
    """Set up goods of one shop that cost less together, in whole sets.

    :raises NotPermitted: if `actor` may not promote for this shop
    :raises Invalid: naming every field that needs a correction; `parts` for the goods
    """
    policies.can_promote_for(actor, seller, at=at).require()
    offers = offers_for_sale([part.variant_code for part in parts], at=at)
    faults: dict[str, Sentence] = dict(faults_of_days(starts_on, ends_on, at=at))
    if not 0 < len(clean_line(name)) <= NAME_MOST:
        faults["name"] = _("Give it a short name.")
    elif unfit := fault_of_words(name, of=seller, at=at, read_as=NAME):
        faults["name"] = unfit
    if fault := _fault_of_parts(parts, offers, seller):
        faults["parts"] = fault
    elif price_vnd >= (alone := sum(line_total(offers[one.variant_code].price_vnd, one.quantity) for one in parts)):
        faults["price_vnd"] = _("Bought one by one these cost %(sum)s: write less.") % {"sum": format_vnd(alone)}
    if faults:
        raise Invalid({field: [sentence] for field, sentence in faults.items()})

    combo = Combo.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        seller=seller,
        name=clean_line(name),
        price_vnd=price_vnd,
        starts_on=starts_on,
        ends_on=ends_on,
        made_by=actor.code,
        made_at=at,
    )
    ids = dict(Variant.objects.filter(code__in=offers).values_list("code", "pk"))
    ComboPart.objects.bulk_create(
        ComboPart(combo=combo, variant_id=ids[part.variant_code], quantity=part.quantity) for part in parts
    )
    facts = {"parts": [part.variant_code for part in parts], "price_vnd": price_vnd}
    record("promotions.combo_made", actor=actor, subject_code=combo.code, at=at, facts=facts)
    return combo


@transaction.atomic
def step_combo(*, combo: Combo, step: str, actor: Actor, at: datetime) -> Combo:
    """Pause a combo, let it run again, or end it for good.

    :raises NotPermitted: if `actor` may not promote for its shop
    :raises StepNotAllowed: if its status does not allow the step
    """
    held = Combo.objects.select_for_update(of=("self",), no_key=True)
    combo = held.select_related("seller__commune__province").get(pk=combo.pk)
    policies.can_promote_for(actor, combo.seller, at=at).require()
    combo.status = PROMOTION_FLOW.next(step, PromotionStatus(combo.status))
    combo.save(update_fields=["status"])
    record("promotions.combo_changed", actor=actor, subject_code=combo.code, at=at, facts={"step": step})
    return combo


def _fault_of_parts(parts: Sequence[PartWanted], offers: dict[str, Offer], seller: Seller) -> Sentence:
    """What is wrong with the goods of a set; empty when nothing is."""
    codes = [part.variant_code for part in parts]
    if not 1 <= len(parts) <= PARTS_MOST or len(set(codes)) != len(codes):
        return _("Choose up to %(most)s different goods.") % {"most": PARTS_MOST}
    if any(code not in offers or offers[code].seller_id != seller.pk for code in codes):
        return _("All goods of a set are your own and on sale.")
    if len(parts) == 1 and parts[0].quantity <= 1:
        return _("A set has two goods, or more than one of the same.")
    for part in parts:
        try:
            check_quantity(
                part.quantity, step=offers[part.variant_code].step, unit=UNITS.get(offers[part.variant_code].unit)
            )
        except DomainError as refusal:
            return str(refusal)
    return ""
