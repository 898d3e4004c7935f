"""Reads about what people follow, like and wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from chophien.accounts.models import Person
from chophien.catalog.models import Listing, SearchEntry
from chophien.catalog.states import ListingStatus
from chophien.follows.models import Alert, Favourite, Follow
from chophien.follows.states import AlertKind
from chophien.lib.consent import agreed
from chophien.lib.dates import VIETNAM, local_date
from chophien.promotions.selectors.running import open_purchases, running_combos, running_vouchers
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus

ADVERTISED = "market_news"
"""The purpose without which nobody is told of offers, as the kind `promotion.news` has it."""
ONCE_A = timedelta(days=1)
MOST = 300


@dataclass(frozen=True)
class Mine:
    """Everything that somebody follows, likes and waits for."""

    follows: Sequence[Follow]
    favourites: Sequence[Favourite]
    alerts: Sequence[Alert]


def what_i_follow(person: Person) -> Mine:
    """A person's page. Three statements."""
    follows = Follow.objects.filter(person=person).select_related("seller__commune__province").order_by("-pk")
    liked = Favourite.objects.filter(person=person)
    waiting = Alert.objects.filter(person=person, told_at__isnull=True)
    goods = ("listing__live", "listing__seller", "listing__search_entry")
    return Mine(
        follows=list(follows[:MOST]),
        favourites=list(liked.select_related(*goods).order_by("-pk")[:MOST]),
        alerts=list(waiting.select_related(*goods).order_by("-pk")[:MOST]),
    )


def how_many(person: Person) -> int:
    """How much somebody follows and likes, together. Two statements."""
    return Follow.objects.filter(person=person).count() + Favourite.objects.filter(person=person).count()


def hears_offers(person: Person, *, at: datetime) -> bool:
    """Whether somebody agreed to be told of the offers of shops that they follow."""
    return agreed(person.code, purpose=ADVERTISED, at=at)


def shop_to_follow(slug: str) -> Seller | None:
    """The open shop at this address."""
    return Seller.objects.filter(slug=slug, status=SellerStatus.APPROVED).first()


def goods_to_like(code: str) -> Listing | None:
    """The goods on sale with this code, their price and whether something is left."""
    on_sale = Listing.objects.filter(code=code, status=ListingStatus.PUBLISHED, live__isnull=False)
    return on_sale.select_related("live", "seller", "search_entry").first()


def alerts_due(at: datetime) -> QuerySet[Alert]:
    """What came true of what people wait for, the oldest wish first."""
    day = local_date(at)
    now = day.month * 100 + day.day
    entry = "listing__search_entry__"
    first, last = f"{entry}season_from", f"{entry}season_to"
    all_year = Q(**{first: 0})
    in_a_year = Q(**{f"{last}__gte": F(first)}) & Q(**{f"{first}__lte": now}) & Q(**{f"{last}__gte": now})
    over_new_year = Q(**{f"{last}__lt": F(first)}) & (Q(**{f"{first}__lte": now}) | Q(**{f"{last}__gte": now}))
    in_season = all_year | in_a_year | over_new_year
    due = (
        Q(kind=AlertKind.STOCK)
        | Q(kind=AlertKind.PRICE, listing__search_entry__price_vnd__lt=F("price_vnd"))
        | Q(kind=AlertKind.SEASON)
    )
    open_ones = Alert.objects.filter(due & in_season, told_at__isnull=True, listing__search_entry__available=True)
    return open_ones.select_related("person", "listing__live", "listing__search_entry").order_by("pk")


def follows_with_news(at: datetime) -> QuerySet[Follow]:
    """Follows of shops that put up new goods since they were told last, told at most once a day."""
    new = SearchEntry.objects.filter(listing__seller=OuterRef("seller"), published_at__gt=OuterRef("told_at"))
    waiting = Follow.objects.filter(Exists(new), told_at__lte=at - ONCE_A)
    return waiting.select_related("person", "seller").order_by("pk")


def follows_with_offers(at: datetime) -> QuerySet[Follow]:
    """Follows of shops with offers that began since somebody looked for them, person by person."""
    fresh = Q(made_at__gt=OuterRef("offers_looked_at")) | Q(starts_on__gt=OuterRef("looked_on"))
    running = (running_vouchers(at=at), running_combos(at=at), open_purchases(at=at))
    offers = (Exists(rows.filter(fresh, seller=OuterRef("seller")).order_by()) for rows in running)
    follows = Follow.objects.annotate(looked_on=TruncDate("offers_looked_at", tzinfo=VIETNAM))
    waiting = follows.filter(reduce(or_, map(Q, offers)), seller__status=SellerStatus.APPROVED)
    return waiting.select_related("person", "seller").order_by("person", "pk")
