"""Cash in a helper's hands, receipts for it, and a carrier with a file that differs, for the table of doors."""

from datetime import datetime, timedelta
from typing import Any

from chophien.accounts.models import Person
from chophien.catalog.models import Variant
from chophien.collecting.actions.carriers import Terms, add_carrier
from chophien.collecting.actions.files import compare_file, take_file
from chophien.collecting.actions.handing import dispute, offer
from chophien.collecting.models import Finding
from chophien.collecting.states import FeeBearer, Holder, HolderKind, Receiver
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.actions.sending import hand_over_order, pack_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import an_order
from chophien.sellers.models import Seller
from tests.collecting.factories import HEADINGS


def about_collected_cash(
    people: dict[str, Person], seller: Seller, variant: Variant, *, at: datetime
) -> dict[str, dict[str, Any]]:
    """What stands at each address. The buyer of these orders is none of the people, so that their lists stay."""
    helper = people["helper"]
    taken, disputed, kept = (take_cash(order=_sent(variant, at=at), actor=helper, at=at) for _ in range(3))
    receipt, refused = (
        offer(
            giver=Holder(HolderKind.HELPER, helper.code),
            order_codes=[order.code],
            receiver=Receiver.SHOP,
            receiver_code=seller.code,
            actor=helper,
            at=at,
        )
        for order in (taken, disputed)
    )
    dispute(hand_over=refused, reason="Chưa thấy", actor=people["manager"], at=at)
    del kept
    carrier = add_carrier(
        terms=Terms("Bưu điện", "HĐ 1", 3, FeeBearer.MARKET, local_date(at) - timedelta(days=9)), actor=SYSTEM, at=at
    )
    data = f"{HEADINGS}\nZZ1,,1000,0,,Đã giao".encode()
    file = take_file(carrier=carrier, data=data, name="bang-ke.csv", actor=people["operator"], at=at)
    compare_file(file=file, at=at)
    difference = Finding.objects.get().code
    return {
        "helperdesk:take-cash": {"code": _sent(variant, at=at).code},
        "helperdesk:cash-receipt": {"code": receipt.code},
        "helperdesk:take-back-cash": {"code": receipt.code},
        "sellerdesk:answer-cash": {"code": receipt.code, "step": "da-nhan"},
        "collecting:receipt": {"code": receipt.code},
        "officedesk:carrier": {"code": carrier.code},
        "officedesk:end-carrier": {"code": carrier.code},
        "officedesk:pay-in": {"code": carrier.code},
        "officedesk:carrier-file": {"code": file.code},
        "officedesk:difference": {"code": difference},
        "officedesk:decide-difference": {"code": difference, "step": "bo-qua"},
        "officedesk:cash-receipt": {"code": refused.code},
        "officedesk:settle-cash-receipt": {"code": refused.code, "step": "da-nhan"},
    }


def _sent(variant: Variant, *, at: datetime) -> Order:
    """An order of a guest on its way, to be paid at the door."""
    order = confirm_order(order=an_order(variant=variant, quantity=1, at=at), actor=SYSTEM, at=at)
    order = pack_order(order=order, actor=SYSTEM, at=at)
    return hand_over_order(order=order, actor=SYSTEM, at=at)
