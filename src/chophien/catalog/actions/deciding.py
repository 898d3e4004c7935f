"""What operators decide about listings: nothing is on sale that none of them has looked at."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.catalog import policies
from chophien.catalog.actions.versions import decide_version, move_listing, put_live, title_of, working_version
from chophien.catalog.errors import (
    ReasonMissing,
    SellerNotApproved,
)
from chophien.catalog.models import Listing
from chophien.catalog.quality.moderation import looked_at, note_looked_at
from chophien.catalog.selectors import lock_listing
from chophien.catalog.states import VersionStatus
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.states import SellerStatus


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
    version = working_version(listing)
    if listing.seller.status != SellerStatus.APPROVED:
        raise SellerNotApproved
    found = looked_at(listing, version, actor=actor, at=at)

    decide_version(version, "approve", actor=actor, at=at, reason="")
    put_live(listing, version, at=at)
    note_looked_at(listing, found, actor=actor, at=at)
    record("catalog.version_approved", actor=actor, subject_code=listing.code, at=at, facts={"version": version.number})
    tell_staff(
        seller=listing.seller,
        text=_("“%(title)s” is approved and on sale.") % {"title": version.title[:120]},
        link=f"/ban-hang/hang/{listing.code}/",
        about=listing.code,
        kind="listing.reviewed",
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
def take_down_listing(*, listing: Listing, reason: str, actor: Actor, at: datetime) -> Listing:
    """Remove goods from the market by an operator's decision (within 24 h of an authority's order).

    :raises ReasonMissing: if no reason is given
    """
    return _operator_step(listing, "take_down", reason=reason, actor=actor, at=at)


@transaction.atomic
def restore_listing(*, listing: Listing, reason: str, actor: Actor, at: datetime) -> Listing:
    """Give goods that were taken down back to the seller, paused."""
    return _operator_step(listing, "restore", reason=reason, actor=actor, at=at)


def _send_back(listing: Listing, step: str, *, reason: str, actor: Actor, at: datetime) -> Listing:
    listing = lock_listing(listing.pk)
    policies.can_review_goods(actor, listing, at=at).require()
    version = working_version(listing)
    reason = _said(reason)

    decide_version(version, step, actor=actor, at=at, reason=reason)
    if version.status == VersionStatus.REJECTED:
        listing.working = None
        listing.save(update_fields=["working"])
    record(f"catalog.version_{step}", actor=actor, subject_code=listing.code, at=at, facts={"version": version.number})
    tell_staff(
        seller=listing.seller,
        text=_("“%(title)s” came back: %(reason)s") % {"title": version.title[:80], "reason": reason[:160]},
        link=f"/ban-hang/hang/{listing.code}/",
        about=listing.code,
        kind="listing.reviewed",
        at=at,
    )
    return listing


def _operator_step(listing: Listing, step: str, *, reason: str, actor: Actor, at: datetime) -> Listing:
    listing = lock_listing(listing.pk)
    policies.can_review_goods(actor, listing, at=at).require()
    reason = _said(reason)

    move_listing(listing, step, actor=actor, at=at)
    tell_staff(
        seller=listing.seller,
        text=_("An operator changed “%(title)s”: %(reason)s") % {"title": title_of(listing), "reason": reason[:160]},
        link=f"/ban-hang/hang/{listing.code}/",
        about=listing.code,
        kind="listing.reviewed",
        at=at,
    )
    return listing


def _said(reason: str) -> str:
    said = clean_line(reason)
    if len(said) < 5:
        raise ReasonMissing
    return said[:500]
