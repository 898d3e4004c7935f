"""What everybody may know of a key of GS1 that is not goods of this market: a parcel, a crate, a paper, a place.

It is known here by the events of lots in which it stands. Told are the lots that have a page of their own, and of its
steps those that stand on these pages too. Who brought, bought, sent and received is on none of them, so that it is not
here either: a party or a person leads nowhere, whoever is a source or a destination neither, and a place only to what
its own shop did there and sent to nobody.
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
from chophien.scans.selectors.told import OF_PLACES, step_told, told_of_steps
from chophien.traceability.selectors.chain import Step, history_of
from chophien.traceability.selectors.codes import commune_at, gtin_of_bulk, gtins_of, link_of_goods
from chophien.traceability.selectors.kin import packed_among
from chophien.traceability.selectors.numbers import shops_of_place
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
    "8003": _("A crate or a box that comes back (GRAI)"),
    "8004": _("A tool or a machine (GIAI)"),
    "8006": _("One piece of several (ITIP)"),
    "8010": _("A part (CPID)"),
}
"""The keys that can stand in events (CBV 2.0 section 8.9.2), and what each names, without those of a business (417), of
who renders a service and of whom it is for (8017, 8018): that lots have them would say who bought, or is a member.
"""
PAPER, PLACE, NAMES_GOODS = "253", "414", "01"
_SOMEBODY = frozenset({EpcRole.SOURCE, EpcRole.DESTINATION})
_FILLED = frozenset({EpcRole.PARENT})
"""Where it is what others are in, `_inside` says which of them."""
WHERE = frozenset({EpcRole.READ_POINT, EpcRole.LOCATION})
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
    verified certificates that have it for a number.
    """

    ai: str
    number: str
    kind: Sentence
    lots: Sequence[LotBehind]
    steps: Sequence[Step]
    certificates: Sequence[Certificate]

    @property
    def is_held(self) -> bool:
        """Whether one of the lots is called back."""
        return any(one.is_held for one in self.lots)


def seen_at(link: DigitalLink, *, at: datetime) -> Seen | None:
    """What everybody may know of the key in a link; None when no lot that has a page and no paper leads to it.

    Eight statements at most, and nine more for each of the first `TOLD_MOST` lots.
    """
    ai, value = link.key
    epc = key_in_events(str(DigitalLink(ID_GS1_ORG, link.key, link.qualifiers)))
    if ai not in KINDS or not epc:
        return None
    stands = [one for one in stands_in(epc) if _tells_nobody(one, is_place=ai == PLACE)]
    lot_ids = list(dict.fromkeys(one.lot_id for one in stands if one.roles != _FILLED))
    lot_ids = _own(lot_ids, value) if ai == PLACE else list(dict.fromkeys([*lot_ids, *_inside(epc)]))
    lots = _with_pages(lot_ids)
    papers = certificates_numbered([value, PAPER + value, f"({PAPER}){value}"]) if ai == PAPER else []
    if not lots and not papers:
        return None
    number = " ".join(f"({known}) {said}" for known, said in (link.key, *link.qualifiers))
    return Seen(ai, number, KINDS[ai], lots, _steps(lots[:TOLD_MOST], stands, at=at), papers)


def _tells_nobody(stands: Stands, *, is_place: bool) -> bool:
    """Whether that it stands there says of nobody that goods came from them or went to them. A place is where something
    was read, in a step that sends goods to nobody.
    """
    if is_place:
        return stands.roles <= WHERE and step_told(stands.kind, stands.biz_step) in OF_PLACES
    return not stands.roles & _SOMEBODY


def _own(lot_ids: Sequence[int], number: str) -> list[int]:
    """Those of the lots whose shop proved that the place's number is its own, in their order. Two statements."""
    shops = shops_of_place(number) if lot_ids else frozenset()
    own = frozenset(Lot.objects.filter(pk__in=lot_ids, seller__in=shops).values_list("pk", flat=True) if shops else ())
    return [pk for pk in lot_ids if pk in own]


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
    """The steps on the lots' own pages that are those of these events, oldest first. Where none of these names a
    commune, none is told: the lot's page has the shop's there, and the number may be of a place elsewhere.
    """
    wanted: dict[int, set[tuple[str, date, str]]] = {}
    for one in stands:
        if step := step_told(one.kind, one.biz_step):
            wanted.setdefault(one.lot_id, set()).add((step, local_date(one.at), one.place))
    least = rules.whole("scans.households_least", at=at)
    found: list[Step] = []
    for behind in lots:
        lot = behind.lot
        rows = wanted.get(lot.pk, ())
        of_lot = {(step, day, _commune(place, lot)) for step, day, place in rows}
        said = {(step, day, commune_at(place)) for step, day, place in rows if commune_at(place)}
        if of_lot:
            told = told_of_steps(history_of(lot), least=least).steps
            own = [one for one in told if one.lot_code == lot.code]
            here = [one for one in own if _key(one) in of_lot]
            found += [one if _key(one) in said else one._replace(place="", place_code="") for one in here]
    return sorted(found, key=lambda one: one.at)


def _key(step: Step) -> tuple[str, date, str]:
    return step.biz_step, local_date(step.at), step.place_code


def _commune(place: str, lot: Lot) -> str:
    """The code of the commune that a lot's page tells for this read point."""
    return commune_at(place) or (lot.seller.commune.code if place else "")
