"""The vouchers that an office looks after, and those that count for a shop's goods without costing it anything."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.catalog.models import Listing
from chophien.catalog.states import ListingStatus
from chophien.promotions.models import Redemption, Voucher
from chophien.promotions.policies import PROVINCIAL
from chophien.promotions.selectors.running import running_vouchers, vouchers_of_the_market
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus


def vouchers_of_office(person: Person, *, at: datetime) -> QuerySet[Voucher]:
    """What `policies.can_look_after_voucher` lets somebody at the office stop, shops' own aside, newest first.

    Operators of the whole country look after all of them, provincial offices after those of their province.
    """
    reach = reach_of(person.code, roles=PROVINCIAL, at=at)
    return vouchers_of_the_market().filter(reach.q(province="home_province_code"))


def redemptions_of(voucher: Voucher) -> QuerySet[Redemption]:
    """The orders that used a voucher, the newest first."""
    return Redemption.objects.filter(voucher=voucher).order_by("-at", "-pk")


def shops_of_province(province_code: str) -> QuerySet[Seller]:
    """The open shops of a province by name, with their places: whom a voucher may be for; without one, of all."""
    open_shops = Seller.objects.filter(status=SellerStatus.APPROVED)
    near = open_shops.filter(commune__province__code=province_code) if province_code else open_shops
    return near.select_related("commune__province").order_by("folded_name", "pk")


def vouchers_for_shop(seller: Seller, *, at: datetime) -> Sequence[Voucher]:
    """The vouchers of others that everybody may see and that count for goods of this shop: it does not pay for them.

    Four statements for any number; two without any. The shop comes with its place.
    """
    place = seller.commune
    here = Q(home_province_code="") | Q(home_province_code=place.province.code, home_commune_code__in=["", place.code])
    for_it = Q(sellers__isnull=True) | Q(sellers=seller)
    found = running_vouchers(at=at).filter(here, for_it, seller__isnull=True).distinct()
    goods = Listing.objects.filter(seller=seller, status=ListingStatus.PUBLISHED, live__category__isnull=False)
    on_sale = list(goods.values_list("pk", "live__category__path"))
    return [one for one in found.prefetch_related("categories", "listings") if _counts(one, on_sale)]


def _counts(voucher: Voucher, goods: Sequence[tuple[int, str | None]]) -> bool:
    """Whether at least one of these goods, each with the path of its category, is what the voucher is for."""
    listings = {one.pk for one in voucher.listings.all()}
    branches = [f"{one.path}/" for one in voucher.categories.all()]
    return any(
        (not listings or pk in listings) and (not branches or any(f"{path}/".startswith(one) for one in branches))
        for pk, path in goods
    )
