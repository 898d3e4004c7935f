"""Reads about harvests to come and who waits for a season."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from chophien.catalog.models import Listing
from chophien.catalog.states import ListingStatus
from chophien.lib.dates import Season
from chophien.seasons.models import Harvest, HarvestStep, Reminder
from chophien.seasons.states import HarvestStatus
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import names_of_doers
from chophien.sellers.states import SellerStatus

TO_COME = [HarvestStatus.OPEN, HarvestStatus.CLOSED]


def lock_harvest(pk: int) -> Harvest:
    """Fetch the harvest and hold its row until the transaction ends."""
    return with_goods(Harvest.objects.select_for_update(of=("self",), no_key=True)).get(pk=pk)


def with_goods(harvests: QuerySet[Harvest]) -> QuerySet[Harvest]:
    """Fetch with each harvest what every page and verdict asks: its goods, and its shop with the place."""
    return harvests.select_related("variant__listing__live__category", "variant__listing__seller__commune__province")


def open_harvests(*, on: date) -> QuerySet[Harvest]:
    """The harvests that take orders on a day, of goods that everybody may see."""
    return with_goods(
        Harvest.objects.filter(
            status=HarvestStatus.OPEN,
            ends_on__gte=on,
            variant__is_active=True,
            variant__listing__status=ListingStatus.PUBLISHED,
            variant__listing__seller__status=SellerStatus.APPROVED,
        )
    )


def harvest_to_order(code: str, *, on: date) -> Harvest | None:
    """The open harvest with this code, or none."""
    return open_harvests(on=on).filter(code=code).first()


def harvest_of_listing(listing_code: str, *, on: date) -> Harvest | None:
    """The harvest that a listing's page offers: the one that comes first of those that are not full."""
    open_now = open_harvests(on=on).filter(variant__listing__code=listing_code).order_by("begins_on", "pk")
    return next((harvest for harvest in open_now if left_of(harvest) >= harvest.variant.min_quantity), None)


def left_of(harvest: Harvest) -> Decimal:
    """How much of it can still be ordered, in the variant's unit."""
    return harvest.cap - harvest.taken


def harvests_of(seller: Seller) -> QuerySet[Harvest]:
    """A shop's harvests, those to come first, the next one on top."""
    theirs = with_goods(Harvest.objects.filter(variant__listing__seller=seller))
    return theirs.order_by("begun_at", "called_off_at", "begins_on", "pk")


def steps_of(harvest: Harvest) -> list[HarvestStep]:
    """What was done with a harvest, oldest first. Never edited. One statement."""
    return list(harvest.steps.order_by("pk"))


def moved_by(harvest: Harvest) -> str:
    """Both names of the helper who moved a harvest to the days it stands at; empty where the shop did so itself, and
    where it was never moved. Three statements at most.
    """
    last = harvest.steps.filter(step="move").order_by("-pk").first()
    return next(iter(names_of_doers([(last.actor_code, last.on_behalf_of)]).values()), "") if last else ""


def harvests_of_sellers(sellers: QuerySet[Seller]) -> QuerySet[Harvest]:
    """The harvests of these shops, to fetch one by its code."""
    return with_goods(Harvest.objects.filter(variant__listing__seller__in=sellers))


def harvests_due(*, on: date) -> QuerySet[Harvest]:
    """Harvests to come whose first day has come."""
    return with_goods(Harvest.objects.filter(status__in=TO_COME, begins_on__lte=on)).order_by("pk")


def shops_asleep() -> set[int]:
    """The shops that sleep until their season, by key."""
    return set(Seller.objects.filter(asleep_since__isnull=False).values_list("pk", flat=True))


def shops_resting(*, on: date, longer_than: timedelta) -> dict[int, date]:
    """Approved shops of which everything on sale rests for longer than that, with the day their next season begins.

    Not those that somebody keeps awake, and not those that take orders of a harvest to come. Two statements.
    """
    published = Listing.objects.filter(status=ListingStatus.PUBLISHED, live__isnull=False)
    all_year = published.filter(Q(live__season_from="") | Q(live__season_to=""))
    ordering = Harvest.objects.filter(status=HarvestStatus.OPEN, ends_on__gte=on)
    shops = Seller.objects.filter(status=SellerStatus.APPROVED, pk__in=published.values("seller"))
    seasonal = shops.exclude(pk__in=all_year.values("seller")).exclude(
        pk__in=ordering.values("variant__listing__seller")
    )
    awake = Q(awake_until__isnull=True) | Q(awake_until__lt=on)
    starts = next_starts(seasonal.filter(awake).values_list("pk", flat=True), on=on)
    return {pk: start for pk, start in starts.items() if start - on > longer_than}


def next_starts(seller_ids: Iterable[int], *, on: date) -> dict[int, date]:
    """For each of these shops the day its next season begins; today while one lasts. Shops without any are absent."""
    published = Listing.objects.filter(seller__in=list(seller_ids), status=ListingStatus.PUBLISHED)
    rows = published.exclude(live__season_from="").values_list("seller_id", "live__season_from", "live__season_to")
    starts: dict[int, date] = {}
    for seller_id, begins, ends in rows.distinct():
        season = Season(begins, ends)
        start = on if season.contains(on) else season.next_start(on)
        starts[seller_id] = min(start, starts.get(seller_id, start))
    return starts


def season_months(seller_id: int) -> list[bool]:
    """For each month, January first, whether anything the shop offers by season is in season then; empty without."""
    rows = Listing.objects.filter(seller=seller_id, status=ListingStatus.PUBLISHED).exclude(live__season_from="")
    seasons = [Season(*row).months() for row in rows.values_list("live__season_from", "live__season_to").distinct()]
    return [any(month) for month in zip(*seasons, strict=True)] if seasons else []


def reminder_by_token(token: str) -> Reminder | None:
    """The reminder that the token in a message names."""
    plain = bool(token) and token.isascii() and token.isprintable() and len(token) <= 48
    return Reminder.objects.select_related("listing__live").filter(token=token).first() if plain else None


def waiting_for(listing_ids: Collection[int]) -> QuerySet[Reminder]:
    """Who still wants to hear about these goods, longest waiting first."""
    open_still = Reminder.objects.filter(listing__in=listing_ids, told_at__isnull=True, ended_at__isnull=True)
    return open_still.select_related("listing__live").order_by("pk")


def listings_waited_for() -> QuerySet[Listing]:
    """Goods on sale that somebody waits for."""
    waited = Listing.objects.filter(reminders__told_at__isnull=True, reminders__ended_at__isnull=True)
    on_sale = waited.filter(status=ListingStatus.PUBLISHED, live__isnull=False, seller__status=SellerStatus.APPROVED)
    return on_sale.select_related("live", "seller").distinct().order_by("pk")
