"""Reads about goods. Everything a page or another app needs comes from here, in few statements."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.accounts.selectors import holds_nationwide, reach_of, scope_codes
from chophien.accounts.states import SELLER_ROLES, Role, Scope
from chophien.audit.models import Entry
from chophien.catalog.models import Attribute, Category, Certificate, Listing, ListingVersion, PriceTier, Variant
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.catalog.validation import missing_before_review
from chophien.growing.models import GrowingArea
from chophien.lib.dates import Season, SeasonState, local_date
from chophien.lib.lunar import LunarSeason
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus

OFFICES = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})
WAKE_DAYS = 45
"""How many days before its season a listing is announced as coming."""


@dataclass(frozen=True)
class Offer:
    """One variant as it can be bought now: price in đồng, weight in grams a unit, step and minimum in units."""

    variant_id: int
    variant_code: str
    listing_id: int
    listing_code: str
    listing_slug: str
    version_id: int
    seller_id: int
    seller_code: str
    seller_slug: str
    seller_name: str
    title: str
    variant_title: str
    unit: str
    pack: str
    price_vnd: int
    weight_g: int
    step: Decimal
    min_quantity: Decimal
    photo_code: str
    drawing: str
    for_sale: bool
    why_not: str
    is_resting: bool = False
    """Only the season stands in the way."""
    tiers: tuple[tuple[Decimal, int], ...] = ()
    """From so many units on a unit costs so many đồng, for whoever asked."""
    category_path: str = ""
    """Slugs of the branches of goods from the root down to its own, joined by '/'."""

    def for_quantity(self, quantity: Decimal) -> "Offer":
        """The same offer at what a unit costs when so many are bought: the lowest price that this quantity reaches."""
        return replace(self, price_vnd=price_at(self.price_vnd, self.tiers, quantity)) if self.tiers else self


def price_at(price_vnd: int, tiers: Collection[tuple[Decimal, int]], quantity: Decimal) -> int:
    """What a unit costs when so many are bought. A tier never makes anything dearer."""
    return min([price_vnd, *(lower for least, lower in tiers if quantity >= least)])


def offers_for_sale(variant_codes: Collection[str], *, at: datetime, buyer: Person | None = None) -> dict[str, Offer]:
    """The variants with these codes as they stand at `at`, by code. Unknown codes are absent. One statement.

    What cannot be bought is there too, with `for_sale` false and the reason in a sentence. The tiers are those of
    everybody, and those that a shop has given to `buyer`.
    """
    own = Q(buyer__isnull=True) | Q(buyer=buyer) if buyer else Q(buyer__isnull=True)
    counts = Q(until__isnull=True) | Q(until__gte=local_date(at))
    tiers = PriceTier.objects.filter(own, counts, variant=OuterRef("pk")).order_by("from_quantity", "pk")
    rows = (
        Variant.objects.filter(code__in=variant_codes)
        .select_related("listing__seller", "listing__live__category")
        .annotate(tier_rows=ArraySubquery(tiers.values(tier=JSONObject(least="from_quantity", vnd="price_vnd"))))
    )
    return {row.code: _offer(row, _tiers(row.tier_rows), on=local_date(at)) for row in rows}


def _tiers(rows: Collection[Mapping[str, int | float]]) -> tuple[tuple[Decimal, int], ...]:
    return tuple((Decimal(str(row["least"])), int(row["vnd"])) for row in rows)


def _offer(variant: Variant, tiers: tuple[tuple[Decimal, int], ...], *, on: date) -> Offer:
    listing, seller, live = variant.listing, variant.listing.seller, variant.listing.live
    why_not = _why_not(variant)
    resting = live is not None and season_state(live, on=on) != SeasonState.IN_SEASON
    return Offer(
        variant_id=variant.pk,
        variant_code=variant.code,
        listing_id=listing.pk,
        listing_code=listing.code,
        listing_slug=listing.slug,
        version_id=listing.live_id or 0,
        seller_id=seller.pk,
        seller_code=seller.code,
        seller_slug=seller.slug,
        seller_name=seller.name,
        title=live.title if live else "",
        variant_title=variant.title,
        unit=variant.unit,
        pack=variant.pack,
        price_vnd=variant.price_vnd,
        weight_g=variant.weight_g,
        step=variant.step,
        min_quantity=variant.min_quantity,
        photo_code=live.photo_codes[0] if live and live.photo_codes else "",
        drawing=live.category.drawing if live and live.category else "other",
        for_sale=not why_not and not resting,
        why_not=why_not or (_("These goods are out of season.") if resting else ""),
        is_resting=resting and not why_not,
        tiers=tiers,
        category_path=live.category.path if live and live.category else "",
    )


def _why_not(variant: Variant) -> str:
    listing = variant.listing
    if listing.seller.status != SellerStatus.APPROVED:
        return _("This shop is not selling at the moment.")
    if not variant.is_active or listing.live is None or listing.status == ListingStatus.TAKEN_DOWN:
        return _("These goods are no longer offered.")
    if listing.status != ListingStatus.PUBLISHED:
        return _("The seller has paused these goods.")
    return ""


def season_of(version: ListingVersion) -> Season | None:
    """The version's season, or none when it is sold all year."""
    if not version.season_from or not version.season_to:
        return None
    return Season(version.season_from, version.season_to)


