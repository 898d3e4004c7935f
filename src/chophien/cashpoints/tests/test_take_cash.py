"""Cash for an order: exactly what is awaited, in the till and in the books, whatever way it was to be paid."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.errors import AskedDifferently, OwnMoney
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.receipts import receipt_of
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.states import CashStatus
from chophien.cashpoints.tests.factories import NOON, a_till, an_agent, paid_in, real_money
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.lib.sms import SmsEncoding, sms_size
from chophien.messages.models import OutgoingSms
from chophien.orders.actions.money import give_money_back, record_refund
from chophien.orders.actions.sending import receive_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import a_sent_order, an_order, fresh
from chophien.payments import chart
from chophien.payments.errors import NothingAwaited, WrongAmount
from chophien.payments.models import PartCame, Payment
from chophien.payments.states import PaymentStatus, Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield


@pytest.fixture
def till():
    return a_till(holds=1_000_000)


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def takes(order, till, agent, *, amount=None, key="k"):
    amount = order.group.total_vnd if amount is None else amount
    return paid_in(order.group.code, till, amount, agent, key=key)


def held(till):
    return float_of(till, simulated=False, at=NOON).held_vnd


def test_an_awaited_transfer_is_paid_in_cash_and_the_seller_answers(till, agent):
    order = an_order(payment="vietqr")

    paid = takes(order, till, agent)

    order = fresh(order)
    payment = Payment.objects.get(order_code=order.code)
    assert (order.payment_status, order.held_until) == (PaymentStatus.PAID, None)
    assert order.accept_by == NOON + timedelta(hours=24)
    assert (payment.receiver, payment.came_into) == (Receiver.MARKET, f"cash:agent:{till.code}")
    assert held(till) == 1_000_000 + order.total_vnd
    assert balance_of(chart.pending(order.seller.code)).owed == order.total_vnd
    receipt = receipt_of(paid.code)
    assert (receipt.customer, receipt.what_for, receipt.amount_vnd) == ("Sùng A Páo", order.group.code, order.total_vnd)
    text = OutgoingSms.objects.get(about=paid.code).text
    assert (sms_size(text).encoding, sms_size(text).segments) == (SmsEncoding.GSM_7, 1)
    assert prove(at=NOON).right


def test_a_parcel_that_was_to_be_paid_at_the_door_is_paid_at_the_point_and_nobody_collects_again(till, agent):
    order = a_sent_order()

    takes(order, till, agent)
    receive_order(order=fresh(order), actor=SYSTEM, at=NOON)

    order = fresh(order)
    assert (order.status, order.payment_status) == ("completed", PaymentStatus.PAID)
    assert balance_of(chart.cash(chart.SELLER, order.seller.code)).debits_posted == 0
    assert balance_of(chart.due(order.seller.code)).owed == order.total_vnd
    assert held(till) == 1_000_000 + order.total_vnd


@pytest.mark.parametrize("off", [-1, 1, 500_000])
def test_another_amount_changes_nothing(till, agent, off):
    order = an_order(payment="vietqr")

    with pytest.raises(WrongAmount):
        takes(order, till, agent, amount=order.group.total_vnd + off)

    assert fresh(order).payment_status == PaymentStatus.AWAITING_TRANSFER
    assert (held(till), CashOrder.objects.count()) == (1_000_000, 0)


def test_sent_twice_is_taken_once_and_what_is_paid_is_not_taken_again(till, agent):
    order = an_order(payment="vietqr")
    one = takes(order, till, agent)

    assert takes(order, till, agent).pk == one.pk
    with pytest.raises(NothingAwaited):
        takes(order, till, agent, key="another")
    with pytest.raises(AskedDifferently):
        takes(an_order(payment="vietqr"), till, agent)

    assert held(till) == 1_000_000 + order.total_vnd


def test_what_came_in_part_by_transfer_goes_on_by_transfer(till, agent):
    order = an_order(payment="vietqr")
    PartCame.objects.create(group_code=order.group.code, amount_vnd=10_000, noted_at=NOON)

    with pytest.raises(NothingAwaited, match="chuyển khoản"):
        takes(order, till, agent)


def test_a_cancelled_order_is_not_paid(till, agent):
    order = an_order(payment="vietqr")
    Payment.objects.update(status=PaymentStatus.VOID)

    with pytest.raises(NothingAwaited):
        takes(order, till, agent)
    assert CashOrder.objects.count() == 0
    assert Order.objects.get().payment_status == PaymentStatus.AWAITING_TRANSFER


def test_nobody_pays_themselves_and_only_agents_take_cash(till, agent):
    own = an_order(payment="vietqr", person=agent)
    other = an_order(payment="vietqr")

    with pytest.raises(OwnMoney):
        takes(own, till, agent)
    with pytest.raises(NotPermitted):
        takes(other, till, PersonFactory())


def test_what_was_taken_in_cash_can_be_given_back_like_any_other_money(till, agent):
    order = an_order(payment="vietqr")
    takes(order, till, agent)
    refund = give_money_back(order=fresh(order), amount_vnd=10_000, reason="x", noticed_at=NOON, actor=SYSTEM, at=NOON)
    record_refund(refund=refund, reference="FT1", actor=SYSTEM, at=NOON, left_on=NOON.date())

    assert balance_of(chart.REFUNDS).owed == 0
    assert prove(at=NOON).right


def test_the_status_is_kept_with_the_receipt(till, agent):
    paid = takes(an_order(payment="vietqr"), till, agent)

    steps = [(step.step, step.to_status) for step in paid.steps.order_by("pk")]
    assert steps == [
        ("count", CashStatus.ASKED),
        ("send_code", CashStatus.ASKED),
        ("confirm", CashStatus.CONFIRMED),
        ("take", CashStatus.PAID),
    ]
    assert (paid.needs_yes, paid.confirmed_way, paid.payer_phone, paid.payer_shown) == (
        True,
        "code",
        "",
        "091 *** *678",
    )
