"""What everybody may know of a key of GS1 that is not goods of this market: a parcel, a crate, a paper, a place.

It is known here by the events of lots in which it stands. Told are the lots that have a page of their own, and of its
steps those that stand on these pages too. Who brought, bought, sent and received is on none of them, so that it is not
here either: a place or a party is found by no step of an order, and of a party or a person no step is told at all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Certificate, Variant
from chophien.catalog.selectors import certificates_numbered
from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.lib.gs1.digital_link import ID_GS1_ORG, DigitalLink
from chophien.lots.models import Lot, Pack
from chophien.rules import selectors as rules
from chophien.scans.models import Stamp
from chophien.scans.selectors.told import MADE_ANEW, PACKING, TRANSFORMATION, is_of_an_order, told_of_steps
from chophien.traceability.selectors.chain import Step, history_of
from chophien.traceability.selectors.codes import commune_at, gtin_of_bulk, gtins_of, link_of_goods
from chophien.traceability.selectors.kin import packed_among
from chophien.traceability.selectors.owners import owner_of
from chophien.traceability.selectors.recalls import held_among
from chophien.traceability.selectors.standing import Stands, contents_of, key_in_events, serials_among, stands_in
from chophien.traceability.states import EpcRole

KINDS: Mapping[str, Sentence] = {
    "00": _("A parcel or a box (SSCC)"),
    "01": _("Goods of another maker (GTIN)"),
    "253": _("A paper (GDTI)"),
    "255": _("A coupon (GCN)"),
    "401": _("A consignment (GINC)"),
    "402": _("A shipment (GSIN)"),
    "414": _("A place (GLN)"),
    "417": _("A business (GLN)"),
    "8003": _("A crate or a box that comes back (GRAI)"),
    "8004": _("A tool or a machine (GIAI)"),
    "8006": _("One piece of several (ITIP)"),
    "8010": _("A part (CPID)"),
    "8017": _("Who renders a service (GSRN)"),
    "8018": _("Who a service is for (GSRN)"),
}
"""The keys that can stand in events (CBV 2.0 section 8.9.2), and what each names."""
PAPER, NAMES_GOODS = "253", "01"
OF_SOMEBODY = frozenset({"417", "8017", "8018"})
"""Keys of a party or a person: of these no step is told."""
_SOMEBODY = frozenset({EpcRole.SOURCE, EpcRole.DESTINATION})
LOTS_MOST, LOOKED_AT, TOLD_MOST = 40, 400, 6
"""How many lots are told, among how many of the last are looked for those, and of how many the steps are told."""


@dataclass(frozen=True)
class LotBehind:
    """A lot that has a page of its own: the goods that its address names, and whether it is called back."""

    lot: Lot
    gtin: str
    variant: Variant | None
    link: str
    is_held: bool

    @property
    def title(self) -> str:
        """The goods as the shop calls them."""
        live = self.variant.listing.live if self.variant else None
        return live.title if live else self.lot.product


@dataclass(frozen=True)
class Seen:
    """What is known of a key: its kind, its number, the lots, the last first, their steps in which it stands, and
    verified certificates that have it for a number. `is_of_somebody`: a party's or a person's.
    """

    ai: str
    number: str
    kind: Sentence
    lots: Sequence[LotBehind]
    steps: Sequence[Step]
    certificates: Sequence[Certificate]

    @property
    def is_of_somebody(self) -> bool:
        """Whether it names a party or a person."""
        return self.ai in OF_SOMEBODY

    @property
    def is_held(self) -> bool:
        """Whether one of the lots is called back."""
        return any(one.is_held for one in self.lots)


def seen_at(link: DigitalLink, *, at: datetime) -> Seen | None:
    """What everybody may know of the key in a link; None when no lot that has a page and no paper leads to it.

    Seven statements and nine more for each of the first `TOLD_MOST` lots.
    """
    ai, value = link.key
    epc = key_in_events(str(DigitalLink(ID_GS1_ORG, link.key, link.qualifiers)))
    if ai not in KINDS or not epc:
        return None
    stands = [
        one for one in stands_in(epc) if not (_names_somebody(ai, one) and is_of_an_order(one.kind, one.biz_step))
    ]
    lot_ids = list(dict.fromkeys(one.lot_id for one in stands))
    if ai not in OF_SOMEBODY and ai != "414":
        lot_ids = list(dict.fromkeys([*lot_ids, *_inside(epc)]))
    lots = _with_pages(lot_ids)
    papers = certificates_numbered([value, PAPER + value, f"({PAPER}){value}"]) if ai == PAPER else []
    if not lots and not papers:
        return None
    told = [one for one in stands if ai not in OF_SOMEBODY and not one.roles & _SOMEBODY]
    number = " ".join(f"({known}) {said}" for known, said in (link.key, *link.qualifiers))
    return Seen(ai, number, KINDS[ai], lots, _steps(lots[:TOLD_MOST], told, at=at), papers)


def _names_somebody(ai: str, stands: Stands) -> bool:
    """Whether it is a place, a party or a person there: of an order's, nobody is told which."""
    return ai == "414" or ai in OF_SOMEBODY or bool(stands.roles & _SOMEBODY)


