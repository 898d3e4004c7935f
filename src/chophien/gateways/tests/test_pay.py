"""Paying through a gateway: what the gateway tells and is asked decides, and it decides once, however it is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chophien.gateways.actions.asking import ask_about
from chophien.gateways.errors import AmountOutOfRange, GatewayClosed, GatewayRefused, GatewaySilent, TooManyTries
from chophien.gateways.models import Attempt, Notice
from chophien.gateways.simulator.base import Trouble
from chophien.gateways.tests.factories import (
    LATER,
    a_rule,
    an_order_to_pay,
    anew,
    begin,
    come_back,
    pay,
    stands_at,
    tell,
    tell_this,
)
from chophien.ledger.actions.proving import prove
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.choosing import choose_payment
from chophien.orders.tests.factories import NOON, a_checkout, an_order, fresh, guest
from chophien.payments.errors import NothingAwaited
from chophien.payments.models import Payment, PaymentStep
from chophien.payments.states import PaymentMethod
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("name", ["vnpay", "momo"])


@pytest.fixture
def gateway(name, request):
    return request.getfixturevalue(name)


def paid_steps(order) -> int:
    return PaymentStep.objects.filter(payment__order_code=order.code, step="receive").count()


@BOTH
def test_s07_a_signed_message_pays_the_order_and_told_thrice_it_is_one(name, gateway):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)
    gateway.decide(attempt.reference)

    answers = [tell(gateway, attempt) for _time in range(3)]

    if name == "vnpay":
        assert [one.json()["RspCode"] for one in answers] == ["00", "02", "02"]
    else:
        assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 3
    payment = Payment.objects.get(order_code=order.code)
    assert (fresh(order).payment_status, anew(attempt).status, anew(attempt).use) == ("paid", "paid", "orders")
    assert (payment.method, payment.came_into, payment.receiver) == (name, f"gateway:{name}", "market")
    assert paid_steps(order) == 1
    assert Notice.objects.filter(attempt=attempt).count() == 1
    assert stands_at(f"gateway:{name}") == order.total_vnd
    assert -stands_at(f"seller:{order.seller.code}:pending") == order.total_vnd
    assert prove(at=NOON).right


@BOTH
def test_the_buyers_return_pays_nothing_and_has_the_gateway_asked(name, gateway, do_jobs):
    now = timezone.now()
    order = an_order_to_pay(name, at=now)
    attempt = begin(order, gateway, at=now)
    gateway.decide(attempt.reference)

    answer = come_back(gateway, attempt)

    assert (answer.status_code, answer["Location"]) == (303, f"/tra-tien/lan/{attempt.reference}/")
    assert fresh(order).payment_status == "awaiting_transfer"
    assert "Đang chờ" in Client().get(answer["Location"]).text
    do_jobs()
    assert fresh(order).payment_status == "paid"
    assert [kind for kind, _said in gateway.asked].count("query") == 1
    assert "Refresh" not in Client().get(answer["Location"])


@BOTH
def test_message_return_and_answer_in_any_order_pay_once(name, gateway, do_jobs):
    orders = [an_order_to_pay(name) for _place in range(3)]
    attempts = [begin(order, gateway) for order in orders]
    for attempt in attempts:
        gateway.decide(attempt.reference)

    come_back(gateway, attempts[0])
    tell(gateway, attempts[0])
    tell(gateway, attempts[1])
    come_back(gateway, attempts[1])
    ask_about(attempt=attempts[2], at=NOON + LATER)
    tell(gateway, attempts[2])
    do_jobs()

    assert [fresh(order).payment_status for order in orders] == ["paid"] * 3
    assert [paid_steps(order) for order in orders] == [1, 1, 1]
    assert prove(at=NOON).right


@BOTH
def test_after_a_failure_success_counts_and_after_success_no_failure_does(name, gateway):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)
    gateway.decide(attempt.reference, code="24" if name == "vnpay" else 1006)
    failure = gateway.told(attempt.reference)

    tell_this(gateway, failure)
    after_failure = (anew(attempt).status, fresh(order).payment_status)
    gateway.decide(attempt.reference, code="00" if name == "vnpay" else 0)
    tell(gateway, attempt)
    tell_this(gateway, failure)

    assert after_failure == ("failed", "awaiting_transfer")
    assert (anew(attempt).status, fresh(order).payment_status) == ("paid", "paid")
    assert paid_steps(order) == 1


@BOTH
def test_s07_a_bad_signature_another_amount_and_another_terminal_pay_nothing(name, gateway):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)
    gateway.decide(attempt.reference)
    vnpay = name == "vnpay"
    less = {"vnp_Amount": str((order.total_vnd - 1) * 100)} if vnpay else {"amount": order.total_vnd - 1}
    other = {"vnp_TmnCode": "ANOTHER1"} if vnpay else {"partnerCode": "ANOTHER"}

    answers = [
        tell(gateway, attempt, key="somebody else's"),
        tell(gateway, attempt, **less),
        tell(gateway, attempt, **other),
    ]

    if vnpay:
        assert [one.json()["RspCode"] for one in answers] == ["97", "04", "01"]
    else:
        assert [one.status_code for one in answers] == [403, 204, 204]
    assert (fresh(order).payment_status, anew(attempt).status) == ("awaiting_transfer", "open")
    assert anew(attempt).odd == "amount"
    assert sorted(Notice.objects.filter(attempt=attempt).values_list("genuine", flat=True)) == [False, False, True]


@BOTH
def test_messages_about_nothing_here_are_answered_and_kept_nowhere(name, gateway):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)
    told = gateway.told(attempt.reference)
    Attempt.objects.filter(pk=attempt.pk).delete()

    answer = tell_this(gateway, told)

    assert answer.status_code == (200 if name == "vnpay" else 204)
    assert name != "vnpay" or answer.json()["RspCode"] == "01"
    assert not Notice.objects.exists()


@BOTH
def test_forged_messages_fill_no_table(name, gateway):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)

    for number in range(25):
        tell(gateway, attempt, key=f"guess {number}", **({"vnp_X": str(number)} if name == "vnpay" else {}))

    assert Notice.objects.filter(attempt=attempt, genuine=False).count() <= 20


@BOTH
@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.NONSENSE])
def test_a_silent_gateway_is_asked_again_by_the_schedule_and_nobody_waits_for_ever(name, gateway, trouble):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)
    gateway.troubles["query"] = trouble
    at, asked = NOON, []

    for _turn in range(20):
        waiting = anew(attempt)
        if waiting.ask_at is None:
            break
        at = waiting.ask_at
        asked.append(round((at - NOON).total_seconds() / 60))
        ask_about(attempt=waiting, at=at)

    assert asked == [2, 5, 10, 20, 35, 65, 125, 365]
    assert anew(attempt).status == "expired"
    assert fresh(order).payment_status == "awaiting_transfer"


@BOTH
def test_an_answer_nobody_signed_or_with_another_amount_pays_nothing(name, gateway):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)
    gateway.decide(attempt.reference)

    gateway.troubles["query"] = Trouble.OTHER_AMOUNT
    ask_about(attempt=attempt, at=NOON + LATER)
    odd = anew(attempt).odd
    gateway.troubles["query"] = Trouble.UNSIGNED
    if name == "vnpay":  # MoMo signs no answers
        ask_about(attempt=attempt, at=NOON + LATER)

    assert (odd, fresh(order).payment_status) == ("amount", "awaiting_transfer")


def test_money_that_vnpay_holds_back_as_suspicious_is_shown_to_somebody(vnpay):
    order = an_order_to_pay("vnpay")
    attempt = begin(order, vnpay)
    vnpay.decide(attempt.reference, code="07")

    tell(vnpay, attempt, vnp_TransactionStatus="07")

    assert (anew(attempt).status, anew(attempt).odd) == ("open", "suspicious")


@BOTH
def test_a_group_of_two_shops_is_one_payment_and_the_cancelled_part_goes_back(name, gateway, do_jobs):
    order, other = two_orders(name)
    attempt = begin(order, gateway)
    gateway.decide(attempt.reference)
    cancel(other)

    tell(gateway, attempt)
    do_jobs()

    assert attempt.amount_vnd == order.total_vnd + other.total_vnd
    assert [fresh(one).payment_status for one in (order, other)] == ["paid", "refunded"]
    assert stands_at(f"gateway:{name}") == order.total_vnd
    assert gateway.sales[attempt.reference].back_vnd == other.total_vnd


def two_orders(name):
    placed = a_checkout((a_variant(available=9), 1), (a_variant(available=9), 2), payment=name)
    return [fresh(order) for order in placed.orders]


def cancel(order) -> None:
    cancel_order(order=order, reason="đặt nhầm", actor=guest(order), at=NOON)


@BOTH
def test_begun_again_while_the_page_is_open_it_is_one_try_and_then_a_new_one_up_to_a_limit(name, gateway):
    order = an_order_to_pay(name)

    tries = {begin(order, gateway).pk for _time in range(12)}
    anew_ = begin(order, gateway, at=Attempt.objects.get().ends_at - timedelta(seconds=89))
    Attempt.objects.update(status="failed")
    a_rule("gateways.tries_most", 3)
    begin(order, gateway)
    Attempt.objects.update(status="failed")
    with pytest.raises(TooManyTries):
        begin(order, gateway)

    assert len(tries) == 1
    assert anew_.pk not in tries


@BOTH
def test_a_page_that_was_opened_again_is_paid_once(name, gateway):
    order = an_order_to_pay(name)
    for _time in range(2):
        attempt = begin(order, gateway)
    gateway.decide(attempt.reference)

    tell(gateway, attempt)

    assert (anew(attempt).status, fresh(order).payment_status) == ("paid", "paid")
    assert len(gateway.sales) == 1


@BOTH
def test_two_tries_paid_pay_once_and_the_second_goes_back_whole(name, gateway, do_jobs):
    order = an_order_to_pay(name)
    first = begin(order, gateway)
    Attempt.objects.filter(pk=first.pk).update(ends_at=NOON)
    second = begin(order, gateway)
    for attempt in (first, second):
        gateway.decide(attempt.reference)

    tell(gateway, first)
    tell(gateway, second)
    do_jobs()

    assert [anew(one).use for one in (first, second)] == ["orders", "back"]
    assert paid_steps(order) == 1
    assert gateway.sales[second.reference].back_vnd == order.total_vnd
    assert stands_at(f"gateway:{name}") == order.total_vnd
    assert stands_at("refunds") == 0
    assert prove(at=NOON).right


def test_after_a_failure_the_buyer_pays_through_another_gateway(vnpay, momo):
    order = an_order_to_pay("vnpay")
    failed = begin(order, vnpay)
    vnpay.decide(failed.reference, code="24")
    tell(vnpay, failed)

    paid = pay(fresh(order), momo)

    assert (anew(failed).status, paid.status) == ("failed", "paid")
    assert Payment.objects.get(order_code=order.code).method == "momo"
    assert fresh(order).group.payment_method == "momo"


@BOTH
def test_the_buyer_pays_on_delivery_after_all_and_late_money_of_the_gateway_goes_back(name, gateway, do_jobs):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)
    choose_payment(group=order.group, method=PaymentMethod.COD, actor=guest(order), at=NOON)
    changed = fresh(order)
    gateway.decide(attempt.reference)

    tell(gateway, attempt)
    do_jobs()

    assert (changed.payment_status, changed.held_until) == ("due_on_delivery", None)
    assert changed.accept_by == NOON + timedelta(hours=24)
    assert fresh(order).payment_status == "due_on_delivery"
    assert anew(attempt).use == "back"
    assert gateway.sales[attempt.reference].back_vnd == order.total_vnd
    assert stands_at(f"gateway:{name}") == 0


def test_what_cannot_be_begun_is_said_and_changes_nothing(vnpay, momo, settings):
    order, dear = an_order(payment="vietqr"), an_order(payment="vietqr")
    momo.troubles["create"] = Trouble.SILENT
    with pytest.raises(GatewaySilent):
        begin(order, momo)
    momo.troubles["create"] = Trouble.REFUSED
    with pytest.raises(GatewayRefused, match="MoMo"):
        begin(order, momo)
    a_rule("gateways.vnpay_most_vnd", 1_000)
    with pytest.raises(AmountOutOfRange):
        begin(dear, vnpay)
    a_rule("gateways.vnpay_most_vnd", 1_000_000)
    a_rule("gateways.tries_most", 2)
    with pytest.raises(TooManyTries):
        begin(order, vnpay)
    settings.GATEWAYS = {"vnpay": {}, "momo": {}}
    with pytest.raises(GatewayClosed):
        begin(order, vnpay)

    assert fresh(dear).group.payment_method == "vietqr"
    assert sorted(Attempt.objects.values_list("group_code", "status")) == [
        (order.group.code, "failed"),
        (order.group.code, "open"),
    ]


@BOTH
def test_nothing_is_begun_for_what_is_paid_cancelled_or_somebody_elses(name, gateway):
    paid, cancelled, other = (an_order_to_pay(name) for _place in range(3))
    pay(paid, gateway)
    cancel(cancelled)

    for order in (fresh(paid), fresh(cancelled)):
        with pytest.raises(NothingAwaited):
            begin(order, gateway)
    answer = Client().post(f"/tra-tien/{other.group.code}/bat-dau/", {"payment": name})

    assert answer.status_code == 404
