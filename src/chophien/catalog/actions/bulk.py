"""Listings by the thousand, with the same outcome as one by one: a version for every change, review or not.

Everything is written in batches with a fixed number of statements, whatever the number of goods.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max, Q

from chophien.catalog.actions.texts import CODE_LENGTH, LISTING_PREFIX, VARIANT_PREFIX, ListingText, OfferText
from chophien.catalog.actions.words import find_words
from chophien.catalog.events import listings_rewritten, listings_shown
from chophien.catalog.models import Certificate, Listing, ListingVersion, Variant
from chophien.catalog.quality.score import keep_scores
from chophien.catalog.quality.word_list import edition_of_words
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.states import CertificateKind, ListingStatus, VersionStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import slugify_vi
from chophien.sellers.models import Seller


@dataclass(frozen=True)
class Stars:
    """An OCOP recognition: one to five stars, until and including a day when that is known, by which decision."""

    stars: int
    valid_to: date | None
    number: str = ""
    issuer: str = ""


@dataclass(frozen=True)
class BulkListing:
    """One row: goods with one variant. `variant_code` names the variant when the listing has several."""

    seller: Seller
    sku: str
    text: ListingText
    offer: OfferText
    stars: Stars | None
    variant_code: str = ""
    keep_photos: bool = True


@dataclass(frozen=True)
class Written:
    """What became of one row: `outcome` is created, changed or unchanged."""

    listing_id: int
    variant_id: int | None
    outcome: str


@dataclass
class _Work:
    """One row on its way: what stands in the database and what is to be written."""

    row: BulkListing
    listing: Listing
    is_new: bool
    version: ListingVersion | None = None
    outcome: str = "unchanged"


@transaction.atomic
def write_listings(rows: Sequence[BulkListing], *, publish: bool, actor: Actor, at: datetime) -> list[Written]:
    """Create or change a listing for each row; rows come back in their order.

    With `publish` the versions are approved and on sale at once (the caller has checked that `actor` may, and that
    each tells enough); without, new goods and changed texts wait for review while a mere change of price counts at
    once. The same rows again change nothing. No listing may stand in two rows of one call.
    """
    works = _find(rows, at=at)
    new = [work for work in works if work.is_new]
    Listing.objects.bulk_create([work.listing for work in new], batch_size=1000)
    numbers = _last_numbers([work.listing.pk for work in works if not work.is_new])
    for work in works:
        number = numbers.get(work.listing.pk, 0) + 1
        _draft_version(work, number=number, publish=publish, actor=actor, at=at)
    changed = [work for work in works if work.version is not None]
    ListingVersion.objects.bulk_create([work.version for work in changed if work.version], batch_size=1000)
    _write_variants([work for work in changed if publish or work.is_new or _is_live(work)])
    _point_at_versions(changed, at=at)
    keep_scores([work.version for work in changed if work.version and _is_live(work)], at=at)
    if publish:
        shown = Listing.objects.filter(pk__in=[work.listing.pk for work in changed]).select_related("live__category")
        find_words(list(shown.order_by("pk")), edition=edition_of_words(at=at), at=at)
    touched = _write_stars(works, publish=publish, actor=actor, at=at)
    refresh_search(sorted({work.listing.pk for work in changed} | touched))
    _tell_of_rewritten(changed, at=at)
    _tell_of_shown(changed, at=at)
    return _written(works, touched)


def _tell_of_rewritten(works: Sequence[_Work], *, at: datetime) -> None:
    """Tell once of all the goods of which buyers read a new version."""
    changes = [(work.listing.pk, work.listing.live, work.version) for work in works if _is_live(work)]
    if changes:
        listings_rewritten.send(sender=Listing, changes=changes, at=at)


def _tell_of_shown(works: Sequence[_Work], *, at: datetime) -> None:
    """Tell once of all the goods that came on sale by this: those that were drafts until now."""
    by_seller: dict[int, list[int]] = {}
    for work in works:
        if _is_live(work) and work.listing.status == ListingStatus.DRAFT:
            by_seller.setdefault(work.listing.seller_id, []).append(work.listing.pk)
    if by_seller:
        listings_shown.send(sender=Listing, by_seller=by_seller, at=at)


def _find(rows: Sequence[BulkListing], *, at: datetime) -> list[_Work]:
    keys = {(row.seller.pk, row.sku) for row in rows}
    names = {row.sku for row in rows}
    held = Listing.objects.select_for_update(of=("self",)).filter(
        Q(sku__in=names) | Q(code__in=names), seller_id__in={row.seller.pk for row in rows}
    )
    found = {}
    for one in held.select_related("live__category", "working__category").order_by("pk"):
        for name in (one.code, one.sku):
            if (one.seller_id, name) in keys:
                found[one.seller_id, name] = one
    works = []
    for row in rows:
        listing = found.get((row.seller.pk, row.sku))
        works.append(_Work(row, listing or _new_listing(row, at=at), is_new=listing is None))
    return works


def _new_listing(row: BulkListing, *, at: datetime) -> Listing:
    return Listing(
        code=new_code(LISTING_PREFIX, CODE_LENGTH),
        sku=row.sku,
        slug=slugify_vi(row.text.title) or "hang",
        seller=row.seller,
        created_at=at,
    )


def _last_numbers(listing_ids: Collection[int]) -> dict[int, int]:
    versions = ListingVersion.objects.filter(listing_id__in=listing_ids).values_list("listing_id")
    return dict(versions.annotate(last=Max("number")))


def _draft_version(work: _Work, *, number: int, publish: bool, actor: Actor, at: datetime) -> None:
    """Decide whether the row says anything new, and prepare the version that says it. What a table does not tell of
    stays as it was written before, also for goods that so far only wait for review.
    """
    told = [one for one in _compared_with(work.listing, publish=publish) if one is not None]
    if any(_says(one, work.row) for one in told):
        return
    basis = told[0] if told else work.listing.working
    offers = _offers(work.row, basis)
    photos = _photos(work.row, basis)
    text_changed = basis is None or not _same_text(basis, work.row.text, photos) or _reviewed(basis) != _shape(offers)
    approved = publish or (not text_changed and basis is not None and basis.pk == work.listing.live_id)
    work.outcome = "created" if work.is_new else "changed"
    work.version = ListingVersion(
        listing=work.listing,
        number=number,
        status=VersionStatus.APPROVED if approved else VersionStatus.PENDING_REVIEW,
        title=work.row.text.title,
        description=work.row.text.description,
        category=work.row.text.category,
        attributes=dict(basis.attributes if basis else work.row.text.attributes),
        season_from=work.row.text.season_from,
        season_to=work.row.text.season_to,
        season_lunar=basis.season_lunar if basis and _same_season(basis, work.row.text) else "",
        photo_codes=photos,
        special=basis.special if basis else work.row.text.special,
        use=basis.use if basis else work.row.text.use,
        storage=basis.storage if basis else work.row.text.storage,
        origin=basis.origin if basis else work.row.text.origin,
        fact_codes=list(basis.fact_codes) if basis else [],
        offers=[offer.as_json() for offer in offers],
        written_by=actor.code,
        written_at=at,
        submitted_at=at,
        decided_by=actor.code if publish else "system:no-review-needed" if approved else "",
        decided_at=at if approved else None,
    )


def _compared_with(listing: Listing, *, publish: bool) -> list[ListingVersion | None]:
    """What a row is compared with: what is being written before what is on sale; for the market only the latter."""
    return [listing.live] if publish else [listing.working, listing.live]


def _says(version: ListingVersion, row: BulkListing) -> bool:
    """Whether the row tells nothing that this version does not say."""
    same_text = _same_text(version, row.text, _photos(row, version))
    return same_text and version.offers == [offer.as_json() for offer in _offers(row, version)]


def _offers(row: BulkListing, basis: ListingVersion | None) -> list[OfferText]:
    if basis is None or not basis.offers:
        return [replace(row.offer, code=new_code(VARIANT_PREFIX, CODE_LENGTH))]
    stored = [OfferText.from_json(one) for one in basis.offers]
    wanted = row.variant_code or stored[0].code
    return [
        replace(row.offer, code=one.code, title=one.title, step=one.step, min_quantity=one.min_quantity)
        if one.code == wanted
        else one
        for one in stored
    ]


def _photos(row: BulkListing, basis: ListingVersion | None) -> list[str]:
    return list(basis.photo_codes) if basis is not None and row.keep_photos else list(row.text.photo_codes)


def _same_text(basis: ListingVersion, text: ListingText, photos: Collection[str]) -> bool:
    return (
        basis.title == text.title
        and basis.description == text.description
        and basis.category_id == (text.category.pk if text.category else None)
        and _same_season(basis, text)
        and list(basis.photo_codes) == list(photos)
    )


def _same_season(basis: ListingVersion, text: ListingText) -> bool:
    """Tables know days by the sun only: the same days leave a season by the moon as it is, others take its place."""
    return (basis.season_from, basis.season_to) == (text.season_from, text.season_to)


def _reviewed(basis: ListingVersion) -> list[OfferText]:
    return _shape([OfferText.from_json(one) for one in basis.offers])


def _shape(offers: Sequence[OfferText]) -> list[OfferText]:
    """The offers without their prices: what needs an operator's eye when it changes."""
    return [replace(offer, price_vnd=0) for offer in offers]


