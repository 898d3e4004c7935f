"""What the market that all pages are looked at in has of lots: one at the scales, one that was sold, a payment."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from chophien.accounts.models import Person
from chophien.catalog.models import Variant
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lots.actions.agreeing import LotTerms, open_lot
from chophien.lots.actions.drawing import Need, draw
from chophien.lots.actions.earning import SoldLine, share_sale
from chophien.lots.actions.growers import GrowerText, add_grower
from chophien.lots.actions.making import Made, Packing, pack_lot, sell_without_lots, transform
from chophien.lots.actions.paying import say_paid
from chophien.lots.actions.weighing import Weighed, weigh_in
from chophien.lots.models import Grower, Lot
from chophien.lots.states import PayWay
from chophien.sellers.models import Seller

HOUSEHOLDS = ("Giàng Thị Say", "Sùng A Lềnh", "Thào Thị Dợ")
ORDER = "CP-LO-GOM"


@transaction.atomic
def of_lots(buyer: Person, shop: str, *, at: datetime) -> dict[str, str]:
    """Codes of the lot at the scales, of the one that was sold, and of a household; the buyer is a household too."""
    seller = Seller.objects.select_related("commune__province").get(code=shop)
    growers = [
        add_grower(seller=seller, text=GrowerText(name, hamlet="Bản Phố"), actor=SYSTEM, at=at) for name in HOUSEHOLDS
    ]
    Grower.objects.filter(pk=growers[0].pk).update(person=buyer)
    fresh, tea = _a_lot(seller, growers, at=at), _a_lot(seller, growers, at=at)
    act = transform(
        seller=seller, used={tea.pk: 60_000}, made=[Made("Chè khô", 12_000)], actor=SYSTEM, at=at, reason="Sao tay"
    )
    dry = act.links.select_related("lot").get(is_output=True).lot
    variant = Variant.objects.filter(listing__seller=seller, is_active=True).select_related("listing").order_by("pk")[0]
    pack_lot(lot=dry, packing=Packing(variant, Decimal(20), 100), actor=SYSTEM, at=at)
    draw(order_code=ORDER, needs=[Need("1", variant.pk, Decimal(8), "Chè", variant.unit)], at=at)
    share_sale(order_code=ORDER, lines=[SoldLine("1", 1_200_000, Decimal(8))], at=at)
    sell_without_lots(variant=variant, actor=SYSTEM, at=at)
    grower = Grower.objects.select_related("person", "seller").get(pk=growers[0].pk)
    say_paid(grower=grower, amount_vnd=200_000, way=PayWay.CASH, paid_on=local_date(at), actor=SYSTEM, at=at)
    return {"open": fresh.code, "sold": dry.code, "grower": grower.code}


def _a_lot(seller: Seller, growers: list[Grower], *, at: datetime) -> Lot:
    terms = LotTerms(
        "Chè búp tươi",
        (("Loại 1", 32_000), ("Loại 2", 24_000)),
        fee_basis_points=500,
        cost_vnd=150_000,
        target_g=90_000,
    )
    lot = open_lot(seller=seller, terms=terms, actor=SYSTEM, at=at)
    grades = list(lot.grades.all())
    for place, grower in enumerate(growers):
        weighed = Weighed(f"{lot.code}:{place}", 15_000 + 5_000 * place, at, moisture_tenths=745)
        weigh_in(lot=lot, grower=grower, grade=grades[place % 2], weighed=weighed, actor=SYSTEM, at=at)
    return lot
