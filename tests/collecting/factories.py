"""Cash in somebody's hands, for tests: made through the same actions as in the market."""

from datetime import date
from itertools import count

from chophien.accounts.models import Person
from chophien.accounts.tests.factories import operator
from chophien.collecting.actions.carriers import Terms, add_carrier
from chophien.collecting.actions.files import compare_file, take_file
from chophien.collecting.models import CarrierFile, Cash, SettlingCarrier
from chophien.collecting.states import FeeBearer, Holder, HolderKind
from chophien.delivery.models import Shipment
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, an_order, fresh
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_mandate, helper_in
from chophien.supply.tests.factories import a_variant

_NUMBERS = count(1)
HEADINGS = "Mã vận đơn,Mã đơn,Tiền thu hộ,Phí vận chuyển,Ngày giao,Tình trạng"


def a_carrier(name: str = "Bưu điện", **terms: object) -> SettlingCarrier:
    """A carrier that settles with the market since the beginning of the month."""
    facts = {
        "name": name,
        "contract": "HĐ 12/2026",
        "settle_days": 3,
        "fee_bearer": FeeBearer.MARKET,
        "starts_on": date(2026, 11, 1),
    }
    return add_carrier(terms=Terms(**{**facts, **terms}), actor=SYSTEM, at=NOON)


def a_sent_order(*, carrier: str = "", tracking_code: str = "", **facts: object) -> Order:
    """An order to be paid on delivery, on its way with a tracking code that no other has."""
    order = confirm_order(order=an_order(**facts), actor=SYSTEM, at=NOON)
    order = pack_order(order=order, actor=SYSTEM, at=NOON)
    number = tracking_code or f"EB{next(_NUMBERS):06}VN"
    return hand_over_order(order=order, actor=SYSTEM, at=NOON, carrier=carrier, tracking_code=number)


def collected_by_carrier(carrier: SettlingCarrier, **facts: object) -> Order:
    """A completed order whose cash the carrier has."""
    order = a_sent_order(carrier=carrier.name, **facts)
    return fresh(receive_order(order=order, actor=SYSTEM, at=NOON))


def a_helper_of(seller: Seller) -> Person:
    """A community helper whom the household lets hand its parcels over."""
    helper = helper_in(seller.commune.code)
    a_mandate(seller=seller, helper=helper, at=NOON)
    return helper


def taken_by(helper: Person, *, seller: Seller | None = None, **facts: object) -> Order:
    """An order on its way whose cash the helper took; of that seller."""
    if seller is not None:
        facts["variant"] = a_variant(seller=seller, available=10)
    order = a_sent_order(**facts)
    if seller is None:
        a_mandate(seller=order.seller, helper=helper, at=NOON)
    return take_cash(order=fresh(order), actor=helper, at=NOON)


def hands_of(helper: Person) -> Holder:
    return Holder(HolderKind.HELPER, helper.code)


def cash_of(order: Order) -> Cash:
    return Cash.objects.get(order_code=order.code)


def tracking_of(order: Order) -> str:
    return Shipment.objects.get(order_code=order.code).tracking_code


def a_line(order: Order, amount: int | None = None, *, fee: int = 0, word: str = "Đã giao") -> str:
    """A line of the market's own layout about an order."""
    told = order.total_vnd if amount is None else amount
    return f"{tracking_of(order)},,{told},{fee},2026-11-21,{word}"


def a_file(carrier: SettlingCarrier, *lines: str, headings: str = HEADINGS) -> CarrierFile:
    """A carrier's file with these lines, taken in and compared."""
    data = "\n".join([headings, *lines]).encode()
    file = take_file(carrier=carrier, data=data, name="doi-soat.csv", actor=operator(), at=NOON)
    return compare_file(file=file, at=NOON)
