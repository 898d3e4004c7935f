"""What a shop's page of promotions shows, and what there is to choose from when one is set up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.accounts.models import Person
from chophien.catalog.models import Listing, Variant
from chophien.catalog.states import ListingStatus
from chophien.places.selectors import provinces_today
from chophien.promotions.models import Combo, GroupPurchase, Voucher
from chophien.promotions.selectors.offices import vouchers_for_shop
from chophien.promotions.selectors.running import combos_of, purchases_of, vouchers_of
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import sellers_managed_by

MOST = 100


@dataclass(frozen=True)
class PromotionsPage:
    """All promotions of a shop, the newest first; and the vouchers of others that count for its goods."""

    vouchers: Sequence[Voucher]
    combos: Sequence[Combo]
    purchases: Sequence[GroupPurchase]
    paid_by_others: Sequence[Voucher]


def promotions_page(seller: Seller, *, at: datetime) -> PromotionsPage:
    """The newest of each kind. Eight statements for any number."""
    return PromotionsPage(
        list(vouchers_of(seller)[:MOST]),
        list(combos_of(seller)[:MOST]),
        list(purchases_of(seller)[:MOST]),
        vouchers_for_shop(seller, at=at),
    )


def voucher_managed_by(person: Person, code: str, *, at: datetime) -> Voucher | None:
    """A voucher of a shop that the person manages."""
    own = Voucher.objects.filter(seller__in=sellers_managed_by(person, at=at), code=code)
    return own.select_related("seller").first()


def combo_managed_by(person: Person, code: str, *, at: datetime) -> Combo | None:
    """A combo of a shop that the person manages."""
    return (
        Combo.objects.filter(seller__in=sellers_managed_by(person, at=at), code=code).select_related("seller").first()
    )


def purchase_managed_by(person: Person, code: str, *, at: datetime) -> GroupPurchase | None:
    """A group purchase of a shop that the person manages."""
    own = GroupPurchase.objects.filter(seller__in=sellers_managed_by(person, at=at), code=code)
    return own.select_related("seller").first()


def goods_to_choose(seller: Seller) -> list[tuple[str, str]]:
    """The shop's goods on sale, by key, for limiting a voucher to some."""
    rows = Listing.objects.filter(seller=seller, status=ListingStatus.PUBLISHED, live__isnull=False)
    return [(str(pk), title) for pk, title in rows.order_by("live__title", "pk").values_list("pk", "live__title")]


def sizes_to_choose(seller: Seller) -> list[tuple[str, str]]:
    """The shop's goods on sale, size by size, by code."""
    rows = Variant.objects.filter(
        listing__seller=seller, listing__status=ListingStatus.PUBLISHED, is_active=True, listing__live__isnull=False
    )
    found = rows.order_by("listing__live__title", "sort", "pk")
    fields = ("code", "listing__live__title", "title", "pack")
    return [
        (code, " · ".join(part for part in (title, size, pack) if part))
        for code, title, size, pack in found.values_list(*fields)
    ]


def provinces_to_choose() -> list[tuple[str, str]]:
    """The provinces of today, by code."""
    return [(one.code, one.full_name) for one in provinces_today()]