def _inside(epc: str) -> list[int]:
    """The lots of what was put into it, those of stamps too where their own shop says so, the last first."""
    contents = contents_of(epc)
    found = set(contents.lot_ids)
    if serials := serials_among(contents.things):
        stamps = Stamp.objects.filter(serial__in=serials, lot__isnull=False).select_related("lot__seller")
        found |= {one.lot.pk for one in stamps if one.lot and owner_of(one.lot.seller) == serials[one.serial]}
    return sorted(found, reverse=True)


def _with_pages(lot_ids: Sequence[int]) -> list[LotBehind]:
    """Those of these lots that everybody can look up, in their order. Five statements."""
    known = packed_among(lot_ids[:LOOKED_AT]) if lot_ids else frozenset()
    chosen = [pk for pk in lot_ids[:LOOKED_AT] if pk in known][:LOTS_MOST]
    if not chosen:
        return []
    lots = Lot.objects.select_related("seller__commune__province", "category").in_bulk(chosen)
    packs = Pack.objects.filter(lot__in=chosen).select_related("variant__listing__live", "variant__listing__seller")
    first: dict[int, Variant] = {}
    for pack in packs.order_by("pk"):
        first.setdefault(pack.lot_id, pack.variant)
    gtins = gtins_of(first.values())
    held = held_among(chosen)
    return [_behind(lots[pk], first.get(pk), gtins, is_held=pk in held) for pk in chosen]


def _behind(lot: Lot, variant: Variant | None, gtins: Mapping[int, str], *, is_held: bool) -> LotBehind:
    gtin = gtins[variant.pk] if variant else gtin_of_bulk(lot.seller_id)
    return LotBehind(lot, gtin, variant, link_of_goods(gtin, lot.code), is_held)


def _steps(lots: Sequence[LotBehind], stands: Collection[Stands], *, at: datetime) -> list[Step]:
    """The steps on the lots' own pages that are those of these events, oldest first."""
    wanted: dict[int, set[tuple[str, date, str]]] = {}
    for one in stands:
        is_made = one.kind == TRANSFORMATION and one.biz_step != PACKING
        step = MADE_ANEW if is_made else one.biz_step
        wanted.setdefault(one.lot_id, set()).add((step, local_date(one.at), one.place))
    least = rules.whole("scans.households_least", at=at)
    found: list[Step] = []
    for behind in lots:
        lot = behind.lot
        of_lot = {(step, day, _commune(place, lot)) for step, day, place in wanted.get(lot.pk, ())}
        if of_lot:
            told = told_of_steps(history_of(lot), least=least).steps
            own = [one for one in told if one.lot_code == lot.code]
            found += [one for one in own if (one.biz_step, local_date(one.at), one.place_code) in of_lot]
    return sorted(found, key=lambda one: one.at)


def _commune(place: str, lot: Lot) -> str:
    """The code of the commune that a lot's page tells for this read point."""
    return commune_at(place) or (lot.seller.commune.code if place else "")
