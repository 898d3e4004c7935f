"""Reads about prices that shops gave to single buyers: for the buyer, and for the shop."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q

from chophien.accounts.models import Person
from chophien.catalog.models import PriceTier, Variant
from chophien.catalog.states import ListingStatus
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus

TIERS_MOST, BUYERS_MOST = 600, 100
BY_SHOP = (
    "variant__listing__seller__folded_name",
    "variant__listing__seller",
    "variant__listing__live__title",
    "variant",
    "from_quantity",
)


@dataclass(frozen=True)
class OwnPrices:
    """The price lists of one buyer at one shop: goods with their tiers, in the order of their names."""

    seller: Seller
    goods: list[tuple[Variant, list[PriceTier]]] = field(default_factory=list)


@dataclass(frozen=True)
class PricedBuyer:
    """Somebody with prices of their own at a shop: for so many goods, until a day; none where one has no end."""

    code: str
    name: str
    goods: int
    until: date | None


def own_prices_of(person: Person, *, on: date) -> Sequence[OwnPrices]:
    """The price lists that shops gave to somebody and that count on a day, shop by shop. One statement."""
    rows = PriceTier.objects.filter(
        _counts(on),
        buyer=person,
        variant__is_active=True,
        variant__listing__status=ListingStatus.PUBLISHED,
        variant__listing__seller__status=SellerStatus.APPROVED,
    ).select_related("variant__listing__live", "variant__listing__seller")
    found: dict[int, OwnPrices] = {}
    for tier in rows.order_by(*BY_SHOP)[:TIERS_MOST]:
        shop = found.setdefault(tier.variant.listing.seller_id, OwnPrices(tier.variant.listing.seller))
        if not shop.goods or shop.goods[-1][0] != tier.variant:
            shop.goods.append((tier.variant, []))
        shop.goods[-1][1].append(tier)
    return list(found.values())


def buyers_with_prices(seller: Seller, *, on: date) -> list[PricedBuyer]:
    """To whom the shop gave prices that count on a day, by name. One statement."""
    rows = (
        PriceTier.objects.filter(_counts(on), variant__listing__seller=seller, buyer__isnull=False)
        .values("buyer__code", "buyer__name")
        .annotate(
            goods=Count("variant", distinct=True),
            endless=Count("pk", filter=Q(until__isnull=True)),
            last_day=Max("until"),
        )
        .order_by("buyer__name", "buyer__code")
    )
    return [
        PricedBuyer(row["buyer__code"], row["buyer__name"], row["goods"], None if row["endless"] else row["last_day"])
        for row in rows[:BUYERS_MOST]
    ]


def buyer_priced_by(seller: Seller, code: str) -> Person | None:
    """The buyer with this code, if the shop gave them prices of their own."""
    priced = PriceTier.objects.filter(variant__listing__seller=seller, buyer=OuterRef("pk"))
    return Person.objects.filter(Exists(priced), code=code).first()


def _counts(on: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=on)
