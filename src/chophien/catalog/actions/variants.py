"""Sizes and packs that are written and not yet on sale, so that what is left of them can be counted before."""

from datetime import datetime

from django.db import transaction

from chophien.catalog import policies
from chophien.catalog.actions.texts import OfferText
from chophien.catalog.models import Listing, Variant
from chophien.catalog.selectors import lock_listing
from chophien.lib.actor import Actor


@transaction.atomic
def prepare_variants(*, listing: Listing, actor: Actor, at: datetime) -> dict[str, int]:
    """Give every offer of the written version a row of its own, not for sale until an operator approves the version.

    Rows that exist stay as they are. Returns the id of every variant of the listing by its code.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    known = dict(Variant.objects.filter(listing=listing).values_list("code", "pk"))
    written = listing.working.offers if listing.working else []
    for place, offer in enumerate(OfferText.from_json(stored) for stored in written):
        if offer.code not in known:
            known[offer.code] = _row(listing, offer, sort=place).pk
    return known


def _row(listing: Listing, offer: OfferText, *, sort: int) -> Variant:
    return Variant.objects.create(
        code=offer.code,
        listing=listing,
        title=offer.title,
        price_vnd=offer.price_vnd,
        unit=offer.unit,
        pack=offer.pack,
        weight_g=offer.weight_g,
        step=offer.step,
        min_quantity=offer.min_quantity,
        sort=sort,
        is_active=False,
    )
