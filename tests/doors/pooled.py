"""A cooperative's lots and households, and a payment that waits for its household's yes, for the table of doors."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from chophien.accounts.models import Person
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lots.actions.agreeing import freeze_lot
from chophien.lots.actions.drawing import Need, draw
from chophien.lots.actions.earning import SoldLine, share_sale
from chophien.lots.actions.making import Packing, pack_lot
from chophien.lots.actions.paying import say_paid
from chophien.lots.models import Grower
from chophien.lots.states import PayWay
from chophien.lots.tests.factories import a_brought_lot, brings
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

ORDER = "CP-POOLED"


def about_lots(people: dict[str, Person], seller: Seller, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address. The buyer is a household of the shop, its managers are two of another."""
    lot, [grower] = a_brought_lot(seller, "10")
    sold, [seen] = a_brought_lot(seller, "10")
    late = brings(lot, grower, "1", client_id="doors")
    Grower.objects.filter(pk=seen.pk).update(person=people["buyer"])
    seen.refresh_from_db()
    boxes = a_variant(seller=seller, available=0, title="Chè của nhiều hộ")
    pack_lot(lot=sold, packing=Packing(boxes, Decimal(10), 100), actor=SYSTEM, at=at)
    draw(order_code=ORDER, needs=[Need("1", boxes.pk, Decimal(4), "Chè", boxes.unit)], at=at)
    share_sale(order_code=ORDER, lines=[SoldLine("1", 100_000, Decimal(4))], at=at)
    payment = say_paid(
        grower=seen, amount_vnd=1_000, way=PayWay.CASH, paid_on=local_date(at), actor=people["manager"], at=at
    )
    other, elsewhere = a_brought_lot(a_seller(), "1", "1")
    for household, who in zip(elsewhere, ("manager", "carded"), strict=True):
        Grower.objects.filter(pk=household.pk).update(person=people[who])
    freeze_lot(lot=other, actor=SYSTEM, at=at)
    addresses = (
        "lot",
        "weigh-in",
        "weighings",
        "lot-entry",
        "lot-terms",
        "lot-loss",
        "lot-pledge",
        "lot-pack",
        "lot-make",
    )
    del late
    return {
        **{f"sellerdesk:{name}": {"code": lot.code} for name in addresses},
        "sellerdesk:lot-step": {"code": lot.code, "step": "chot"},
        **{
            f"sellerdesk:{name}": {"code": seen.code}
            for name in ("grower", "change-grower", "pay-grower", "grower-sheet", "grower-card", "end-grower")
        },
        "sellerdesk:grower-payment": {"code": payment.code, "step": "bo"},
        "sellerdesk:my-share-answer": {"code": payment.code, "step": "da-nhan"},
    }
