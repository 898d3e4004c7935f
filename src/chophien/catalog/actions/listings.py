"""What sellers do with their listings. Approved versions never change; every change makes a new one."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.catalog import policies
from chophien.catalog.actions.texts import CODE_LENGTH, LISTING_PREFIX, ListingText, OfferText
from chophien.catalog.actions.versions import (
    approved_copy,
    decide_version,
    fill,
    move_listing,
    put_live,
    working_version,
    write_version,
)
from chophien.catalog.errors import (
    NotComplete,
    RegulationsNotAccepted,
    SellerNotApproved,
)
from chophien.catalog.models import Listing, ListingVersion
from chophien.catalog.quality.moderation import refuse_forbidden
from chophien.catalog.selectors import attributes_of, lock_listing
from chophien.catalog.states import VERSION_FLOW, VersionStatus
from chophien.catalog.validation import missing_before_review
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.money import MAX_VND
from chophien.lib.text import clean_line, slugify_vi
from chophien.sellers.models import Seller
from chophien.sellers.selectors.duties import must_accept_first
from chophien.sellers.selectors.helping import principal_of
from chophien.sellers.states import SellerStatus


@transaction.atomic
def start_listing(*, seller: Seller, text: ListingText, actor: Actor, at: datetime, sku: str = "") -> Listing:
    """Begin a listing as a draft. Nothing has to be complete yet; an unapproved seller may draft too.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    policies.can_offer_goods(actor, seller, at=at).require()

    listing = Listing.objects.create(
        code=new_code(LISTING_PREFIX, CODE_LENGTH),
        sku=clean_line(sku),
        slug=slugify_vi(text.title) or "hang",
        seller=seller,
        created_at=at,
    )
    version = write_version(listing, text, actor=actor, at=at)
    behalf = version.on_behalf_of
    record("catalog.listing_started", actor=actor, subject_code=listing.code, on_behalf_of=behalf, at=at)
    return listing


@transaction.atomic
def save_working_version(*, listing: Listing, text: ListingText, actor: Actor, at: datetime) -> ListingVersion:
    """Keep what the seller has written so far; what is on sale stays as it is until an operator approves.

    A version that waits for review is withdrawn and written anew, so that nobody approves what has changed.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()

    version = listing.working
    if version is None or version.status == VersionStatus.PENDING_REVIEW:
        if version is not None:
            decide_version(version, "withdraw", actor=actor, at=at, reason="")
        version = write_version(listing, text, actor=actor, at=at)
    else:
        fill(version, text)
        version.written_by, version.written_at = actor.code, at
        version.on_behalf_of = principal_of(actor, listing.seller, at=at)
        version.save()
        _keep_slug_until_published(listing, version)
    if version.on_behalf_of:
        facts = {"version": version.number}
        record(
            "catalog.version_written",
            actor=actor,
            subject_code=listing.code,
            on_behalf_of=version.on_behalf_of,
            at=at,
            facts=facts,
        )
    return version


@transaction.atomic
def submit_version(*, listing: Listing, actor: Actor, at: datetime) -> ListingVersion:
    """Send the written version to the operators.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises SellerNotApproved: if the shop itself is not approved yet
    :raises RegulationsNotAccepted: if new rules are in force that the shop has not accepted; old goods may change
    :raises NotComplete: naming every missing field; the draft stays
    :raises GoodsForbidden: if it offers what may not be sold here; the draft stays
    :raises NothingToReview: if nothing is waiting to be sent in
    """
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    version = working_version(listing)
    if listing.seller.status != SellerStatus.APPROVED:
        raise SellerNotApproved
    if listing.live is None and not actor.is_system and must_accept_first(listing.seller, at=at):
        raise RegulationsNotAccepted
    missing = missing_before_review(version, attributes_of(version.category), at=at)
    if missing:
        raise NotComplete(missing)
    refuse_forbidden(version, at=at)

    version.status = VERSION_FLOW.next("submit", version.status)
    version.submitted_at = at
    version.save(update_fields=["status", "submitted_at"])
    behalf = principal_of(actor, listing.seller, at=at)
    facts = {"version": version.number}
    record("catalog.version_submitted", actor=actor, subject_code=listing.code, on_behalf_of=behalf, at=at, facts=facts)
    return version


@transaction.atomic
def change_price(*, listing: Listing, variant_code: str, price_vnd: int, actor: Actor, at: datetime) -> Listing:
    """Change the price of one variant at once: a price needs no review, and makes a version all the same.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NotComplete: if the price is not a sum of money above zero
    """
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    if not 0 < price_vnd <= MAX_VND:
        raise NotComplete({"price_vnd": _("Write a price in whole đồng, more than 0.")})

    before = _price_of(listing, variant_code)
    for version in filter(None, (listing.live, listing.working)):
        offers = [OfferText.from_json(stored) for stored in version.offers]
        changed = [replace(o, price_vnd=price_vnd) if o.code == variant_code else o for o in offers]
        if version.pk == listing.live_id:
            put_live(listing, approved_copy(version, changed, actor=actor, at=at), at=at)
        else:
            version.offers = [offer.as_json() for offer in changed]
            version.save(update_fields=["offers"])
    behalf = principal_of(actor, listing.seller, at=at)
    facts = {"variant": variant_code, "price_vnd": price_vnd, "before_vnd": before}
    record("catalog.price_changed", actor=actor, subject_code=listing.code, on_behalf_of=behalf, at=at, facts=facts)
    return listing


@transaction.atomic
def pause_listing(*, listing: Listing, actor: Actor, at: datetime) -> Listing:
    """Take goods off the market for a while; the seller may resume at any time."""
    return _seller_step(listing, "pause", actor=actor, at=at)


@transaction.atomic
def resume_listing(*, listing: Listing, actor: Actor, at: datetime) -> Listing:
    """Offer paused goods again."""
    return _seller_step(listing, "resume", actor=actor, at=at)


def _keep_slug_until_published(listing: Listing, version: ListingVersion) -> None:
    """An address that buyers may have kept never changes; before that it follows the title."""
    if listing.first_published_at is None:
        listing.slug = slugify_vi(version.title) or "hang"
        listing.save(update_fields=["slug"])


def _seller_step(listing: Listing, step: str, *, actor: Actor, at: datetime) -> Listing:
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    return move_listing(listing, step, actor=actor, at=at)


def _price_of(listing: Listing, variant_code: str) -> int:
    """What one size costs before a change, in đồng; 0 when it is not there yet."""
    for version in filter(None, (listing.live, listing.working)):
        for stored in version.offers:
            if stored["code"] == variant_code:
                return int(str(stored["price_vnd"]))
    return 0
