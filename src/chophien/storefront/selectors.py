"""What the buyers' pages show, read in few statements and handed over as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from chophien.catalog.models import Certificate, Listing, Variant
from chophien.catalog.states import ListingStatus
from chophien.places.models import TODAY, Province
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus

_LISTING = (
    "pk",
    "code",
    "slug",
    "status",
    "seller_id",
    "seller__code",
    "seller__slug",
    "seller__name",
    "seller__kind",
    "seller__free_shipping_from_vnd",
    "seller__commune__full_name",
    "seller__commune__province__code",
    "seller__commune__province__full_name",
    "seller__commune__province__macro_region",
    "live__title",
    "live__description",
    "live__category_id",
    "live__attributes",
    "live__season_from",
    "live__season_to",
    "live__photo_codes",
)
_VARIANT = (
    "code",
    "title",
    "price_vnd",
    "unit",
    "pack",
    "weight_g",
    "step",
    "min_quantity",
    "stock__available",
)
_PAPER = ("kind", "stars", "number", "issuer", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Offered:
    """One size or pack as it can be bought: price in đồng, weight in grams a unit, the rest in units."""

    code: str
    title: str
    price_vnd: int
    unit: str
    pack: str
    weight_g: int
    step: Decimal
    min_quantity: Decimal
    available: Decimal | None

    @property
    def is_left(self) -> bool:
        """True when the least quantity that may be ordered is there."""
        return self.available is not None and self.available > 0 and self.available >= self.min_quantity


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate as it may be shown to everybody."""

    kind: str
    stars: int | None
    number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Goods:
    """A listing that is or was on sale in an approved shop: what its page is made of."""

    pk: int
    code: str
    slug: str
    status: str
    seller_id: int
    seller_code: str
    seller_slug: str
    seller_name: str
    seller_kind: str
    free_from_vnd: int | None
    commune: str
    province_code: str
    province: str
    region: str
    title: str
    description: str
    category_id: int | None
    attributes: Mapping[str, object]
    season_from: str
    season_to: str
    photo_codes: Sequence[str]

    @property
    def is_published(self) -> bool:
        return self.status == ListingStatus.PUBLISHED

    @property
    def is_paused(self) -> bool:
        return self.status == ListingStatus.PAUSED


def goods(code: str) -> Goods | None:
    """The listing with this code if its shop may sell and it was ever approved. One statement.

    Whoever shows it looks at its status first: only published goods are offered.
    """
    found = Listing.objects.filter(
        code=code,
        live__isnull=False,
        status__in=[ListingStatus.PUBLISHED, ListingStatus.PAUSED],
        seller__status=SellerStatus.APPROVED,
    )
    row = found.values_list(*_LISTING).first()
    return Goods(*row) if row else None


def offered(listing_id: int) -> list[Offered]:
    """What can be put into the cart of a listing, in the seller's order, with what is left. One statement."""
    rows = Variant.objects.filter(listing_id=listing_id, is_active=True).order_by("sort", "pk")
    return [Offered(*row) for row in rows.values_list(*_VARIANT)]


def papers(listing_id: int, seller_id: int, *, on: date) -> list[Paper]:
    """The verified certificates that cover a listing on that day, the best of each kind first. One statement."""
    named = Certificate.listings.through.objects.filter(certificate_id=OuterRef("pk"), listing_id=listing_id)
    covering = Q(covers_all_goods=True) | Q(Exists(named))
    return _valid(Certificate.objects.filter(covering, seller_id=seller_id), on)


def shop_papers(seller_id: int, *, on: date) -> list[Paper]:
    """The verified certificates that cover all goods of a shop on that day. One statement."""
    return _valid(Certificate.objects.filter(seller_id=seller_id, covers_all_goods=True), on)


def _valid(found: QuerySet[Certificate], on: date) -> list[Paper]:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    not_over = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rows = found.filter(begun, not_over, verified_at__isnull=False).order_by("kind", "-stars", "-valid_to", "pk")
    return [Paper(*row) for row in rows.values_list(*_PAPER)]


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as everybody may see it: the place is commune and province, never the door."""

    pk: int
    code: str
    slug: str
    name: str
    kind: str
    about: str
    approved_at: datetime
    free_from_vnd: int | None
    commune: str
    province_code: str
    province: str


def shop(slug: str) -> Shop | None:
    """The approved shop at this address, or none. One statement."""
    row = (
        Seller.objects.filter(slug=slug, status=SellerStatus.APPROVED)
        .values_list(
            "pk",
            "code",
            "slug",
            "name",
            "kind",
            "about",
            "approved_at",
            "free_shipping_from_vnd",
            "commune__full_name",
            "commune__province__code",
            "commune__province__full_name",
        )
        .first()
    )
    return Shop(*row) if row else None


@dataclass(frozen=True, slots=True)
class ProvinceToday:
    """A province as pages name it, and the region that shipping counts by."""

    code: str
    slug: str
    name: str
    full_name: str
    region: str


class _Memory:
    def __init__(self) -> None:
        self.provinces: dict[str, ProvinceToday] = {}


_memory = _Memory()


def provinces() -> dict[str, ProvinceToday]:
    """The provinces of today by code, A to Z. Read once: the map changes with a release."""
    if not _memory.provinces:
        rows = Province.objects.filter(vintage=TODAY).order_by("sort_key")
        _memory.provinces = {
            row[0]: ProvinceToday(*row)
            for row in rows.values_list("code", "slug", "name", "full_name", "macro_region")
        }
    return _memory.provinces


def province_by_slug(slug: str) -> ProvinceToday | None:
    """The province of today at this address, or none."""
    return next((one for one in provinces().values() if one.slug == slug), None)


def forget_provinces() -> None:
    """Read the provinces anew, after the map was loaded."""
    _memory.provinces = {}
