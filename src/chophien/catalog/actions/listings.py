"""What can be done with listings. Approved versions never change; every change makes a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.catalog import policies
from chophien.catalog.errors import (
    NotComplete,
    NothingToReview,
    ReasonMissing,
    RegulationsNotAccepted,
    SellerNotApproved,
)
from chophien.catalog.events import listing_hidden, listing_shown
from chophien.catalog.models import Category, Listing, ListingVersion, Variant
from chophien.catalog.quality.moderation import looked_at, note_looked_at, refuse_forbidden
from chophien.catalog.quality.score import keep_scores
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.selectors import attributes_of, lock_listing
from chophien.catalog.states import LISTING_FLOW, VERSION_FLOW, ListingStatus, VersionStatus
from chophien.catalog.validation import missing_before_review
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.money import MAX_VND
from chophien.lib.text import clean_line, clean_text, slugify_vi
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.models import Seller
from chophien.sellers.selectors import must_accept_first, principal_of
from chophien.sellers.states import SellerStatus

LISTING_PREFIX, VARIANT_PREFIX = "SP", "HG"
CODE_LENGTH = 10  # 1.8 million million codes: a clash is not to be expected among the goods of a country


@dataclass(frozen=True)
class OfferText:
    """One size or pack of a listing as its seller writes it. Price in whole đồng, weight in grams, packed.

    `code` is empty for a new one.
    """

    price_vnd: int
    unit: str
    pack: str
    weight_g: int
    title: str = ""
    step: Decimal = Decimal(1)
    min_quantity: Decimal = Decimal(1)
    code: str = ""

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "step": str(self.step), "min_quantity": str(self.min_quantity)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "OfferText":
        return cls(
            price_vnd=int(str(stored["price_vnd"])),
            unit=str(stored["unit"]),
            pack=str(stored["pack"]),
            weight_g=int(str(stored["weight_g"])),
            title=str(stored["title"]),
            step=Decimal(str(stored["step"])),
            min_quantity=Decimal(str(stored["min_quantity"])),
            code=str(stored["code"]),
        )


@dataclass(frozen=True)
class ListingText:
    """What a seller writes about goods. `season_from` and `season_to` are MM-DD or both empty: all year."""

    title: str
    description: str
    category: Category | None
    attributes: Mapping[str, object]
    season_from: str
    season_to: str
    photo_codes: Sequence[str]
    offers: Sequence[OfferText]
    special: str = ""
    use: str = ""
    storage: str = ""
    origin: str = ""
    fact_codes: Sequence[str] = ()


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
    version = _write_version(listing, text, actor=actor, at=at)
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
            _step(version, "withdraw", actor=actor, at=at, reason="")
        version = _write_version(listing, text, actor=actor, at=at)
    else:
        _fill(version, text)
        version.written_by, version.written_at = actor.code, at
        version.on_behalf_of = principal_of(actor, listing.seller, at=at)
        version.save()
        _keep_slug_until_published(listing, version)
    if version.on_behalf_of:
        facts = {"version": version.number}
        _record(
            what="catalog.version_written",
            listing=listing,
            actor=actor,
            on_behalf_of=version.on_behalf_of,
            facts=facts,
            at=at,
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
    version = _working(listing)
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
    _record(what="catalog.version_submitted", listing=listing, actor=actor, on_behalf_of=behalf, facts=facts, at=at)
    return version


@transaction.atomic
def approve_version(*, listing: Listing, actor: Actor, at: datetime) -> Listing:
    """Put the waiting version on sale (pre-moderation: Law 122/2025/QH15 art. 17).

    :raises NotPermitted: if `actor` is no operator for this place
    :raises NothingToReview: if no version waits
    :raises SellerNotApproved: if the shop is not approved (any more)
    :raises GoodsForbidden: if the word list has grown since it was sent in
    :raises PapersMissing: if conditional goods still lack an accepted paper
    """
    listing = lock_listing(listing.pk)
    policies.can_review_goods(actor, listing, at=at).require()
    version = _working(listing)
    if listing.seller.status != SellerStatus.APPROVED:
        raise SellerNotApproved
    found = looked_at(listing, version, actor=actor, at=at)

    _step(version, "approve", actor=actor, at=at, reason="")
    _put_live(listing, version, at=at)
    note_looked_at(listing, found, actor=actor, at=at)
    record("catalog.version_approved", actor=actor, subject_code=listing.code, at=at, facts={"version": version.number})
    tell_staff(
        seller=listing.seller,
        text=_("“%(title)s” is approved and on sale.") % {"title": version.title[:120]},
        link=f"/ban-hang/hang/{listing.code}/",
        about=listing.code,
        at=at,
    )
    return listing


@transaction.atomic
def ask_changes(*, listing: Listing, reason: str, actor: Actor, at: datetime) -> Listing:
    """Give the waiting version back to the seller with a reason.

    :raises ReasonMissing: if no reason is given
    """
    return _send_back(listing, "ask_changes", reason=reason, actor=actor, at=at)


@transaction.atomic
def reject_version(*, listing: Listing, reason: str, actor: Actor, at: datetime) -> Listing:
    """Refuse the waiting version for good, with a reason. What was on sale before stays on sale.

    :raises ReasonMissing: if no reason is given
    """
    return _send_back(listing, "reject", reason=reason, actor=actor, at=at)


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
            _put_live(listing, _copy(version, changed, actor=actor, at=at), at=at)
        else:
            version.offers = [offer.as_json() for offer in changed]
            version.save(update_fields=["offers"])
    behalf = principal_of(actor, listing.seller, at=at)
    facts = {"variant": variant_code, "price_vnd": price_vnd, "before_vnd": before}
    _record(what="catalog.price_changed", listing=listing, actor=actor, on_behalf_of=behalf, facts=facts, at=at)
    return listing


@transaction.atomic
def pause_listing(*, listing: Listing, actor: Actor, at: datetime) -> Listing:
    """Take goods off the market for a while; the seller may resume at any time."""
    return _seller_step(listing, "pause", actor=actor, at=at)


@transaction.atomic
def resume_listing(*, listing: Listing, actor: Actor, at: datetime) -> Listing:
    """Offer paused goods again."""
    return _seller_step(listing, "resume", actor=actor, at=at)


@transaction.atomic
def take_down_listing(*, listing: Listing, reason: str, actor: Actor, at: datetime) -> Listing:
    """Remove goods from the market by an operator's decision (within 24 h of an authority's order).

    :raises ReasonMissing: if no reason is given
    """
    return _operator_step(listing, "take_down", reason=reason, actor=actor, at=at)


@transaction.atomic
def restore_listing(*, listing: Listing, reason: str, actor: Actor, at: datetime) -> Listing:
    """Give goods that were taken down back to the seller, paused."""
    return _operator_step(listing, "restore", reason=reason, actor=actor, at=at)


def _write_version(listing: Listing, text: ListingText, *, actor: Actor, at: datetime) -> ListingVersion:
    behalf = principal_of(actor, listing.seller, at=at)
    version = ListingVersion(
        listing=listing, number=_next_number(listing), written_by=actor.code, on_behalf_of=behalf, written_at=at
    )
    _fill(version, text)
    version.save()
    listing.working = version
    listing.save(update_fields=["working"])
    return version


def _fill(version: ListingVersion, text: ListingText) -> None:
    version.title = clean_line(text.title)
    version.description = clean_text(text.description)
    version.category = text.category
    version.attributes = dict(text.attributes)
    version.season_from, version.season_to = text.season_from, text.season_to
    version.special, version.use = clean_text(text.special), clean_text(text.use)
    version.storage, version.origin = clean_text(text.storage), clean_text(text.origin)
    version.fact_codes = list(text.fact_codes)
    version.photo_codes = list(text.photo_codes)
    version.offers = [_with_code(offer).as_json() for offer in text.offers]


def _with_code(offer: OfferText) -> OfferText:
    return offer if offer.code else replace(offer, code=new_code(VARIANT_PREFIX, CODE_LENGTH))


def _copy(version: ListingVersion, offers: Sequence[OfferText], *, actor: Actor, at: datetime) -> ListingVersion:
    """An approved version like `version` with other offers: for changes that need no review."""
    return ListingVersion.objects.create(
        listing=version.listing,
        number=_next_number(version.listing),
        status=VersionStatus.APPROVED,
        title=version.title,
        description=version.description,
        category=version.category,
        attributes=version.attributes,
        season_from=version.season_from,
        season_to=version.season_to,
        photo_codes=version.photo_codes,
        special=version.special,
        use=version.use,
        storage=version.storage,
        origin=version.origin,
        fact_codes=version.fact_codes,
        offers=[offer.as_json() for offer in offers],
        written_by=actor.code,
        on_behalf_of=principal_of(actor, version.listing.seller, at=at),
        written_at=at,
        submitted_at=at,
        decided_by="system:no-review-needed",
        decided_at=at,
    )


def _next_number(listing: Listing) -> int:
    last = listing.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _working(listing: Listing) -> ListingVersion:
    if listing.working is None:
        raise NothingToReview
    return listing.working


def _step(version: ListingVersion, step: str, *, actor: Actor, at: datetime, reason: str) -> None:
    version.status = VERSION_FLOW.next(step, version.status)
    version.decided_by, version.decided_at, version.decision_reason = actor.code, at, reason
    version.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])


def _put_live(listing: Listing, version: ListingVersion, *, at: datetime) -> None:
    """Make `version` what buyers see, and its offers what they can buy."""
    was_shown = listing.status == ListingStatus.PUBLISHED
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


def _keep_slug_until_published(listing: Listing, version: ListingVersion) -> None:
    """An address that buyers may have kept never changes; before that it follows the title."""
    if listing.first_published_at is None:
        listing.slug = slugify_vi(version.title) or "hang"
        listing.save(update_fields=["slug"])


def _send_back(listing: Listing, step: str, *, reason: str, actor: Actor, at: datetime) -> Listing:
    listing = lock_listing(listing.pk)
    policies.can_review_goods(actor, listing, at=at).require()
    version = _working(listing)
    reason = _said(reason)

    _step(version, step, actor=actor, at=at, reason=reason)
    if version.status == VersionStatus.REJECTED:
        listing.working = None
        listing.save(update_fields=["working"])
    record(f"catalog.version_{step}", actor=actor, subject_code=listing.code, at=at, facts={"version": version.number})
    tell_staff(
        seller=listing.seller,
        text=_("“%(title)s” came back: %(reason)s") % {"title": version.title[:80], "reason": reason[:160]},
        link=f"/ban-hang/hang/{listing.code}/",
        about=listing.code,
        at=at,
    )
    return listing


def _seller_step(listing: Listing, step: str, *, actor: Actor, at: datetime) -> Listing:
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    return _move(listing, step, actor=actor, at=at)


def _operator_step(listing: Listing, step: str, *, reason: str, actor: Actor, at: datetime) -> Listing:
    listing = lock_listing(listing.pk)
    policies.can_review_goods(actor, listing, at=at).require()
    reason = _said(reason)

    _move(listing, step, actor=actor, at=at)
    tell_staff(
        seller=listing.seller,
        text=_("An operator changed “%(title)s”: %(reason)s") % {"title": _title(listing), "reason": reason[:160]},
        link=f"/ban-hang/hang/{listing.code}/",
        about=listing.code,
        at=at,
    )
    return listing


def _move(listing: Listing, step: str, *, actor: Actor, at: datetime) -> Listing:
    listing.status = ListingStatus(LISTING_FLOW.next(step, listing.status))
    listing.save(update_fields=["status"])
    refresh_search([listing.pk])
    changed = listing_shown if listing.status == ListingStatus.PUBLISHED else listing_hidden
    changed.send(sender=Listing, listing=listing, at=at)
    behalf = principal_of(actor, listing.seller, at=at)
    record(f"catalog.listing_{step}", actor=actor, subject_code=listing.code, on_behalf_of=behalf, at=at)
    return listing


def _record(
    *, what: str, listing: Listing, actor: Actor, on_behalf_of: str, facts: Mapping[str, object], at: datetime
) -> None:
    record(what, actor=actor, subject_code=listing.code, on_behalf_of=on_behalf_of, at=at, facts=facts)


def _price_of(listing: Listing, variant_code: str) -> int:
    """What one size costs before a change, in đồng; 0 when it is not there yet."""
    for version in filter(None, (listing.live, listing.working)):
        for stored in version.offers:
            if stored["code"] == variant_code:
                return int(str(stored["price_vnd"]))
    return 0


def _title(listing: Listing) -> str:
    version = listing.live or listing.working
    return version.title[:80] if version else listing.code


def _said(reason: str) -> str:
    said = clean_line(reason)
    if len(said) < 5:
        raise ReasonMissing
    return said[:500]
