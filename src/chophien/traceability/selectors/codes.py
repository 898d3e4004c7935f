"""The numbers and addresses by which goods, lots, places and households are named in codes and events.

Whoever has numbers from GS1, with the paper, has their goods and places named by those. All others get numbers of
restricted circulation (GS1 General Specifications 1.4), good inside this market only: 29 for goods in a shop, 28 for
what a shop has in bulk. No number with a country's prefix is ever made up.
"""

from collections.abc import Collection, Iterable

from django.conf import settings

from chophien.catalog.models import Variant
from chophien.lib.gs1.keys import BadKey, gtin14, restricted_gtin
from chophien.lib.gs1.trace_codes import TraceCode, trace_link
from chophien.lots.models import Grower, Lot, Pack
from chophien.places.models import Commune
from chophien.sellers.models import Seller
from chophien.traceability.models import GivenNumber
from chophien.traceability.states import NumberKind

GOODS, BULK = "29", "28"
NUMBERS = 10**10
_FACTOR = 6_180_339_887
"""Has no divisor in common with `NUMBERS`: every row gets a number of its own, and neighbours get none alike."""
_BACK = pow(_FACTOR, -1, NUMBERS)
_ID_GS1 = "https://id.gs1.org"
_COMMUNE = "/noi/xa/"


def site() -> str:
    """The address under which this market's codes and events name things."""
    return str(settings.SITE)


def gtin_of(variant: Variant) -> str:
    """The 14 digits that name goods of a shop: its own registered number, else one of restricted circulation."""
    return gtins_of([variant])[variant.pk]


def gtins_of(variants: Collection[Variant]) -> dict[int, str]:
    """The same for several, by their id. One statement."""
    own = GivenNumber.objects.filter(
        variant__in=[one.pk for one in variants], verified_at__isnull=False, ended_at__isnull=True
    )
    given = dict(own.values_list("variant_id", "value"))
    return {one.pk: given.get(one.pk) or _restricted(one.pk, GOODS) for one in variants}


def gtin_of_bulk(seller_id: int) -> str:
    """The 14 digits that name what a shop has in bulk: leaves, tea in sacks. Its lots' codes tell them apart."""
    return _restricted(seller_id, BULK)


def variant_of_gtin(gtin: str) -> Variant | None:
    """The goods that a number of 8 to 14 digits names here, also one of those that it had before its own."""
    try:
        whole = gtin14(gtin)
    except BadKey:
        return None
    given = GivenNumber.objects.filter(kind=NumberKind.GTIN, value=whole, verified_at__isnull=False)
    rows = Variant.objects.select_related("listing__seller__commune__province", "listing__live")
    if whole.startswith("0" + GOODS):
        return rows.filter(pk=_number(whole)).first()
    return rows.filter(pk__in=given.values("variant")).first()


def seller_of_bulk(gtin: str) -> int | None:
    """The id of the shop whose goods in bulk a number names; None if it is no such number."""
    try:
        whole = gtin14(gtin)
    except BadKey:
        return None
    return _number(whole) if whole.startswith("0" + BULK) else None


def lot_of(gtin: str, lot_code: str) -> Lot | None:
    """The lot that a code on goods names, if the goods were packed of it or it is that shop's in bulk."""
    lot = Lot.objects.select_related("seller__commune__province", "category").filter(code=lot_code[:16]).first()
    if lot is None:
        return None
    shop = seller_of_bulk(gtin)
    if shop is not None:
        return lot if lot.seller_id == shop else None
    variant = variant_of_gtin(gtin)
    if variant is not None and Pack.objects.filter(lot=lot, variant=variant).exists():
        return lot
    return None


def digital_link_of(lot: Lot, variant: Variant | None = None) -> str:
    """The address in the code on goods of a lot: those packed as `variant`, else what it is in bulk.

    Where nothing is said and the lot was packed, it is that of the goods it was packed as first.
    """
    if variant is None:
        pack = Pack.objects.filter(lot=lot).select_related("variant").order_by("pk").first()
        variant = pack.variant if pack else None
    gtin = gtin_of(variant) if variant else gtin_of_bulk(lot.seller_id)
    return link_of_goods(gtin, lot.code)


def link_of_goods(gtin: str, lot_code: str) -> str:
    """The Digital Link of goods of one lot at this market."""
    return str(trace_link(TraceCode(gtin, lot_code), stem=site()))


def bulk_link_of(lot: Lot) -> str:
    """The Digital Link of a lot as it lies there in bulk, whatever was packed of it."""
    return link_of_goods(gtin_of_bulk(lot.seller_id), lot.code)


def location_of(seller: Seller) -> str:
    """The address that names a shop's place in events: by its own GLN if it proved one, else one of this market."""
    return locations_of([seller])[seller.pk]


def locations_of(sellers: Iterable[Seller]) -> dict[int, str]:
    """The same for several, by their id. One statement."""
    shops = {one.pk: one for one in sellers}
    own = GivenNumber.objects.filter(
        seller__in=list(shops), kind=NumberKind.GLN, verified_at__isnull=False, ended_at__isnull=True
    )
    given = dict(own.order_by("pk").values_list("seller_id", "value"))
    return {
        pk: f"{_ID_GS1}/414/{given[pk]}" if pk in given else f"{site()}/noi/gian/{one.code}"
        for pk, one in shops.items()
    }


def location_of_commune(commune: Commune) -> str:
    """The address that names a commune: as exactly as anybody is told where something grew."""
    return f"{site()}{_COMMUNE}{commune.code}"


def commune_at(location: str) -> str:
    """The code of the commune that such an address names; empty for any other. As in histories, the host is not asked
    for: whoever keeps events may have had another.
    """
    return location.partition(_COMMUNE)[2]


def party_of(seller: Seller) -> str:
    """The address that names a shop as an owner of goods."""
    return f"{site()}/ben/gian/{seller.code}"


def party_of_grower(grower: Grower) -> str:
    """The address that names a household by its code alone; the shop itself where it brought its own."""
    return party_of(grower.seller) if grower.is_shop else f"{site()}/ben/ho/{grower.code}"


def order_reference(order_code: str) -> str:
    """The address that names an order in events."""
    return f"{site()}/don/{order_code}"


def parcel_of(order_code: str) -> str:
    """The address that names the parcel of an order in events."""
    return f"{site()}/kien/{order_code}"


def act_of(transformation_code: str) -> str:
    """The address that names one act of processing in events."""
    return f"{site()}/che-bien/{transformation_code}"


def _restricted(number: int, prefix: str) -> str:
    return gtin14(restricted_gtin(number * _FACTOR % NUMBERS, prefix))


def _number(whole: str) -> int:
    return int(whole[3:13]) * _BACK % NUMBERS
