"""What a buyer asked for beside what each quote brings: certificates in force for the goods, and the price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from chophien.catalog.models import Certificate, Listing
from chophien.catalog.selectors import land_of, with_land
from chophien.lib.dates import format_date
from chophien.lib.money import format_vnd
from chophien.lib.quantity import unit_label
from chophien.wholesale.models import PurchaseRequest, Quote
from chophien.wholesale.states import QuoteStatus
from chophien.wholesale.units import in_unit


@dataclass(frozen=True)
class Point:
    """One thing that was asked for, and how a quote stands to it; `met` none: nobody can say."""

    wanted: str
    found: str
    met: bool | None


@dataclass(frozen=True)
class Compared:
    """A quote with everything that was asked for. `asked_vnd`: its price for one unit of the request, where both units
    can be converted.
    """

    quote: Quote
    points: Sequence[Point]
    asked_vnd: Decimal | None

    @property
    def unmet(self) -> int:
        """How much of what was asked for it does not meet."""
        return sum(point.met is False for point in self.points)

    @property
    def unclear(self) -> int:
        """How much of it cannot be compared."""
        return sum(point.met is None for point in self.points)

    @property
    def meets_all(self) -> bool:
        return bool(self.points) and all(point.met for point in self.points)


def compared(request: PurchaseRequest, quotes: Iterable[Quote], *, on: date) -> list[Compared]:
    """The quotes as they stand on a day: an accepted one, then those that meet most of what was asked for, the lowest
    price first. Three statements where certificates were asked for, else none.
    """
    rows = list(quotes)
    papers = _papers_of(rows) if request.certificates else {}
    found = [_compare(request, one, papers.get(one.seller_id, []), on=on) for one in rows]
    return sorted(found, key=_order)


def _order(one: Compared) -> tuple[bool, int, int, Decimal, int]:
    price = Decimal(one.quote.price_vnd) if one.asked_vnd is None else one.asked_vnd
    return (one.quote.status != QuoteStatus.ACCEPTED, one.unmet, one.unclear, price, one.quote.pk)


def _papers_of(quotes: Sequence[Quote]) -> dict[int, list[Certificate]]:
    """The confirmed certificates of the shops that quoted, those that are over among them."""
    listings = Prefetch("listings", Listing.objects.only("pk"))
    rows = Certificate.objects.filter(
        seller__in={one.seller_id for one in quotes}, verified_at__isnull=False, withdrawn_at__isnull=True
    )
    papers: dict[int, list[Certificate]] = {}
    for one in rows.prefetch_related(listings, with_land()).order_by("pk"):
        papers.setdefault(one.seller_id, []).append(one)
    return papers


def _compare(request: PurchaseRequest, quote: Quote, papers: Sequence[Certificate], *, on: date) -> Compared:
    factor = in_unit(Decimal(1), request.unit, quote.variant.unit)
    asked_vnd = None if factor is None else quote.price_vnd * factor
    labels = zip(request.certificates, request.certificates_in_words, strict=True)
    points = [
        _certificate(label, [one for one in papers if one.kind == kind], quote, until=request.last_on, on=on)
        for kind, label in labels
    ]
    if request.least_vnd is not None or request.most_vnd is not None:
        points.append(_price(request, quote, asked_vnd))
    return Compared(quote, tuple(points), asked_vnd)


def _certificate(label: str, papers: Sequence[Certificate], quote: Quote, *, until: date, on: date) -> Point:
    """The one that counts longest, of those that cover the quoted goods. Of one for certain land nobody can say before
    the lot is known.
    """
    listing = quote.variant.listing_id
    covering = [one for one in papers if one.covers_all_goods or listing in {its.pk for its in one.listings.all()}]
    begun = [one for one in covering if one.valid_from is None or one.valid_from <= on]
    counting = [one for one in begun if one.valid_to is None or one.valid_to >= on]
    everywhere = [one for one in counting if not land_of(one)]
    if everywhere:
        return Point(label, _how_long(max(everywhere, key=_end), until=until), met=True)
    if counting:
        land = "; ".join(dict.fromkeys(name for one in counting for name in land_of(one)))
        return Point(label, _("only for what grew in %(land)s") % {"land": land}, met=None)
    if begun:
        last = max(begun, key=_end)
        return Point(label, _("expired on %(day)s") % {"day": format_date(_end(last))}, met=False)
    if covering:
        first = min(one.valid_from or on for one in covering)
        return Point(label, _("counts only from %(day)s on") % {"day": format_date(first)}, met=False)
    words = _("the shop has one, but not for these goods") if papers else _("the shop has none")
    return Point(label, words, met=False)


def _end(one: Certificate) -> date:
    return one.valid_to or date.max


def _how_long(one: Certificate, *, until: date) -> str:
    stars = "★" * (one.stars or 0)
    if one.valid_to is None:
        words = _("in force, without an end")
    elif one.valid_to < until:
        words = _("in force until %(day)s, which is before the last day of delivery")
    else:
        words = _("in force until %(day)s")
    day = {"day": format_date(one.valid_to) if one.valid_to else ""}
    return " ".join(part for part in (stars, words % day) if part)


def _price(request: PurchaseRequest, quote: Quote, asked_vnd: Decimal | None) -> Point:
    asked, sold = unit_label(request.unit), unit_label(quote.variant.unit)
    wanted = _price_in_words(request, asked)
    said = f"{format_vnd(quote.price_vnd)} / {sold}"
    if asked_vnd is None:
        words = _("%(price)s: what was asked for is counted in %(unit)s, so it cannot be compared")
        return Point(wanted, words % {"price": said, "unit": asked}, met=None)
    if quote.variant.unit != request.unit:
        said += f" = {format_vnd(round(asked_vnd))} / {asked}"
    if request.most_vnd is not None and asked_vnd > request.most_vnd:
        return Point(wanted, _("%(price)s is above it") % {"price": said}, met=False)
    if request.least_vnd is not None and asked_vnd < request.least_vnd:
        return Point(wanted, _("%(price)s is below it") % {"price": said}, met=False)
    return Point(wanted, said, met=True)


def _price_in_words(request: PurchaseRequest, unit: str) -> str:
    least = format_vnd(request.least_vnd) if request.least_vnd is not None else ""
    most = format_vnd(request.most_vnd) if request.most_vnd is not None else ""
    facts = {"least": least, "most": most, "unit": unit}
    if least and most:
        return _("Price from %(least)s to %(most)s / %(unit)s") % facts
    return (_("Price from %(least)s / %(unit)s on") if least else _("Price up to %(most)s / %(unit)s")) % facts