def season_state(version: ListingVersion, *, on: date) -> SeasonState:
    """Whether the goods are in season on that day, coming within `WAKE_DAYS`, or resting."""
    season = season_of(version)
    return SeasonState.IN_SEASON if season is None else season.state_on(on, wake_days=WAKE_DAYS)


def listings_by_the_moon(*, on: date) -> list[int]:
    """Goods whose season goes by the moon and does not stand at its days of `on`, by key. One or two statements."""
    now = Q(pk=F("listing__live")) | Q(pk=F("listing__working"))
    said = ListingVersion.objects.filter(now).exclude(season_lunar="")
    kinds = said.values_list("season_lunar", "season_from", "season_to").distinct()
    moved = Q(pk__in=[])
    for lunar, first, last in kinds:
        season = LunarSeason.read(lunar).window(on).season
        if (first, last) != (season.start_md, season.end_md):
            moved |= Q(season_lunar=lunar, season_from=first, season_to=last)
    return sorted(set(said.filter(moved).values_list("listing_id", flat=True)))


def published_listings() -> QuerySet[Listing]:
    """What everybody may see: approved goods of approved shops."""
    return Listing.objects.filter(
        status=ListingStatus.PUBLISHED, live__isnull=False, seller__status=SellerStatus.APPROVED
    )


def listing_page(code: str) -> Listing | None:
    """The published listing with everything its page shows, or none. Two statements."""
    return (
        published_listings()
        .select_related("seller__commune__province", "live__category__parent")
        .prefetch_related(
            Prefetch("variants", Variant.objects.filter(is_active=True).order_by("sort", "pk")),
        )
        .filter(code=code)
        .first()
    )


def valid_certificates(listing: Listing, *, on: date, grown_on: Collection[str] | None = None) -> list[Certificate]:
    """The verified certificates that cover the listing on that day: the badge goes the day after the last.

    `grown_on` are the codes of the areas that the goods at hand grew on, as far as known: one that is for certain areas
    counts then only if all of it grew there. Without it the goods are meant as such, and nobody knows where what will
    be sent grew: one for certain areas is no badge of theirs (`certificates_for_areas`).
    """
    found = _in_force(listing, on=on)
    if grown_on is None:
        return list(found.filter(areas__isnull=True))
    return [one for one in found.prefetch_related("areas") if _covers(one, frozenset(grown_on))]


