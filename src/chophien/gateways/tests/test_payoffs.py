"""A gateway's own table beside the books: what fits is booked once, what differs is shown and booked nowhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.gateways.actions.deciding import look_at_line
from chophien.gateways.actions.payoffs import take_payoff
from chophien.gateways.actions.repaying import give_back
from chophien.gateways.errors import HeadingsUnknown, LineFaulty, TableUnreadable
from chophien.gateways.models import Payoff, PayoffLine
from chophien.gateways.selectors import at_gateways, differences, seen_and_unsettled, waiting_in
from chophien.gateways.tests.factories import an_order_to_pay, anew, begin, pay, stands_at
from chophien.gateways.tests.test_give_back import a_refund, again
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.errors import NotPermitted
from chophien.lib.money import format_vnd
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.errors import ReasonMissing
from chophien.orders.tests.factories import NOON, fresh
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments.models import Payment
from chophien.sellers.tests.factories import manager_of
from chophien.settlement.selectors.payable import payable_of

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("name", ["vnpay", "momo"])
HEADS = {
    "vnpay": "Ngày giao dịch,Mã đơn hàng,Số tiền giao dịch,Phí giao dịch,Loại giao dịch",
    "momo": "Thời gian,Order ID,Số tiền,Phí dịch vụ,Loại giao dịch",
}
HELD = "held:doi-tac-giu-tien-mo-phong"
DAY = f"{local_date(timezone.now()):%d/%m/%Y}"
"""What is paid in a test is decided now."""


@pytest.fixture
def gateway(name, request):
    return request.getfixturevalue(name)


def a_table(name, *rows) -> bytes:
    return "\n".join([f"Đối soát {name}", HEADS[name], *rows]).encode()


def take(name, *rows) -> Payoff:
    return take_payoff(data=a_table(name, *rows), name="ngay.csv", actor=operator(), at=NOON)


@BOTH
def test_what_fits_moves_to_the_markets_account_less_the_fee_and_only_once(name, gateway):
    order = an_order_to_pay(name)
    attempt, repayment = a_refund(order, gateway, 30_000)
    give_back(repayment_id=repayment.pk, at=NOON)
    rows = [
        f"{DAY},{attempt.reference},{order.total_vnd:,}".replace(",", "|", 2).replace(",", ".").replace("|", ",")
        + ",1.100,Thanh toán",
        f"{DAY},{again(repayment).reference},30.000,0,Hoàn tiền",
    ]

    payoff = take(name, *rows)
    same = take(name, *rows)
    take(name, *rows, "")

    assert same == payoff
    assert payoff.net_vnd == order.total_vnd - 30_000 - 1_100
    assert (stands_at(f"gateway:{name}"), stands_at(HELD), stands_at("gateway-fees")) == (0, payoff.net_vnd, 1_100)
    assert [line.difference for line in PayoffLine.objects.filter(payoff=payoff)] == ["", ""]
    assert anew(attempt).fee_vnd == 1_100
    assert prove(at=NOON).right


@BOTH
def test_every_line_that_differs_is_shown_and_books_nothing(name, gateway):
    other, missing, unpaid = (an_order_to_pay(name) for _place in range(3))
    paid, absent = pay(other, gateway), pay(missing, gateway)
    waiting = begin(unpaid, gateway)
    before = stands_at(f"gateway:{name}")

    payoff = take(
        name,
        f"{DAY},{paid.reference},{other.total_vnd - 1},0,",
        f"{DAY},{waiting.reference},{unpaid.total_vnd},0,",
        f"{DAY},khong-co,5000,0,",
    )
    clerk = operator()

    assert sorted((line.reference, line.difference) for line in differences()) == sorted(
        [
            (paid.reference, "amount"),
            (waiting.reference, "not_paid"),
            ("khong-co", "not_ours"),
            (paid.reference, "missing"),
            (absent.reference, "missing"),
        ]
    )
    assert (stands_at(f"gateway:{name}"), stands_at(HELD)) == (before, 0)
    take(name, f"{DAY},{absent.reference},{missing.total_vnd},0,")
    assert absent.reference not in [line.reference for line in differences()]
    line = PayoffLine.objects.get(payoff=payoff, difference="not_ours")
    with pytest.raises(ReasonMissing):
        look_at_line(line=line, note=" ", actor=clerk, at=NOON)
    look_at_line(line=line, note="Của cửa hàng khác cùng cổng", actor=clerk, at=NOON)
    assert line not in differences()


def test_a_line_in_a_second_table_is_told_and_booked_once(vnpay):
    order = an_order_to_pay("vnpay")
    attempt = pay(order, vnpay)
    row = f"{DAY},{attempt.reference},{order.total_vnd},0,"

    take("vnpay", row)
    again_ = take("vnpay", row, row)

    assert [line.difference for line in PayoffLine.objects.filter(payoff=again_)] == ["twice", "twice"]
    assert stands_at(HELD) == order.total_vnd


def test_what_a_gateway_has_not_paid_out_is_not_paid_out_to_the_seller(vnpay):
    order = an_order_to_pay("vnpay")
    attempt = pay(order, vnpay)
    confirm_order(order=fresh(order), actor=SYSTEM, at=NOON)
    pack_order(order=fresh(order), actor=SYSTEM, at=NOON)
    hand_over_order(order=fresh(order), actor=SYSTEM, at=NOON, carrier="", tracking_code="EB123VN")
    receive_order(order=fresh(order), actor=SYSTEM, at=NOON)
    later = timezone.now() + timedelta(days=30)

    [before] = payable_of([order.seller.code], at=later)
    take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd},0,")
    [after] = payable_of([order.seller.code], at=later)

    assert before.owed_vnd == after.owed_vnd == after.now_vnd > 0
    assert before.now_vnd == 0


def test_a_look_at_what_is_missing_ends_nothing_while_the_shop_waits_for_it(vnpay):
    order, other = an_order_to_pay("vnpay"), an_order_to_pay("vnpay")
    attempt, paid = pay(order, vnpay), pay(other, vnpay)
    Payment.objects.filter(order_code=order.code).update(earned_at=NOON)
    table = take("vnpay", f"{DAY},{paid.reference},{other.total_vnd},0,")
    line = PayoffLine.objects.get(difference="missing")

    look_at_line(line=line, note="Đã hỏi cổng", actor=operator(), at=NOON)
    seen, shown = list(seen_and_unsettled()), waiting_in(table)
    desk = text_of(as_person(operator()).get("/dieu-hanh/tien/cong/"))
    [held] = at_gateways(order.seller.code)
    shop = text_of(as_person(manager_of(order.seller)).get("/ban-hang/tien/"))
    take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd},0,x")

    assert (list(differences()), seen, shown) == ([], [line], [line])
    assert (held.orders, held.amount_vnd, held.missing_vnd) == (1, order.total_vnd, order.total_vnd)
    assert "Đã hỏi cổng" in desk
    assert f"Trong đó {format_vnd(order.total_vnd)} chưa có".replace("\xa0", " ") in shop
    assert (list(seen_and_unsettled()), at_gateways(order.seller.code)) == ([], [])


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", HeadingsUnknown),
        (b"\x00\x01", TableUnreadable),
        (b"ten,gia\nche,1\n", HeadingsUnknown),
        (a_table("momo"), TableUnreadable),
        (a_table("momo", "hom qua,a,1,0,"), LineFaulty),
        (a_table("momo", f"{DAY},a,nhieu,0,"), LineFaulty),
        (a_table("momo", f"{DAY},a,0,0,"), LineFaulty),
        (a_table("momo", f"{DAY},a,5000,x,"), LineFaulty),
    ],
    ids=range(8),
)
def test_a_table_that_cannot_be_read_whole_keeps_nothing(data, refusal):
    with pytest.raises(refusal):
        take_payoff(data=data, name="a.csv", actor=operator(), at=NOON)

    assert not Payoff.objects.exists()


def test_nobody_else_takes_a_table_in():
    with pytest.raises(NotPermitted):
        take_payoff(data=a_table("momo", f"{DAY},a,5000,0,"), name="a.csv", actor=PersonFactory(), at=NOON)


def test_a_deposit_that_a_gateway_took_holds_the_shops_money_back_though_the_rest_came_in_cash(vnpay):
    now = timezone.now()
    order = an_order_to_pay("vnpay", at=now)
    Payment.objects.filter(order_code=order.code).update(deposit_vnd=20_000)
    attempt = pay(order, vnpay, at=now)
    for act in (confirm_order, pack_order):
        act(order=fresh(order), actor=SYSTEM, at=now)
    hand_over_order(order=fresh(order), actor=SYSTEM, at=now, carrier="", tracking_code="EB123VN")
    receive_order(order=fresh(order), actor=SYSTEM, at=now)
    payment, shop, later = Payment.objects.get(), order.seller.code, now + timedelta(days=30)

    [before] = payable_of([shop], at=later)
    [waiting] = at_gateways(shop)
    take("vnpay", f"{DAY},{attempt.reference},20000,0,")
    [after] = payable_of([shop], at=later)

    assert (payment.status, payment.came_into) == ("paid", f"cash:seller:{shop}")
    assert (before.now_vnd, waiting.orders) == (0, 1)
    assert (after.now_vnd, at_gateways(shop)) == (after.owed_vnd, [])
