"""Reads about the documents that shops give: to whom, which, and until when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from chophien.accounts.models import Person
from chophien.catalog.models import Attribute, Certificate, GoodsPaper, Listing, Variant
from chophien.catalog.quality.word_list import word_group
from chophien.catalog.selectors import published_listings, with_land
from chophien.catalog.states import PaperStatus
from chophien.sellers.models import Seller
from chophien.sellers.policies import can_manage_shop
from chophien.uploads.models import PrivateFile
from chophien.wholesale.models import Contract, PackConsent, Quote
from chophien.wholesale.states import ContractStatus, PackPart, QuoteStatus

EVERYTHING = frozenset(PackPart)
APPROVED_KINDS = ("certificate", "goods_paper")
"""Kinds of papers whose copies may be given: what was handed in for goods, and nothing about persons."""
GOODS_MOST, BUYERS_MOST = 200, 100


def consents_of(seller: Seller, *, on: date) -> QuerySet[PackConsent]:
    """To whom the shop gives documents on a day: everybody to whom it quotes first, then by name."""
    rows = PackConsent.objects.filter(seller=seller, withdrawn_at__isnull=True, until__gte=on)
    return rows.select_related("buyer").order_by(F("buyer__name").asc(nulls_first=True), "pk")


def lock_consents(seller: Seller, *, buyer: Person | None) -> list[PackConsent]:
    """Fetch what stands for a buyer, or for everybody to whom the shop quotes, and hold it."""
    rows = PackConsent.objects.select_for_update(of=("self",)).filter(seller=seller, withdrawn_at__isnull=True)
    return list(rows.filter(buyer=buyer) if buyer else rows.filter(buyer__isnull=True))


def buyers_dealt_with(seller: Seller) -> list[Person]:
    """Who has a quote or a contract of the shop, by name: a list to choose from."""
    asked = Quote.objects.filter(seller=seller, request__buyer=OuterRef("pk"))
    agreed = Contract.objects.filter(seller=seller, buyer=OuterRef("pk"))
    return list(Person.objects.filter(Exists(asked) | Exists(agreed)).order_by("name", "pk")[:BUYERS_MOST])


def papers_open_to(person: Person, seller: Seller, *, on: date, at: datetime) -> frozenset[PackPart]:
    """Which papers of a shop somebody gets on a day: all of them its managers, else what the shop has consented to.

    What it gives to everybody to whom it quotes is for those with an open or accepted quote, or a contract.
    """
    if can_manage_shop(person, seller, at=at):
        return EVERYTHING
    standing = list(
        PackConsent.objects.filter(
            Q(buyer=person) | Q(buyer__isnull=True), seller=seller, withdrawn_at__isnull=True, until__gte=on
        )
    )
    if any(one.buyer_id is None for one in standing) and not _is_quoted_to(person, seller):
        standing = [one for one in standing if one.buyer_id is not None]
    return _together(standing)


def giving_papers(person: Person, sellers: Collection[int], *, on: date) -> dict[int, frozenset[PackPart]]:
    """What these shops, all of which quote to somebody, let them have on a day, by shop. One statement."""
    rows = PackConsent.objects.filter(
        Q(buyer=person) | Q(buyer__isnull=True), seller__in=sellers, withdrawn_at__isnull=True, until__gte=on
    )
    given: dict[int, list[PackConsent]] = {}
    for one in rows:
        given.setdefault(one.seller_id, []).append(one)
    return {seller: _together(consents) for seller, consents in given.items()}


def _is_quoted_to(person: Person, seller: Seller) -> bool:
    quoted = Quote.objects.filter(
        seller=seller, request__buyer=person, status__in=[QuoteStatus.OPEN, QuoteStatus.ACCEPTED]
    )
    kept = Contract.objects.filter(seller=seller, buyer=person).exclude(status=ContractStatus.CALLED_OFF)
    return quoted.exists() or kept.exists()


def _together(consents: Sequence[PackConsent]) -> frozenset[PackPart]:
    return frozenset(PackPart(paper) for one in consents for paper in one.papers)


def certificates_in_force(seller: Seller, *, on: date) -> list[Certificate]:
    """The shop's confirmed certificates that count on a day, with their land. Two statements at most."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    not_over = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    rows = Certificate.objects.filter(
        begun, not_over, seller=seller, verified_at__isnull=False, withdrawn_at__isnull=True
    )
    return list(rows.prefetch_related(with_land()).order_by("kind", "-stars", "pk"))


def goods_with_labels(seller: Seller) -> list[tuple[Listing, Mapping[str, str]]]:
    """What the shop sells, each with the Vietnamese names of its label's fields by key. Three statements.

    A field that a category asks for counts for its branches too.
    """
    sizes = Prefetch("variants", Variant.objects.filter(is_active=True).order_by("sort", "pk"))
    rows = published_listings().filter(seller=seller).select_related("live__category").prefetch_related(sizes)
    listings = list(rows.order_by("live__title", "pk")[:GOODS_MOST])
    branches = {one.pk: _slugs(one) for one in listings}
    wanted = {slug for slugs in branches.values() for slug in slugs}
    asked: dict[str, list[Attribute]] = {}
    for one in Attribute.objects.filter(category__slug__in=wanted).select_related("category").order_by("sort", "pk"):
        asked.setdefault(one.category.slug, []).append(one)
    return [
        (listing, {one.key: one.label_vi for slug in branches[listing.pk] for one in asked.get(slug, [])})
        for listing in listings
    ]


def _slugs(listing: Listing) -> list[str]:
    live = listing.live
    return live.category.path.split("/") if live is not None and live.category is not None else []


@dataclass(frozen=True)
class Copy:
    """A paper that the market holds and has approved. `about` is what it vouches for."""

    about: str
    file: PrivateFile


def copies_held(seller: Seller, *, on: date) -> list[Copy]:
    """The papers of certificates in force on a day, then those of goods on sale that need one; only what was approved,
    and only papers handed in as such: never one that says who somebody is. Three statements.
    """
    found = [(_named(one), one.file_code) for one in certificates_in_force(seller, on=on) if one.file_code]
    of_goods = GoodsPaper.objects.filter(listing__in=published_listings().filter(seller=seller))
    newest = {(one.listing_id, one.group): one for one in of_goods.select_related("listing__live").order_by("pk")}
    for paper in newest.values():
        if paper.status != PaperStatus.ACCEPTED:
            continue
        group, live = word_group(paper.group), paper.listing.live
        found.append((" · ".join([group.paper if group else paper.group, live.title if live else ""]), paper.file_code))
    codes = {code for _about, code in found}
    rows = PrivateFile.objects.filter(code__in=codes, owner_code=seller.code, kind__in=APPROVED_KINDS)
    files = {one.code: one for one in rows}
    return [Copy(about, files[code]) for about, code in found if code in files]


def _named(one: Certificate) -> str:
    return f"{one.get_kind_display()} {one.number}"