def certificates_for_areas(listing: Listing, *, on: date) -> list[Certificate]:
    """The verified certificates of the listing on that day that count only for what grew on certain areas, which come
    along with their communes: told in words, no badge, no filter, no place in the order. Two statements.
    """
    return list(_in_force(listing, on=on).filter(areas__isnull=False).prefetch_related(with_land()))


def certificates_numbered(numbers: Collection[str]) -> list[Certificate]:
    """The certificates of shops that everybody sees that have one of these numbers: those that are verified, and behind
    them those that were and are withdrawn (`withdrawn_at`), so that whoever reads the number on a paper hears of it.
    One that nobody ever verified is not told. One statement.
    """
    shown = Certificate.objects.filter(number__in=numbers, seller__status=SellerStatus.APPROVED)
    was_verified = Entry.objects.filter(what="catalog.certificate_verified", subject_code=OuterRef("code"))
    counted = Q(verified_at__isnull=False) | Q(Exists(was_verified), withdrawn_at__isnull=False)
    rows = shown.filter(counted).select_related("seller")
    return list(rows.order_by(F("withdrawn_at").desc(nulls_first=True), "-valid_to", "pk")[:20])


def with_land() -> "Prefetch[Literal['areas'], QuerySet[GrowingArea], str]":
    """What certificates are fetched with for `land_of`. One statement."""
    return Prefetch("areas", GrowingArea.objects.select_related("commune").order_by("code"))


def land_of(certificate: Certificate) -> list[str]:
    """The land that a certificate is for, as everybody may know it: commune and code. Empty: wherever goods grew."""
    return [f"{one.commune.full_name} ({one.code})" for one in certificate.areas.all()]


def _in_force(listing: Listing, *, on: date) -> QuerySet[Certificate]:
    covering = Q(listings=listing) | Q(seller_id=listing.seller_id, covers_all_goods=True)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    not_over = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rows = Certificate.objects.filter(covering, begun, not_over, verified_at__isnull=False)
    return rows.distinct().order_by("kind", "-stars", "pk")


def _covers(certificate: Certificate, grown_on: frozenset[str]) -> bool:
    """Whether goods from these areas are within its scope; of goods from nobody knows where, one for certain areas says
    nothing.
    """
    areas = {area.code for area in certificate.areas.all()}
    return not areas or (bool(grown_on) and grown_on <= areas)


