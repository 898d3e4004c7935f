"""Reads about goods that are called back: what is public, who bought them, who was told."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.catalog.models import Listing, ListingVersion
from chophien.complaints.models import Recall, RecallTold
from chophien.complaints.policies import MANAGING, MEDIATING
from chophien.complaints.states import RecallStatus
from chophien.lib.dates import VIETNAM
from chophien.orders.models import Order, OrderLine
from chophien.orders.states import OrderStatus


def recalls_public() -> QuerySet[Recall]:
    """Every recall there was, those that run first, newest first."""
    return _told(Recall.objects.all()).order_by("-status", "-published_at", "-pk")


def recalls_running() -> list[tuple[str, str]]:
    """Code and title of what is being called back now, newest first, for the banner of public pages. One statement."""
    running = Recall.objects.filter(status=RecallStatus.RUNNING).order_by("-published_at", "-pk")
    return list(running.values_list("code", "listing__live__title")[:3])


def recall_of_listing(listing_id: int) -> str:
    """The code of the recall that runs for these goods, or empty."""
    running = Recall.objects.filter(listing_id=listing_id, status=RecallStatus.RUNNING).order_by("-pk")
    return running.values_list("code", flat=True).first() or ""


def recalls_overseen_by(person: Person, *, at: datetime) -> QuerySet[Recall]:
    """The recalls of an operator's area."""
    reach = reach_of(person.code, roles=MEDIATING, at=at)
    return _told(Recall.objects.filter(reach.q(province="listing__seller__commune__province__code")))


def listings_recalled_by(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The goods that somebody may call back: the queryset to `policies.can_recall`."""
    reach = reach_of(person.code, roles=MEDIATING, at=at)
    shops = reach_of(person.code, roles=MANAGING, at=at)
    area = reach.q(province="seller__commune__province__code")
    found = Listing.objects.filter(Q() if reach.nation else area | Q(seller__code__in=shops.sellers))
    return found.select_related("seller__commune__province", "live", "working")


def same_recall(
    listing: Listing, version: ListingVersion | None, *, why: str, sold_from: date | None, sold_to: date | None
) -> Recall | None:
    """The recall that runs for just the same goods, days and reason."""
    running = _told(Recall.objects.filter(listing=listing, status=RecallStatus.RUNNING, why=why))
    return running.filter(version=version, sold_from=sold_from, sold_to=sold_to).first()


def buyers_of(recall: Recall) -> QuerySet[Order]:
    """The orders in which the recalled goods were bought and not called off."""
    lines = OrderLine.objects.filter(version__listing_id=recall.listing_id)
    if recall.version_id:
        lines = lines.filter(version_id=recall.version_id)
    orders = Order.objects.filter(pk__in=lines.values("order")).exclude(status=OrderStatus.CANCELLED)
    if recall.sold_from:
        orders = orders.filter(placed_at__gte=datetime.combine(recall.sold_from, time.min, tzinfo=VIETNAM))
    if recall.sold_to:
        orders = orders.filter(placed_at__lte=datetime.combine(recall.sold_to, time.max, tzinfo=VIETNAM))
    return orders.select_related("group__person").order_by("pk")


def buyers_to_tell(recall: Recall) -> QuerySet[Order]:
    """Those of them that have not been told yet."""
    return buyers_of(recall).exclude(pk__in=RecallTold.objects.filter(recall=recall).values("order"))


def told_about(recall: Recall) -> QuerySet[RecallTold]:
    """Who was told, and when."""
    return RecallTold.objects.filter(recall=recall).select_related("order__group")


def lock_recall(pk: int) -> Recall:
    """Fetch the recall and hold its row until the transaction ends."""
    return _told(Recall.objects.select_for_update(of=("self",), no_key=True)).get(pk=pk)


def _told(recalls: QuerySet[Recall]) -> QuerySet[Recall]:
    return recalls.select_related("listing__seller__commune__province", "listing__live", "version")
