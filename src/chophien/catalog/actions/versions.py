"""Versions of a listing: written, copied, put on sale. What sellers and operators do is made of these."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chophien.audit.actions import record
from chophien.catalog.actions.texts import CODE_LENGTH, VARIANT_PREFIX, ListingText, OfferText
from chophien.catalog.errors import NothingToReview
from chophien.catalog.events import listing_hidden, listing_rewritten, listing_shown
from chophien.catalog.models import Listing, ListingVersion, Variant
from chophien.catalog.quality.score import keep_scores
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.states import LISTING_FLOW, VERSION_FLOW, ListingStatus, VersionStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import Season
from chophien.lib.text import clean_line, clean_text, slugify_vi
from chophien.sellers.selectors.helping import principal_of

TEXT_FIELDS = (
    *("title", "description", "category", "attributes", "season_from", "season_to", "photo_codes"),
    *("season_lunar", "special", "use", "storage", "origin", "fact_codes"),
)
"""What a version says besides its sizes."""


def working_version(listing: Listing) -> ListingVersion:
    """The version being written or waiting for review. Raises `NothingToReview` when there is none."""
    if listing.working is None:
        raise NothingToReview
    return listing.working


def write_version(listing: Listing, text: ListingText, *, actor: Actor, at: datetime) -> ListingVersion:
    """A new draft that becomes the listing's working version; a helper's name and the household's stand on it."""
    behalf = principal_of(actor, listing.seller, at=at)
    version = ListingVersion(
        listing=listing, number=_next_number(listing), written_by=actor.code, on_behalf_of=behalf, written_at=at
    )
    fill(version, text)
    version.save()
    listing.working = version
    listing.save(update_fields=["working"])
    return version


def fill(version: ListingVersion, text: ListingText) -> None:
    """Put the typed words, cleaned, into an unsaved version; offers without a code receive one."""
    version.title = clean_line(text.title)
    version.description = clean_text(text.description)
    version.category = text.category
    version.attributes = dict(text.attributes)
    version.season_from, version.season_to = text.season_from, text.season_to
    version.season_lunar = text.season_lunar
    version.special, version.use = clean_text(text.special), clean_text(text.use)
    version.storage, version.origin = clean_text(text.storage), clean_text(text.origin)
    version.fact_codes = list(text.fact_codes)
    version.photo_codes = list(text.photo_codes)
    version.offers = [_with_code(offer).as_json() for offer in text.offers]


def approved_copy(
    version: ListingVersion, offers: Sequence[OfferText], *, season: Season | None = None, actor: Actor, at: datetime
) -> ListingVersion:
    """An approved version like `version` with other offers, or other days of its season: what needs no review."""
    said = {name: getattr(version, name) for name in TEXT_FIELDS}
    if season is not None:
        said |= {"season_from": season.start_md, "season_to": season.end_md}
    return ListingVersion.objects.create(
        listing=version.listing,
        number=_next_number(version.listing),
        status=VersionStatus.APPROVED,
        **said,
        offers=[offer.as_json() for offer in offers],
        written_by=actor.code,
        on_behalf_of=principal_of(actor, version.listing.seller, at=at),
        written_at=at,
        submitted_at=at,
        decided_by="system:no-review-needed",
        decided_at=at,
    )


def _with_code(offer: OfferText) -> OfferText:
    return offer if offer.code else replace(offer, code=new_code(VARIANT_PREFIX, CODE_LENGTH))


def _next_number(listing: Listing) -> int:
    last = listing.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def decide_version(version: ListingVersion, step: str, *, actor: Actor, at: datetime, reason: str) -> None:
    """Take one step of `VERSION_FLOW` and keep who took it, when and why. Raises `StepNotAllowed`."""
    version.status = VERSION_FLOW.next(step, version.status)
    version.decided_by, version.decided_at, version.decision_reason = actor.code, at, reason
    version.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])


def put_live(listing: Listing, version: ListingVersion, *, at: datetime) -> None:
    """Make `version` what buyers see, and its offers what they can buy."""
    was_shown, before = listing.status == ListingStatus.PUBLISHED, listing.live
    listing.status = LISTING_FLOW.next("publish", listing.status)
    listing.live = version
    if listing.working_id == version.pk:
        listing.working = None
    if listing.first_published_at is None:
        listing.first_published_at = at
        listing.slug = slugify_vi(version.title) or "hang"
    listing.save(update_fields=["status", "live", "working", "first_published_at", "slug"])
    _write_variants(listing, [OfferText.from_json(stored) for stored in version.offers])
    keep_scores([version], at=at)
    refresh_search([listing.pk])
    listing_rewritten.send(sender=Listing, listing=listing, before=before, at=at)
    if not was_shown:
        listing_shown.send(sender=Listing, listing=listing, at=at)


def _write_variants(listing: Listing, offers: Sequence[OfferText]) -> None:
    for place, offer in enumerate(offers):
        Variant.objects.update_or_create(
            code=offer.code,
            listing=listing,
            defaults={
                "title": offer.title,
                "price_vnd": offer.price_vnd,
                "unit": offer.unit,
                "pack": offer.pack,
                "weight_g": offer.weight_g,
                "step": offer.step,
                "min_quantity": offer.min_quantity,
                "sort": place,
                "is_active": True,
            },
        )
    listing.variants.exclude(code__in=[offer.code for offer in offers]).update(is_active=False)


def move_listing(listing: Listing, step: str, *, actor: Actor, at: datetime) -> Listing:
    """Take one step of `LISTING_FLOW`, with its row in the trail; the search follows at once."""
    listing.status = ListingStatus(LISTING_FLOW.next(step, listing.status))
    listing.save(update_fields=["status"])
    refresh_search([listing.pk])
    changed = listing_shown if listing.status == ListingStatus.PUBLISHED else listing_hidden
    changed.send(sender=Listing, listing=listing, at=at)
    behalf = principal_of(actor, listing.seller, at=at)
    record(f"catalog.listing_{step}", actor=actor, subject_code=listing.code, on_behalf_of=behalf, at=at)
    return listing


def title_of(listing: Listing) -> str:
    """What messages call the listing: the title buyers see, else the one being written, cut at 80 characters."""
    version = listing.live or listing.working
    return version.title[:80] if version else listing.code