def _is_live(work: _Work) -> bool:
    return work.version is not None and work.version.status == VersionStatus.APPROVED


def _write_variants(works: Sequence[_Work]) -> None:
    variants = []
    for work in works:
        stored = work.version.offers if work.version else []
        for place, offer in enumerate(OfferText.from_json(one) for one in stored):
            variants.append(
                Variant(
                    code=offer.code,
                    listing=work.listing,
                    title=offer.title,
                    price_vnd=offer.price_vnd,
                    unit=offer.unit,
                    pack=offer.pack,
                    weight_g=offer.weight_g,
                    step=offer.step,
                    min_quantity=offer.min_quantity,
                    sort=place,
                    is_active=True,
                )
            )
    Variant.objects.bulk_create(
        variants,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title", "price_vnd", "unit", "pack", "weight_g", "step", "min_quantity", "sort", "is_active"],
    )


def _point_at_versions(works: Sequence[_Work], *, at: datetime) -> None:
    """Let each listing point at its new version: live when approved, else the one being worked on."""
    live = [(w.listing.pk, w.version.pk) for w in works if w.version and _is_live(w)]
    waiting = [(w.listing.pk, w.version.pk) for w in works if w.version and not _is_live(w)]
    with connection.cursor() as cursor:
        if live:
            cursor.execute(
                "UPDATE catalog_listing l SET live_id = v.version, working_id = NULL,"
                " status = CASE WHEN l.status = %s THEN %s ELSE l.status END,"
                " first_published_at = coalesce(l.first_published_at, %s)"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS v(listing, version) WHERE l.id = v.listing",
                [ListingStatus.DRAFT, ListingStatus.PUBLISHED, at, [one for one, _ in live], [one for _, one in live]],
            )
        if waiting:
            cursor.execute(
                "UPDATE catalog_listingversion old SET status = %s FROM catalog_listing l"
                " WHERE l.working_id = old.id AND l.id = ANY(%s::bigint[]) AND old.status <> %s",
                [VersionStatus.WITHDRAWN, [one for one, _ in waiting], VersionStatus.APPROVED],
            )
            cursor.execute(
                "UPDATE catalog_listing l SET working_id = v.version"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS v(listing, version) WHERE l.id = v.listing",
                [[one for one, _ in waiting], [one for _, one in waiting]],
            )


