"""The three steps of offering goods, each kept by itself, and sending them in.

Each of these does what its step means through the actions of catalog, supply and uploads, in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chophien.catalog.actions.certificates import CertificateText, add_certificate
from chophien.catalog.actions.listings import change_price, save_working_version, start_listing, submit_version
from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.actions.variants import prepare_variants
from chophien.catalog.models import Category, Certificate, Listing
from chophien.catalog.policies import can_offer_goods
from chophien.catalog.selectors import attributes_of, latest_version, listings_of
from chophien.growing.selectors.areas import areas_of
from chophien.knowledge.selectors import approved_fact
from chophien.lib.actor import Actor
from chophien.lib.errors import NotFound
from chophien.sellerdesk.writing import EMPTY, SeasonText, SizeText, text_of, with_fact, with_story, without_fact
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.supply.actions import set_stocks
from chophien.supply.selectors import available
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.photos import take_photo
from chophien.uploads.actions.sent import SentFile
from chophien.uploads.models import PrivateFile

PHOTOS_MOST = 8
CERTIFICATE = "certificate"


@transaction.atomic
def start_goods(*, seller: Seller, photos: Sequence[SentFile], actor: Actor, at: datetime) -> Listing:
    """First step: begin goods by their photos. The same photos sent twice begin one listing.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises FileRefused: if a photo cannot be used; nothing is begun then
    """
    codes = _taken(seller, photos[:PHOTOS_MOST], actor=actor, at=at)
    for begun in listings_of(seller).filter(live=None, working__title="")[:20]:
        if begun.working and begun.working.photo_codes == codes and not begun.working.offers:
            return begun
    return start_listing(seller=seller, text=replace(EMPTY, photo_codes=codes), actor=actor, at=at)


@transaction.atomic
def add_photos(*, listing: Listing, photos: Sequence[SentFile], actor: Actor, at: datetime) -> Listing:
    """Put photos behind those that are there.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises FileRefused: if a photo cannot be used; nothing is changed then
    """
    text = text_of(latest_version(listing))
    codes = _taken(listing.seller, photos, actor=actor, at=at)
    kept = list(dict.fromkeys([*text.photo_codes, *codes]))[:PHOTOS_MOST]
    return _save(listing, replace(text, photo_codes=kept), actor=actor, at=at)


@transaction.atomic
def move_photo(*, listing: Listing, code: str, first: bool, actor: Actor, at: datetime) -> Listing:
    """Let a photo be the first one, which lists show, or take it out. An unknown code changes nothing."""
    text = text_of(latest_version(listing))
    others = [one for one in text.photo_codes if one != code]
    known = len(others) < len(text.photo_codes)
    codes = [code, *others] if first and known else others
    return _save(listing, replace(text, photo_codes=codes), actor=actor, at=at)


@transaction.atomic
def save_story(
    *,
    listing: Listing,
    title: str,
    description: str,
    category: Category | None,
    answers: Mapping[str, object],
    more: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> Listing:
    """Second step: what it is. Nothing has to be complete yet."""
    text = with_story(
        text_of(latest_version(listing)),
        title=title,
        description=description,
        category=category,
        answers=answers,
        questions=attributes_of(category),
        more=more,
    )
    return _save(listing, text, actor=actor, at=at)


@transaction.atomic
def insert_fact(*, listing: Listing, code: str, actor: Actor, at: datetime) -> Listing:
    """Put an approved fact of the library into what is written, to be edited there.

    :raises NotFound: if there is no such fact to be used
    """
    fact = approved_fact(code)
    if fact is None:
        raise NotFound
    text = with_fact(text_of(latest_version(listing)), code=fact.code, field=fact.put_into, sentence=fact.text)
    return _save(listing, text, actor=actor, at=at)


@transaction.atomic
def drop_fact(*, listing: Listing, code: str, actor: Actor, at: datetime) -> Listing:
    """Cut the link to a fact, once the text no longer says it."""
    return _save(listing, without_fact(text_of(latest_version(listing)), code=code), actor=actor, at=at)


@transaction.atomic
def save_sizes(
    *, listing: Listing, sizes: Sequence[SizeText], season: SeasonText, actor: Actor, at: datetime
) -> Listing:
    """Third step: sizes with price and what is left, and the season.

    A price and what is left count at once; anything else waits for an operator once goods are on sale.
    """
    sizes = _own_codes(listing, sizes)
    offers = [size.offer for size in sizes]
    for offer in _dearer_or_cheaper(listing, offers):
        listing = change_price(listing=listing, variant_code=offer.code, price_vnd=offer.price_vnd, actor=actor, at=at)
    text = text_of(latest_version(listing))
    written = replace(text, offers=offers, season_from=season.first, season_to=season.last, season_lunar=season.lunar)
    listing = _save(listing, written, actor=actor, at=at)
    _count(listing, sizes, actor=actor, at=at)
    return listing


@transaction.atomic
def put_up_for_sale(*, listing: Listing, actor: Actor, at: datetime) -> Listing:
    """Send what was written in. See `catalog.actions.listings.submit_version` for what it may refuse."""
    submit_version(listing=listing, actor=actor, at=at)
    return listing


def _taken(seller: Seller, photos: Sequence[SentFile], *, actor: Actor, at: datetime) -> list[str]:
    """Take photos in for the shop, by a helper in its name; their codes, each once."""
    behalf = principal_of(actor, seller, at=at)
    taken = [take_photo(file=one, owner_code=seller.code, actor=actor, on_behalf_of=behalf, at=at) for one in photos]
    return list(dict.fromkeys(one.code for one in taken))


def _paper(seller: Seller, file: SentFile, *, actor: Actor, at: datetime) -> PrivateFile:
    """Seal the paper of a certificate for the shop, by a helper in its name."""
    behalf = principal_of(actor, seller, at=at)
    return take_private_file(
        file=file, kind=CERTIFICATE, owner_code=seller.code, actor=actor, on_behalf_of=behalf, at=at
    )


def _save(listing: Listing, text: ListingText, *, actor: Actor, at: datetime) -> Listing:
    """Keep a text, unless it says what is there already: then goods on sale get no needless version."""
    if text_of(latest_version(listing)) == text:
        return listing
    version = save_working_version(listing=listing, text=text, actor=actor, at=at)
    listing.working = version
    return listing


def _own_codes(listing: Listing, sizes: Sequence[SizeText]) -> list[SizeText]:
    """The sizes with the codes that this listing gave out; any other, or one named twice, is a new size."""
    known = {one.code for version in (listing.live, latest_version(listing)) for one in text_of(version).offers}
    own: list[SizeText] = []
    for size in sizes:
        kept = size.offer.code in known
        known.discard(size.offer.code)
        own.append(size if kept else replace(size, offer=replace(size.offer, code="")))
    return own


def _dearer_or_cheaper(listing: Listing, offers: Sequence[OfferText]) -> list[OfferText]:
    """The sizes on sale whose price was changed to a sum that can be asked."""
    if listing.live is None:
        return []
    known = {one.code: one.price_vnd for one in text_of(listing.live).offers}
    return [one for one in offers if one.price_vnd > 0 and known.get(one.code, one.price_vnd) != one.price_vnd]


def _count(listing: Listing, sizes: Sequence[SizeText], *, actor: Actor, at: datetime) -> None:
    """Keep what is left of each size, of those that wait for review too."""
    ids = prepare_variants(listing=listing, actor=actor, at=at)
    version = latest_version(listing)
    codes = [one.code for one in text_of(version).offers]
    known = {ids[code]: size for code, size in zip(codes, sizes, strict=True) if code in ids}
    said = {variant: size.left for variant, size in known.items() if size.left is not None}
    seen = {variant: size.seen for variant, size in known.items() if size.seen is not None}
    there = available(said.keys())
    changed = {variant: left for variant, left in said.items() if there[variant] != left}
    if changed:
        set_stocks(quantities=changed, actor=actor, at=at, seen=seen)


@transaction.atomic
def hand_in_certificate(
    *,
    seller: Seller,
    text: CertificateText,
    goods: Sequence[str],
    file: SentFile | None,
    actor: Actor,
    at: datetime,
    areas: Sequence[str] = (),
) -> Certificate:
    """Hand in a certificate with its paper, for some goods of the shop by their codes, or for all of them; for what
    grew on some of its areas, by theirs, or wherever.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises FileRefused: if the paper cannot be used
    :raises CertificateIncomplete: as `catalog.actions.certificates.add_certificate`
    """
    can_offer_goods(actor, seller, at=at).require()
    kept = _paper(seller, file, actor=actor, at=at) if file else None
    covered = [] if text.covers_all_goods else list(listings_of(seller).filter(code__in=goods))
    whole = replace(text, file_code=kept.code if kept else "")
    grown = list(areas_of(seller).filter(code__in=areas)) if areas else []
    return add_certificate(seller=seller, text=whole, listings=covered, areas=grown, actor=actor, at=at)
