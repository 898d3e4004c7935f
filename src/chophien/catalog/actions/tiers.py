"""What a unit costs when many are bought: for everybody, or for one buyer whom the shop has named."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.models import PriceTier, Variant
from chophien.catalog.selectors import lock_listing
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND, format_vnd
from chophien.lib.quantity import MAX_QUANTITY
from chophien.sellers.models import Seller
from chophien.sellers.policies import can_manage_shop

TIERS_MOST = 6
Tier = tuple[Decimal, int]


@transaction.atomic
def set_tiers(
    *,
    variant: Variant,
    tiers: Sequence[Tier],
    actor: Actor,
    at: datetime,
    buyer: Person | None = None,
    until: date | None = None,
) -> list[PriceTier]:
    """Let a unit cost less from so many units on, each tier as (from how many, đồng a unit). None ends them all.

    With `buyer` they are that person's own price list: nobody else sees or gets them. They count to the end of the day
    `until`, where one is given.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises Invalid: naming what is wrong with `tiers` or `until`
    """
    listing = lock_listing(variant.listing_id)
    can_manage_shop(actor, listing.seller, at=at).require()
    found = sorted(tiers, key=lambda tier: (not tier[0].is_nan() and tier[0], tier[1]))
    if fault := _fault(found, variant.price_vnd):
        raise Invalid({"tiers": [fault]})
    if until is not None and until < local_date(at):
        raise Invalid({"until": [_("This day is over.")]})
    PriceTier.objects.filter(variant=variant, buyer=buyer).delete()
    kept = PriceTier.objects.bulk_create(
        PriceTier(
            variant=variant,
            buyer=buyer,
            from_quantity=least,
            price_vnd=vnd,
            until=until,
            set_by=actor.code,
            set_at=at,
        )
        for least, vnd in found
    )
    facts = {"tiers": [[str(least), vnd] for least, vnd in found], "buyer": buyer.code if buyer else ""}
    facts |= {"until": str(until)} if until else {}
    record("catalog.tiers_set", actor=actor, subject_code=variant.code, at=at, facts=facts)
    return kept


@transaction.atomic
def end_price_lists(*, seller: Seller, buyer: Person, actor: Actor, at: datetime) -> int:
    """A buyer has no prices of their own at the shop any longer. Says for how many goods there were some.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    can_manage_shop(actor, seller, at=at).require()
    rows = PriceTier.objects.filter(variant__listing__seller=seller, buyer=buyer)
    goods = sorted(set(rows.values_list("variant__code", flat=True)))
    rows.delete()
    facts = {"buyer": buyer.code, "goods": goods}
    if goods:
        record("catalog.price_lists_ended", actor=actor, subject_code=seller.code, at=at, facts=facts)
    return len(goods)


def _fault(tiers: Sequence[Tier], price_vnd: int) -> Sentence:
    """Why these are no price list, in a sentence; empty when they are one."""
    if len(tiers) > TIERS_MOST:
        return _("At most %(most)s lines are possible.") % {"most": TIERS_MOST}
    if any(not least.is_finite() or not 0 < least <= MAX_QUANTITY for least, _vnd in tiers):
        return _("Write from how many the price counts, above zero.")
    if any(not 0 < vnd <= MAX_VND for _least, vnd in tiers):
        return _("Write a price above zero.")
    if any(vnd >= price_vnd for _least, vnd in tiers):
        return _("Write less than the price of now, %(price)s.") % {"price": format_vnd(price_vnd)}
    if any(after[0] == before[0] or after[1] >= before[1] for before, after in pairwise(tiers)):
        return _("Who buys more pays less a unit: each line is lower than the one before it.")
    return ""