def _write_stars(works: Sequence[_Work], *, publish: bool, actor: Actor, at: datetime) -> set[int]:
    """Bring each listing's imported OCOP recognition to what its row says; return the listings that changed."""
    held = Certificate.listings.through.objects.filter(
        listing_id__in=[work.listing.pk for work in works if not work.is_new], certificate__kind=CertificateKind.OCOP
    ).select_related("certificate")
    known: dict[int, list[Certificate]] = {}
    for link in held:
        known.setdefault(link.listing_id, []).append(link.certificate)
    fresh: list[tuple[_Work, Certificate]] = []
    for work in works:
        stars = work.row.stars
        mine = known.get(work.listing.pk, [])
        if stars and not any((one.stars, one.valid_to) == (stars.stars, stars.valid_to) for one in mine):
            fresh.append((work, _certificate(work.row, stars, publish=publish, actor=actor, at=at)))
    Certificate.objects.bulk_create([certificate for _, certificate in fresh], batch_size=1000)
    through = Certificate.listings.through
    through.objects.bulk_create(
        [through(certificate_id=certificate.pk, listing_id=work.listing.pk) for work, certificate in fresh],
        batch_size=1000,
    )
    return {work.listing.pk for work, _ in fresh}


def _certificate(row: BulkListing, stars: Stars, *, publish: bool, actor: Actor, at: datetime) -> Certificate:
    return Certificate(
        code=new_code("CN", CODE_LENGTH),
        seller=row.seller,
        kind=CertificateKind.OCOP,
        stars=stars.stars,
        number=stars.number,
        issuer=stars.issuer,
        valid_to=stars.valid_to,
        verified_by=actor.code if publish else "",
        verified_at=at if publish else None,
    )


def _written(works: Sequence[_Work], touched: set[int]) -> list[Written]:
    codes = {
        (work.row.variant_code or str((work.version or work.listing.live or work.listing.working).offers[0]["code"])): n  # type: ignore[union-attr]  # every work has one of the three
        for n, work in enumerate(works)
    }
    ids = dict(Variant.objects.filter(code__in=codes).values_list("code", "pk"))
    by_place = {place: ids.get(code) for code, place in codes.items()}
    return [
        Written(
            listing_id=work.listing.pk,
            variant_id=by_place.get(place),
            outcome="changed" if work.outcome == "unchanged" and work.listing.pk in touched else work.outcome,
        )
        for place, work in enumerate(works)
    ]
