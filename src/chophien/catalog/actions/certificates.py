"""Papers that vouch for goods: a seller hands them in, an operator verifies them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from chophien.audit.actions import record
from chophien.catalog import policies
from chophien.catalog.errors import CertificateIncomplete, ReasonMissing
from chophien.catalog.models import Certificate, Listing
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.states import CertificateKind
from chophien.growing.models import GrowingArea
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of

CERTIFICATE_PREFIX = "CN"
REASON_LEAST, REASON_MOST = 5, 500


@dataclass(frozen=True)
class CertificateText:
    """What a certificate says. `valid_to` is its last day; `stars` only for OCOP (1 to 5)."""

    kind: str
    number: str
    issuer: str
    valid_from: date | None
    valid_to: date | None
    stars: int | None = None
    criteria_version: str = ""
    covers_all_goods: bool = False
    file_code: str = ""


@transaction.atomic
def add_certificate(
    *,
    seller: Seller,
    text: CertificateText,
    listings: Collection[Listing],
    actor: Actor,
    at: datetime,
    areas: Collection[GrowingArea] = (),
) -> Certificate:
    """Hand in a certificate for some or all of a shop's goods, from some of its growing areas or from wherever.

    It shows once an operator has verified it.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises CertificateIncomplete: if it has no number, covers nothing, ends before it begins, has wrong stars or names
        land that is not the shop's
    """
    policies.can_offer_goods(actor, seller, at=at).require()
    _require_whole(seller, text, listings, areas)

    certificate = Certificate.objects.create(
        code=new_code(CERTIFICATE_PREFIX, 10),
        seller=seller,
        kind=text.kind,
        stars=text.stars,
        number=clean_line(text.number),
        issuer=clean_line(text.issuer),
        valid_from=text.valid_from,
        valid_to=text.valid_to,
        criteria_version=text.criteria_version,
        covers_all_goods=text.covers_all_goods,
        file_code=text.file_code,
    )
    certificate.listings.set(listings)
    certificate.areas.set(areas)
    behalf = principal_of(actor, seller, at=at)
    record("catalog.certificate_added", actor=actor, subject_code=certificate.code, on_behalf_of=behalf, at=at)
    return certificate


@transaction.atomic
def verify_certificate(*, certificate: Certificate, actor: Actor, at: datetime) -> Certificate:
    """Confirm that the paper is real: from now on its badge shows while it is valid.

    :raises NotPermitted: if `actor` is no operator for this place
    """
    certificate = _held(certificate)
    policies.can_review_seller_goods(actor, certificate.seller, at=at).require()

    certificate.verified_by, certificate.verified_at = actor.code, at
    certificate.withdrawn_at, certificate.withdrawn_reason = None, ""
    certificate.save(update_fields=["verified_by", "verified_at", "withdrawn_at", "withdrawn_reason"])
    record("catalog.certificate_verified", actor=actor, subject_code=certificate.code, at=at)
    refresh_search(_covered(certificate))
    return certificate


@transaction.atomic
def withdraw_certificate(*, certificate: Certificate, actor: Actor, at: datetime) -> None:
    """Take a certificate's badge away, by the seller or an operator. The row stays as history.

    :raises NotPermitted: if `actor` neither manages the shop nor operates here
    """
    may = policies.can_review_seller_goods(actor, certificate.seller, at=at)
    if not may:
        policies.can_offer_goods(actor, certificate.seller, at=at).require()

    _take_away(certificate, reason="", at=at)
    behalf = principal_of(actor, certificate.seller, at=at)
    record("catalog.certificate_withdrawn", actor=actor, subject_code=certificate.code, on_behalf_of=behalf, at=at)


@transaction.atomic
def refuse_certificate(*, certificate: Certificate, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Say that a certificate cannot be accepted, or no longer, and why; the shop's people are told.

    :raises NotPermitted: if `actor` is no operator for this place
    :raises ReasonMissing: if no reason is given
    """
    certificate = _held(certificate)
    policies.can_review_seller_goods(actor, certificate.seller, at=at).require()
    why = clean_line(reason)[:REASON_MOST]
    if len(why) < REASON_LEAST:
        raise ReasonMissing

    _take_away(certificate, reason=why, at=at)
    record("catalog.certificate_refused", actor=actor, subject_code=certificate.code, at=at)
    tell_staff(
        seller=certificate.seller,
        text=gettext_lazy("Certificate %(number)s was not accepted: %(reason)s"),
        facts={"number": certificate.number, "reason": why[:160]},
        link="/ban-hang/chung-nhan/",
        about=certificate.code,
        kind="listing.reviewed",
        at=at,
    )
    return certificate


def _held(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("seller__commune__province")
    return rows.get(pk=certificate.pk)


def _take_away(certificate: Certificate, *, reason: str, at: datetime) -> None:
    certificate.verified_by, certificate.verified_at = "", None
    certificate.withdrawn_at, certificate.withdrawn_reason = at, reason
    certificate.save(update_fields=["verified_by", "verified_at", "withdrawn_at", "withdrawn_reason"])
    refresh_search(_covered(certificate))


def _covered(certificate: Certificate) -> list[int]:
    if certificate.covers_all_goods:
        return list(Listing.objects.filter(seller_id=certificate.seller_id).values_list("pk", flat=True))
    return list(certificate.listings.values_list("pk", flat=True))


def _require_whole(
    seller: Seller, text: CertificateText, listings: Collection[Listing], areas: Collection[GrowingArea]
) -> None:
    reversed_period = text.valid_from and text.valid_to and text.valid_to < text.valid_from
    is_ocop = text.kind == CertificateKind.OCOP
    wrong_stars = is_ocop != (text.stars is not None) or text.stars not in (None, 1, 2, 3, 4, 5)
    nothing_covered = not text.covers_all_goods and not listings
    owners = {one.seller_id for one in listings} | {one.seller_id for one in areas}
    foreign = bool(owners - {seller.pk})
    if not clean_line(text.number) or reversed_period or wrong_stars or nothing_covered or foreign:
        raise CertificateIncomplete
