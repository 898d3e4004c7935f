"""What the page behind a code depends on that must be seen at once when it changes."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeAlias

from django.db.models import Count, Max, OuterRef, Subquery

from chophien.catalog.models import Certificate
from chophien.complaints.selectors.recalls import recall_of_listing
from chophien.lib.dates import local_date
from chophien.lots.models import Grower, Lot, LotStep
from chophien.scans.models import Suspicion
from chophien.scans.selectors.found import Found
from chophien.scans.selectors.naming import named_among
from chophien.scans.selectors.shares import are_shown
from chophien.sellers.models import Seller
from chophien.traceability.models import ChainLink, NamingWish
from chophien.traceability.selectors.recalls import recall_that_holds

State: TypeAlias = tuple[object, ...]


def state_of(found: Found, *, at: datetime) -> State:
    """The day, the last word of any household about its name, the end of the lot's chain and its last step, recalls,
    the stamp and what is thought of it, the goods, the shop and its certificates. Seven statements. Every event of a
    lot, and a recall of any lot behind it, is a new end of its chain; another last day of a pack is a step.
    """
    lot, stamp, variant = found.lot, found.stamp, found.variant
    state: list[object] = [local_date(at), NamingWish.objects.order_by("-pk").values_list("pk", flat=True).first()]
    if lot is not None:
        recall = recall_that_holds(lot)
        state += [_end_of(lot), lot.stopped_at, recall.pk if recall else None]
        state += [lot.seller.status, lot.seller.name, are_shown(lot.seller), _certified(lot.seller)]
    if stamp is not None:
        suspected = Suspicion.objects.filter(stamp=stamp).values_list("status", "networks", "reasons").first()
        state += [stamp.status, stamp.lot_id, stamp.pack_id, stamp.opened_at, stamp.voided_at, suspected]
    if variant is not None:
        listing = variant.listing
        state += [listing.status, listing.live_id, recall_of_listing(listing.pk)]
    return tuple(state)


def _end_of(lot: Lot) -> tuple[object, ...]:
    """The last seal of its chain and its last step. One statement."""
    seal = ChainLink.objects.filter(lot=OuterRef("pk")).order_by("-number").values("seal")[:1]
    step = LotStep.objects.filter(lot=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return tuple(Lot.objects.filter(pk=lot.pk).values_list(Subquery(seal), Subquery(step)).get())


def _certified(seller: Seller) -> tuple[object, ...]:
    """How many of a shop's certificates are verified, and when one was last, or was withdrawn. One statement."""
    found = Certificate.objects.filter(seller=seller)
    counted = found.aggregate(Count("verified_at"), Max("verified_at"), Max("withdrawn_at"))
    return tuple(counted.values())


def are_still_named(grower_ids: Collection[int]) -> bool:
    """Whether all these households may be named now. Three statements, none for nobody."""
    if not grower_ids:
        return True
    growers = list(Grower.objects.filter(pk__in=grower_ids))
    return named_among(growers) >= set(grower_ids)
