"""A cooperative, its households, and lots that they brought to, made through the same actions as in the market."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from chophien.accounts.actions.people import ensure_person
from chophien.catalog.models import Variant
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM, Actor
from chophien.lots.actions.agreeing import LotTerms, open_lot
from chophien.lots.actions.drawing import Need, draw
from chophien.lots.actions.growers import GrowerText, accept_grower, add_grower
from chophien.lots.actions.making import Made, Packing, pack_lot, transform
from chophien.lots.actions.weighing import Weighed, weigh_in
from chophien.lots.models import Contribution, Draw, Grower, Lot, Pack, Transformation
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # a Saturday, 12:00 in Vietnam
FIRST, SECOND = "Loại 1", "Loại 2"
NAMES = ("Sùng Thị Máy", "Lò Văn Ín", "Giàng A Chu", "Vàng Thị Dợ", "Thào Mí Lía")
_IDS = count(1)


def a_cooperative(**facts: object) -> Seller:
    return a_seller(kind=SellerKind.COOPERATIVE, **facts)


def a_grower(seller: Seller, name: str = NAMES[0], **text: str) -> Grower:
    """A household; one with a phone has said itself that it is theirs."""
    grower = add_grower(seller=seller, text=GrowerText(name=name, hamlet="Bản Bẹ", **text), actor=SYSTEM, at=NOON)
    if not grower.phone_said:
        return grower
    owner = ensure_person(phone=grower.phone_said, name=name, actor=SYSTEM, at=NOON)
    return accept_grower(grower=grower, actor=owner, at=NOON)


def some_terms(**changes: object) -> LotTerms:
    """Tea at 30.000 and 20.000 đồng a kilogram, without fee and costs."""
    facts = {"product": "Chè búp tươi", "grades": ((FIRST, 30_000), (SECOND, 20_000))}
    return LotTerms(**{**facts, **changes})


def a_lot(seller: Seller | None = None, **terms: object) -> Lot:
    """A lot that households can bring to. Keyword arguments are those of `LotTerms`."""
    return open_lot(seller=seller or a_cooperative(), terms=some_terms(**terms), actor=SYSTEM, at=NOON)


def brings(
    lot: Lot, grower: Grower, kg: str, grade: str = FIRST, *, actor: Actor = SYSTEM, client_id: str = "", **said: object
) -> Contribution:
    """The household brings so many kilograms; as much again is another weighing, unless `is_another` is said."""
    weighed = Weighed(
        client_id=client_id or f"id-{next(_IDS)}",
        grams=int(Decimal(kg) * 1000),
        **{"recorded_at": NOON, "is_another": True, **said},
    )
    found = lot.grades.get(name=grade)
    return weigh_in(lot=lot, grower=grower, grade=found, weighed=weighed, actor=actor, at=NOON)


def a_brought_lot(seller: Seller | None = None, *kilos: str, **terms: object) -> tuple[Lot, list[Grower]]:
    """A lot to which as many households brought, all of the first grade."""
    lot = a_lot(seller, **terms)
    growers = [a_grower(lot.seller, name) for name, _kg in zip(NAMES, kilos, strict=False)]
    for grower, kg in zip(growers, kilos, strict=True):
        brings(lot, grower, kg)
    lot.refresh_from_db()
    return lot, growers


def goods_of(seller: Seller, **listing: object) -> Variant:
    """Goods of the shop of which nothing is left yet. `holds_g` is what the pack says, 100 g unless told."""
    if (grams := listing.pop("holds_g", None)) is not None:
        listing["offers"] = [an_offer(pack=f"{grams} g", weight_g=grams + 80)]
    return a_variant(seller=seller, **{"available": 0, **listing})


def packed(lot: Lot, variant: Variant, units: int | str, unit_g: int = 100, **packing: object) -> Pack:
    """So many packs, of any days that can be: nobody asks whether they are right unless `days_are_right` is said."""
    made = Packing(variant=variant, units=Decimal(units), unit_g=unit_g, **{"days_are_right": True, **packing})
    return pack_lot(lot=lot, packing=made, actor=SYSTEM, at=NOON)


def fresh(lot: Lot) -> Lot:
    """The lot as it is in the data base now."""
    return Lot.objects.get(pk=lot.pk)


def needs(variant: Variant, quantity: int | str, key: str = "1") -> list[Need]:
    """What one line of an order of these goods needs."""
    return [Need(key, variant.pk, Decimal(quantity), "Chè", "piece")]


def drawn(order_code: str, variant: Variant, quantity: int | str) -> list[Draw]:
    """What an order of these goods is packed of."""
    return draw(order_code=order_code, needs=needs(variant, quantity), at=NOON)


def making(seller: Seller, used: Mapping[Lot, int], *made: Made, **words: object) -> Transformation:
    """Lots made of so many grams of lots."""
    grams = {lot.pk: weight for lot, weight in used.items()}
    return transform(seller=seller, used=grams, made=made, actor=SYSTEM, at=NOON, **words)


def made_of(act: Transformation) -> list[Lot]:
    """The lots that came out of it, in their order."""
    return [link.lot for link in act.links.filter(is_output=True).select_related("lot").order_by("pk")]
