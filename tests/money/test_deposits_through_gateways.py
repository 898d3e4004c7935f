"""What a gateway took of an order goes back through it, wherever the rest was paid: a deposit, or a part of the price."""

from datetime import timedelta
from functools import partial
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from chophien.accounts.models import Role
from chophien.accounts.tests.factories import operator
from chophien.gateways.actions.deciding import given_otherwise
from chophien.gateways.actions.odd_payments import ask_rest
from chophien.gateways.actions.repaying import give_back, open_refunds_of_gateways
from chophien.gateways.models import Attempt, Repayment
from chophien.gateways.simulator.base import Trouble
from chophien.gateways.tests.factories import an_order_to_pay, begin, pay, stands_at, tell
from chophien.gateways.tests.test_odd_payments import an_odd_one
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.officedesk.selectors import refunds_to_pay
from chophien.orders.actions.cancelling import release_unpaid
from chophien.orders.actions.money import give_money_back, mark_paid, record_refund
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, fresh, staff
from chophien.payments import chart
from chophien.payments.actions.apart import set_apart
from chophien.payments.actions.asking import give_account
from chophien.payments.actions.receiving import collect_on_delivery
from chophien.payments.errors import GoesThroughGateway
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors.refunds import left_the_account
from chophien.payments.states import NamedBy
from chophien.sellerdesk.money import refunds_to_make
from chophien.wholesale.tests.test_deposits import in_force, paid, sent
from tests.money.test_movements_of_others import LATER, moved

pytestmark = pytest.mark.django_db
DEPOSIT = 50_000
CARRIER = "cash:carrier:buu-dien"
BOTH = pytest.mark.parametrize("name", ["vnpay", "momo"])


@pytest.fixture
def gateway(name, request):
    return request.getfixturevalue(name)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=timezone.now() + timedelta(days=90)).right


def an_order_with_deposit(gateway, rest="carrier"):
    """The gateway took the deposit; the rest was paid in cash, and this one has it. Of nobody it has not come yet."""
    order = an_order_to_pay(gateway.name)
    Payment.objects.filter(order_code=order.code).update(deposit_vnd=DEPOSIT)
    pay(order, gateway)
    hands = {"carrier": CARRIER, "shop": own_hands(order), "helper": "cash:helper:p1", "agent": "cash:agent:DD-1"}
    if rest:
        collect_on_delivery(order_code=order.code, into=hands[rest], actor=SYSTEM, at=NOON)
    return fresh(order)


def own_hands(order):
    return chart.cash(chart.SELLER, order.seller.code)


def gives_back(order, amount):
    return give_money_back(order=fresh(order), amount_vnd=amount, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)


def names_account(order):
    named = {"bank_bin": "970436", "account": "0011002233", "owner_name": "LO THI MAY", "by": NamedBy.SIGNED_IN}
    give_account(group_code=order.group.code, actor=SYSTEM, at=NOON, **named)


def sent_to_gateways():
    open_refunds_of_gateways(at=NOON)
    for one in Repayment.objects.order_by("pk"):
        give_back(repayment_id=one.pk, at=NOON)


def parts():
    return list(Refund.objects.order_by("pk").values_list("amount_vnd", "through"))


def given_by(gateway):
    return [back.amount_vnd for sale in gateway.sales.values() for back in sale.back.values()]


@BOTH
@pytest.mark.parametrize("rest", ["carrier", "helper", "agent", "shop"])
def test_all_of_it_goes_back_the_deposit_through_its_gateway_and_the_cash_by_whoever_has_it(name, gateway, rest):
    order = an_order_with_deposit(gateway, rest)
    cash, through = order.total_vnd - DEPOSIT, f"gateway:{name}"

    first = gives_back(order, order.total_vnd)
    with pytest.raises(GoesThroughGateway):
        record_refund(refund=first, reference="FT1", actor=operator(), at=NOON)
    sent_to_gateways()
    of_market = [one.amount_vnd for one in refunds_to_pay(operator(), at=NOON)]
    of_shop = [one.amount_vnd for one in refunds_to_make(order.seller)]
    status, at_gateway, held = fresh(order).payment_status, stands_at(through), stands_at(chart.held())
    if rest == "shop":
        payer = staff(order, Role.SELLER_ACCOUNTANT)
    else:
        payer = operator()
        names_account(order)
    last = Refund.objects.get(done_at=None)
    record_refund(refund=last, reference="FT2", actor=payer, at=LATER)

    assert parts() == [(DEPOSIT, through), (cash, "")]
    assert (first.amount_vnd, first.due_on, given_by(gateway)) == (DEPOSIT, last.due_on, [DEPOSIT])
    assert (of_market, of_shop) == (([], [cash]) if rest == "shop" else ([cash], []))
    assert (status, at_gateway) == ("refund_due", 0)
    assert stands_at(chart.held()) == held - (0 if rest == "shop" else cash)
    assert (fresh(order).payment_status, stands_at(chart.REFUNDS)) == ("refunded", 0)
    assert [left_the_account(one) for one in Refund.objects.order_by("pk")] == [False, rest != "shop"]


@BOTH
@pytest.mark.parametrize("rest", ["carrier", "shop", ""])
def test_a_part_within_the_deposit_goes_back_through_the_gateway_and_the_next_is_parted(name, gateway, rest):
    order, through = an_order_with_deposit(gateway, rest), f"gateway:{name}"

    gives_back(order, 30_000)
    within = parts()
    gives_back(order, 60_000 if rest else 20_000)
    sent_to_gateways()

    assert within == [(30_000, through)]
    assert parts() == [(30_000, through), (20_000, through), *([(40_000, "")] if rest else [])]
    assert (given_by(gateway), stands_at(through)) == ([30_000, 20_000], 0)
    assert [one.amount_vnd for one in refunds_to_pay(operator(), at=NOON)] == [40_000] * (rest == "carrier")
    assert [one.amount_vnd for one in refunds_to_make(order.seller)] == [40_000] * (rest == "shop")


