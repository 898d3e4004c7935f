"""Cash on delivery in the market that journeys and pictures start from: in a helper's hands, at a carrier, in dispute."""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.catalog.models import Variant
from chophien.collecting.actions.carriers import Terms, add_carrier
from chophien.collecting.actions.files import compare_file, take_file
from chophien.collecting.actions.handing import offer
from chophien.collecting.actions.taking import collect
from chophien.collecting.models import Cash, Finding
from chophien.collecting.states import FeeBearer, Holder, HolderKind, Receiver
from chophien.delivery.models import Shipment
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.sending import hand_over_order, pack_order
from chophien.orders.models import Order
from chophien.sellers.models import Seller
from tests.collecting.factories import HEADINGS
from tests.market.listed import variants_of
from tests.market.ordered import check_out_now
from tests.market.page import Facts, Page


def cash_at_the_door(helper: Person, shop: str, *, at: datetime) -> dict[str, str]:
    """The helper holds the cash of three orders of the shop and has written a receipt for one; a carrier holds another,
    and its file says less.
    """
    seller = Seller.objects.select_related("commune__province").get(code=shop)
    carrier = add_carrier(
        terms=Terms("Bưu cục Mẫu", "HĐ 7/2026", 3, FeeBearer.SELLER, local_date(at) - timedelta(days=30)),
        actor=SYSTEM,
        at=at,
    )
    goods = variants_of(shop, at=at)[0]
    orders = [_sent(goods, number, seller, at=at) for number in range(4)]
    hands = Holder(HolderKind.HELPER, helper.code)
    for order, holder in zip(orders, [hands, hands, hands, carrier.holder], strict=True):
        collect(order_code=order.code, holder=holder, actor=SYSTEM, at=at)
    receipt = offer(
        giver=hands,
        order_codes=[orders[0].code],
        receiver=Receiver.SHOP,
        receiver_code=shop,
        actor=helper,
        at=at,
    )
    told = Cash.objects.get(order_code=orders[3].code)
    tracking = f"MAU{told.pk:06}VN"
    Shipment.objects.filter(order_code=told.order_code).update(tracking_code=tracking, carrier=carrier.name)
    line = f"{tracking},,{told.amount_vnd - 1_000},0,,Đã giao"
    data = f"{HEADINGS}\n{line}".encode()
    file = take_file(carrier=carrier, data=data, name="doi-soat-tuan-47.csv", actor=SYSTEM, at=at)
    compare_file(file=file, at=at)
    return {
        "receipt": receipt.code,
        "carrier": carrier.code,
        "file": file.code,
        "difference": Finding.objects.order_by("-pk")[0].code,
    }


def _sent(goods: Variant, number: int, seller: Seller, *, at: datetime) -> Order:
    """An order of a guest on its way, to be paid at the door."""
    placed = check_out_now(f"cash-{number}", [goods], person=None, at=at, payment="cod")
    order = next(one for one in placed.orders if one.seller_id == seller.pk)
    order = confirm_order(order=order, actor=SYSTEM, at=at)
    order = pack_order(order=order, actor=SYSTEM, at=at)
    return hand_over_order(order=order, actor=SYSTEM, at=at)


def _code(name: str):
    def words(facts: Facts) -> dict[str, str]:
        return {"code": facts["collected"][name]}

    return words


COLLECTED = (
    Page("helper-cash", "helperdesk:cash", person="helper-1"),
    Page("helper-cash-receipt", "helperdesk:cash-receipt", _code("receipt"), person="helper-1"),
    Page("seller-kept-cash", "sellerdesk:kept-cash", person="manager-2"),
    Page("office-collected", "officedesk:collected", person="operator-1"),
    Page("office-carrier", "officedesk:carrier", _code("carrier"), person="operator-1"),
    Page("office-carrier-file", "officedesk:carrier-file", _code("file"), person="operator-1"),
    Page("office-differences", "officedesk:differences", person="operator-1"),
    Page("office-difference", "officedesk:difference", _code("difference"), person="operator-1"),
    Page("office-cash-receipt", "officedesk:cash-receipt", _code("receipt"), person="operator-1"),
)
