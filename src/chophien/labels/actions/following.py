"""The page of goods says anew how long they keep: packs that were told no day follow it."""

from datetime import datetime

from chophien.catalog.models import Variant
from chophien.labels.selectors.days import shelf_days
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.days import follow_shelf_life


def follow_page(*, listing_id: int, at: datetime) -> int:
    """Have the packs of goods end by what their label, else their page, says now: what is drawn first goes by that day,
    and the page behind the code tells it. Returns how many got another day. Follows from the page's new version, which
    was decided on then.
    """
    variants = Variant.objects.filter(listing=listing_id).select_related("listing__live", "label").order_by("pk")
    return sum(
        follow_shelf_life(variant=one, days=shelf_days(one, one.listing.live), actor=SYSTEM, at=at) for one in variants
    )
