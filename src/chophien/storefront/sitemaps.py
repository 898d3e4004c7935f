"""Every address that search engines may know, in parts that are small enough to be read at once."""

from datetime import date

from chophien.catalog.models import SearchEntry
from chophien.catalog.selectors import published_listings
from chophien.lib.dates import local_date
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.storefront.addresses import category_path, product_path, province_path, shop_path
from chophien.storefront.categories import tree
from chophien.storefront.selectors import provinces

PART, MOST_PARTS = 10_000, 50_000
MOST_SHOPS = 40_000
Line = tuple[str, date | None]


def parts() -> int:
    """How many parts the goods fill. One statement."""
    return -(-SearchEntry.objects.count() // PART)


def entrances() -> list[Line]:
    """The pages that lead to goods: home, categories, provinces with shops, shops. Two statements."""
    shops = Seller.objects.filter(status=SellerStatus.APPROVED)
    places = set(shops.values_list("commune__province__code", flat=True).distinct())
    return [
        ("/", None),
        *((category_path(slug), None) for slug in tree().by_slug),
        *((province_path(place.slug), None) for place in provinces().values() if place.code in places),
        *((shop_path(slug), None) for slug in shops.order_by("pk").values_list("slug", flat=True)[:MOST_SHOPS]),
    ]


def goods(part: int) -> list[Line]:
    """One part of the goods on sale, with the day of their last approved change. One statement."""
    start = (part - 1) * PART
    rows = published_listings().order_by("pk").values_list("slug", "code", "live__decided_at")[start : start + PART]
    return [(product_path(slug, code), local_date(at) if at else None) for slug, code, at in rows]