def test_cash_that_reaches_the_shop_after_the_promise_parts_only_what_no_gateway_took(vnpay):
    order = an_order_with_deposit(vnpay)
    gives_back(order, order.total_vnd)

    Payment.objects.update(came_into=own_hands(order))
    set_apart(Payment.objects.get())

    assert parts() == [(DEPOSIT, "gateway:vnpay"), (order.total_vnd - DEPOSIT, "")]
    assert list(refunds_to_pay(operator(), at=NOON)) == []
    assert [one.amount_vnd for one in refunds_to_make(order.seller)] == [order.total_vnd - DEPOSIT]


@pytest.mark.parametrize("rest", ["carrier", "shop"])
def test_what_the_gateway_refuses_goes_by_a_transfer_and_so_does_what_the_bank_sends_back(vnpay, rest):
    order = an_order_with_deposit(vnpay, rest)
    refund = gives_back(order, DEPOSIT)
    vnpay.troubles["refund"] = Trouble.REFUSED
    sent_to_gateways()
    vnpay.troubles.clear()
    before, refused = stands_at(chart.held()), Repayment.objects.get()

    given_otherwise(repayment=refused, reference="FT1", actor=operator(), at=NOON)
    states, words = [], f"hoan tien {refund.code}"
    for act in (moved, partial(moved, incoming=True), moved, moved):
        line = act(words, DEPOSIT)
        refund.refresh_from_db()
        to_pay = [one.amount_vnd for one in refunds_to_pay(operator(), at=LATER)]
        states.append((line.status, refund.through, to_pay, stands_at(chart.held()) - before))

    assert (refused.status, given_by(vnpay)) == ("refused", [])
    assert states == [
        ("out", "gateway:vnpay", [], -DEPOSIT),
        ("settled", "", [DEPOSIT], 0),
        ("out", "", [], -DEPOSIT),
        ("open", "", [], -2 * DEPOSIT),
    ]
    assert open_refunds_of_gateways(at=LATER) == 0
    assert refunds_to_make(order.seller) == []


def test_a_deposit_that_comes_after_the_order_was_let_go_goes_back_through_the_gateway(vnpay):
    order = an_order_to_pay("vnpay")
    Payment.objects.update(deposit_vnd=DEPOSIT)
    attempt = begin(order, vnpay)
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=order.held_until)
    vnpay.decide(attempt.reference)
    tell(vnpay, attempt)
    sent_to_gateways()

    assert (parts(), given_by(vnpay)) == ([(DEPOSIT, "gateway:vnpay")], [DEPOSIT])
    assert (fresh(order).payment_status, stands_at("gateway:vnpay")) == ("refunded", 0)


def test_too_little_by_a_gateway_and_the_rest_by_transfer_go_back_each_the_way_it_came(vnpay):
    now = timezone.now()
    order, attempt = an_odd_one(vnpay, -7_000, at=now)
    ask_rest(attempt=attempt, seen_vnd=order.total_vnd - 7_000, actor=operator(), at=now)
    Payment.objects.update(method="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=now, amount_vnd=7_000)

    gives_back(order, order.total_vnd)
    sent_to_gateways()

    assert parts() == [(order.total_vnd - 7_000, "gateway:vnpay"), (7_000, "")]
    assert (given_by(vnpay), Attempt.objects.get().left_vnd) == ([order.total_vnd - 7_000], 0)
    assert [one.amount_vnd for one in refunds_to_pay(operator(), at=NOON)] == [7_000]


def test_the_deposit_of_a_contract_that_is_set_off_goes_by_a_transfer_and_the_rest_through_its_gateway(vnpay):
    contract = in_force(payment="vietqr")
    paid(contract)
    part = sent(contract, 1, "20")
    order = Order.objects.get(code=part.order_code)
    Payment.objects.filter(order_code=order.code).update(method="vnpay")
    pay(order, vnpay)
    rest = order.total_vnd - part.set_off_vnd

    gives_back(order, order.total_vnd)
    sent_to_gateways()

    assert (part.set_off_vnd > 0, fresh(order).payment_status) == (True, "refund_due")
    assert parts() == [(rest, "gateway:vnpay"), (part.set_off_vnd, "")]
    assert ([one.status for one in Repayment.objects.all()], given_by(vnpay)) == (["done"], [rest])
    assert [one.amount_vnd for one in refunds_to_pay(operator(), at=NOON)] == [part.set_off_vnd]
    assert stands_at("gateway:vnpay") == 0


@pytest.mark.parametrize("kept", ["gateway", "deposit", "sent back"])
def test_refunds_from_before_keep_the_way_that_they_had(vnpay, kept):
    order = an_order_with_deposit(vnpay, "carrier" if kept == "deposit" else "")
    refund = gives_back(order, DEPOSIT)
    if kept == "sent back":
        refund.backs.create(
            amount_vnd=DEPOSIT, interest_vnd=0, paid_at=NOON, paid_reference="FT1", came_at=NOON, reference="FT2"
        )
    Refund.objects.update(through="")

    with connection.cursor() as cursor:
        cursor.execute(
            import_module("chophien.payments.migrations.0013_what_gateways_took_goes_back_through_them").FILL
        )

    assert Refund.objects.get().through == ("gateway:vnpay" if kept == "gateway" else "")