def listings_visible_to(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The listings whose drafts and history a person may see: those of their shops, or their region as operator."""
    if holds_nationwide(person.code, roles={Role.OPERATOR}, at=at):
        return Listing.objects.all()
    sellers = scope_codes(person.code, roles=SELLER_ROLES, scope=Scope.SELLER, at=at)
    provinces = scope_codes(person.code, roles={Role.OPERATOR}, scope=Scope.PROVINCE, at=at)
    return Listing.objects.filter(Q(seller__code__in=sellers) | Q(seller__commune__province__code__in=provinces))


def listings_of(seller: Seller) -> QuerySet[Listing]:
    """A shop's own list: newest change first, with what is on sale and what is being written."""
    return (
        Listing.objects.filter(seller=seller)
        .select_related("live__category", "working__category", "seller")
        .prefetch_related(Prefetch("variants", Variant.objects.select_related("stock").order_by("sort", "pk")))
        .order_by("-pk")
    )


def listings_to_review(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The operators' queue: what was sent in first comes first."""
    waiting = listings_visible_to(person, at=at).filter(working__status=VersionStatus.PENDING_REVIEW)
    return waiting.select_related("seller__commune__province", "working__category", "live").order_by(
        "working__submitted_at", "pk"
    )


def listings_overseen_by(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The listings that somebody sees for their office: an operator's area, an officer's province or commune."""
    reach = reach_of(person.code, roles=OFFICES, at=at)
    return Listing.objects.filter(reach.q(province="seller__commune__province__code", commune="seller__commune__code"))


def latest_version(listing: Listing) -> ListingVersion | None:
    """What its people last wrote: the version being worked on, else the one on sale, else the last that was refused."""
    if listing.working or listing.live:
        return listing.working or listing.live
    return listing.versions.select_related("category").order_by("-number").first()


def versions_of(listing: Listing) -> list[ListingVersion]:
    """Every version with its category, newest first."""
    return list(listing.versions.select_related("category").order_by("-number"))


def certificates_of(seller: Seller) -> list[Certificate]:
    """The shop's certificates with the goods and areas they cover, newest first. Three queries."""
    goods = Listing.objects.select_related("live", "working").order_by("pk")
    return list(seller.certificates.prefetch_related(Prefetch("listings", goods), "areas").order_by("-pk"))


def certificates_reviewed_by(person: Person, *, at: datetime) -> QuerySet[Certificate]:
    """The certificates about which an operator decides: those of the shops of their area."""
    reach = reach_of(person.code, roles={Role.OPERATOR}, at=at)
    return Certificate.objects.filter(reach.q(province="seller__commune__province__code"))


def certificates_to_verify(person: Person, *, at: datetime) -> QuerySet[Certificate]:
    """The operators' queue of certificates, with the goods they cover: what was handed in first comes first."""
    waiting = certificates_reviewed_by(person, at=at).filter(verified_at__isnull=True, withdrawn_at__isnull=True)
    goods = Listing.objects.select_related("live", "working").order_by("pk")
    return (
        waiting.select_related("seller__commune__province")
        .prefetch_related(Prefetch("listings", goods), "areas")
        .order_by("pk")
    )


def lock_listing(pk: int) -> Listing:
    """Fetch the listing and hold its row until the transaction ends."""
    rows = Listing.objects.select_for_update(of=("self",))
    return rows.select_related("seller__commune__province", "live__category", "working__category").get(pk=pk)


def attributes_of(category: Category | None) -> list[Attribute]:
    """The questions that a category asks, its parents' first."""
    if category is None:
        return []
    slugs = category.path.split("/")
    found = Attribute.objects.filter(category__slug__in=slugs).select_related("category")
    return sorted(found, key=lambda one: (slugs.index(one.category.slug), one.sort, one.pk))


def missing_in(version: ListingVersion, *, at: datetime) -> dict[str, str]:
    """Field name → sentence, for everything that keeps this version from being sent in. Empty when complete."""
    return missing_before_review(version, attributes_of(version.category), at=at)


@dataclass(frozen=True)
class CategoryNode:
    """One branch of the category tree, with its own slug path and its children in their order."""

    pk: int
    slug: str
    path: str
    name_vi: str
    name_en: str
    drawing: str
    children: tuple["CategoryNode", ...]


def categories() -> tuple[CategoryNode, ...]:
    """The category tree, from the roots. Kept in memory: categories change with a release, not with a request."""
    return _category_tree()


def category_names() -> Mapping[str, str]:
    """The names of all categories in the reader's language, by slug."""
    found: dict[str, str] = {}

    def add(nodes: tuple[CategoryNode, ...]) -> None:
        for node in nodes:
            name = node.name_en if get_language() == "en" and node.name_en else node.name_vi
            found[node.slug] = name.partition(" (")[0]
            add(node.children)

    add(categories())
    return found


@lru_cache(maxsize=1)
def _category_tree() -> tuple[CategoryNode, ...]:
    rows = list(Category.objects.order_by("sort", "pk"))

    def below(parent: int | None) -> tuple[CategoryNode, ...]:
        return tuple(
            CategoryNode(row.pk, row.slug, row.path, row.name_vi, row.name_en, row.drawing, below(row.pk))
            for row in rows
            if row.parent_id == parent
        )

    return below(None)


def forget_categories() -> None:
    """Read the tree anew, after the reference data were loaded."""
    _category_tree.cache_clear()


def category_by_slug(slug: str) -> Category | None:
    return Category.objects.filter(slug=slug).first()
