"""Orders of the demonstration that are paid in cash at the door, each somewhere else on its way; all of it made up.

Two were brought by a carrier that has their cash: its table agrees about one, which is drawn up to be paid in, and
tells of less for the other. Of the first a part goes back, and its buyer is asked where to, or fetches it in cash. One
is on its way, one waits for its shop.
"""

from datetime import datetime, timedelta

from chophien.collecting.actions.carriers import Terms, add_carrier
from chophien.collecting.actions.files import compare_file, take_file
from chophien.collecting.actions.handing import draw_up_paying_in
from chophien.collecting.states import FeeBearer
from chophien.lib.dates import local_date
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.money import give_money_back
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.policies import guest_of
from chophien.samplemarket.sold import (
    ACCEPTED_AFTER,
    CAKES,
    CAME_AFTER,
    PACKED_AFTER,
    PORK,
    SENT_AFTER,
    Cart,
    Hands,
    check_out_cart,
    goods_sold,
    restock,
)
from chophien.supply.selectors import available

CARRIER = "Bưu cục thu hộ (mẫu)"
CONTRACT_SINCE, FILE_TAKEN = timedelta(days=60), timedelta(days=2)
AGREES, DIFFERS = Cart(9, "Chị Thu (mẫu)", {CAKES: 2}), Cart(8, "Anh Nam (mẫu)", {PORK: 1})
ON_ITS_WAY, WAITS = Cart(2, "Chị Hồng (mẫu)", {CAKES: 1}), Cart(1, "Anh Bình (mẫu)", {PORK: 1})
LESS_VND, BACK_VND = 10_000, 30_000
HEADINGS = "Mã vận đơn,Mã đơn,Tiền thu hộ,Phí vận chuyển,Ngày giao,Tình trạng"
FILE = "doi-soat-thu-ho-mau.csv"


def sell_at_the_door(*, hands: Hands, today: datetime, at: datetime) -> None:
    """Have the four carts ordered in cash and brought as far as their story goes."""
    goods = goods_sold()
    before = available([one.pk for one in goods.values()])
    starts_on = local_date(today - CONTRACT_SINCE)
    carrier = add_carrier(
        terms=Terms(CARRIER, "HĐ minh họa, không có thật", 3, FeeBearer.MARKET, starts_on),
        actor=hands.operator,
        at=today - CONTRACT_SINCE,
    )
    rows, agreed = [], ""
    for cart in (AGREES, DIFFERS, ON_ITS_WAY, WAITS):
        begins = min(today - timedelta(days=cart.days_ago), at)
        group = check_out_cart(cart, goods, at=begins, payment="cod").group
        order = group.orders.select_related("seller", "group").get()
        if cart == WAITS:
            continue
        _send(order, hands=hands, at=begins)
        if cart == ON_ITS_WAY:
            continue
        came = begins + CAME_AFTER
        receive_order(order=order, actor=guest_of(group), at=came)
        agreed = order.code if cart == AGREES else agreed
        told = order.total_vnd - (LESS_VND if cart == DIFFERS else 0)
        rows.append(f"{_tracking(order)},{order.code},{told},0,{local_date(came):%Y-%m-%d},Đã giao")
    data = "\n".join([HEADINGS, *rows]).encode()
    file = take_file(carrier=carrier, data=data, name=FILE, actor=hands.operator, at=today - FILE_TAKEN)
    compare_file(file=file, at=today - FILE_TAKEN)
    draw_up_paying_in(carrier=carrier, actor=hands.operator, at=today - FILE_TAKEN)
    give_money_back(
        order=Order.objects.get(code=agreed),
        amount_vnd=BACK_VND,
        reason="Một gói bánh bị ẩm (minh họa)",
        noticed_at=today - FILE_TAKEN,
        actor=hands.operator,
        at=today - FILE_TAKEN,
    )
    restock(goods, before, actor=hands.loader, at=at)


def _send(order: Order, *, hands: Hands, at: datetime) -> None:
    seller = hands.of(order.seller.code)
    confirm_order(order=order, actor=seller, at=at + ACCEPTED_AFTER)
    pack_order(order=order, actor=seller, at=at + PACKED_AFTER)
    hand_over_order(order=order, actor=seller, at=at + SENT_AFTER, carrier=CARRIER, tracking_code=_tracking(order))


def _tracking(order: Order) -> str:
    return f"MAU{order.pk:06}VN"
