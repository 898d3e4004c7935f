"""What labels do when something happens below."""

from collections.abc import Sequence
from datetime import datetime

from django.dispatch import receiver

from chophien.catalog.events import listing_rewritten, listings_rewritten
from chophien.catalog.models import Listing, ListingVersion
from chophien.jobs.queue import enqueue, enqueue_many
from chophien.labels.selectors.days import days_on_page, shelf_days_now
from chophien.lots.actions.days import follow_from_packing
from chophien.lots.events import lot_packed
from chophien.lots.models import Pack


@receiver(lot_packed, dispatch_uid="labels.lot_packed")
def on_lot_packed(*, pack: Pack, at: datetime, **_signal: object) -> None:
    if pack.best_before is None:
        follow_from_packing(pack=pack, days=shelf_days_now(pack.variant_id), at=at)


@receiver(listing_rewritten, dispatch_uid="labels.listing_rewritten")
def on_listing_rewritten(*, listing: Listing, before: ListingVersion | None, **_signal: object) -> None:
    if days_on_page(before) != days_on_page(listing.live):
        enqueue("labels.follow_page", listing_id=listing.pk)


@receiver(listings_rewritten, dispatch_uid="labels.listings_rewritten")
def on_listings_rewritten(
    *, changes: Sequence[tuple[int, ListingVersion | None, ListingVersion]], **_signal: object
) -> None:
    others = [key for key, before, now in changes if days_on_page(before) != days_on_page(now)]
    enqueue_many("labels.follow_page", [{"listing_id": key} for key in others])
