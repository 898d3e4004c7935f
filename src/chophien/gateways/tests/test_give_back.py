"""Money goes back the way it came: of whatever kind, to the đồng, once, and only what the gateway confirmed is given."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.tests.factories import operator
from chophien.gateways import codes, jobs
from chophien.gateways.actions import placing, repaying
from chophien.gateways.actions.deciding import ask_again, given_otherwise, send_again
from chophien.gateways.actions.repaying import give_back, open_refunds_of_gateways
from chophien.gateways.models import Attempt, Repayment
from chophien.gateways.selectors import backs_to_look_at, words_of_step
from chophien.gateways.simulator.base import Trouble
from chophien.gateways.tests.factories import LATER, an_order_to_pay, anew, begin, pay, stands_at, tell
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Message
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.money import give_money_back, record_refund
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, a_checkout, fresh, guest
from chophien.payments.errors import GoesThroughGateway, ReferenceMissing, RefundTooLarge
from chophien.payments.models import Refund
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("name", ["vnpay", "momo"])
SOON = NOON + timedelta(days=2)
"""After whatever the pages wrote down at the real now: jobs run by the clock."""


@pytest.fixture
def gateway(name, request):
    return request.getfixturevalue(name)


def owe(order, amount_vnd, reason="hàng hỏng") -> Refund:
    return give_money_back(order=order, amount_vnd=amount_vnd, reason=reason, noticed_at=NOON, actor=SYSTEM, at=NOON)


def a_refund(order, gateway, amount_vnd=None) -> tuple[Attempt, Repayment]:
    """An order was paid through the gateway, and so much of it is owed back."""
    attempt = pay(order, gateway)
    refund = owe(fresh(order), amount_vnd or order.total_vnd)
    open_refunds_of_gateways(at=NOON)
    return attempt, Repayment.objects.get(refund=refund)


def again(repayment) -> Repayment:
    return Repayment.objects.select_related("refund").get(pk=repayment.pk)


@BOTH
def test_full_part_line_and_shipping_go_back_through_the_gateway_to_the_dong(name, gateway, do_jobs):
    placed = a_checkout((a_variant(available=9), 1), payment=name)
    order = fresh(placed.orders[0])
    attempt = pay(order, gateway)
    line, shipping = 17_333, order.shipping_vnd
    parts = [line, shipping, order.total_vnd - line - shipping]

    for amount in parts:
        owe(fresh(order), amount)
        open_refunds_of_gateways(at=NOON)
        do_jobs()

    given = list(gateway.sales[attempt.reference].back.values())
    assert [one.amount_vnd for one in given] == parts
    assert sum(parts) == order.total_vnd == anew(attempt).back_vnd
    assert fresh(order).payment_status == "refunded"
    assert {refund.done_by for refund in Refund.objects.all()} == {"system:gateway"}
    assert [refund.reference.split()[1] for refund in Refund.objects.order_by("pk")] == [one.number for one in given]
    assert (stands_at(f"gateway:{name}"), stands_at("refunds")) == (0, 0)
    assert prove(at=NOON).right
    with pytest.raises(RefundTooLarge):
        owe(fresh(order), 1)


@BOTH
def test_the_day_of_the_law_goes_along_and_the_buyer_is_told_by_when_and_when_it_went(name, gateway, do_jobs):
    order = an_order_to_pay(name)
    pay(order, gateway)
    do_jobs()

    cancel_order(order=fresh(order), reason="đặt nhầm", actor=guest(order), at=NOON)
    do_jobs()
    open_refunds_of_gateways(at=NOON)
    do_jobs()

    [repayment] = Repayment.objects.all()
    texts = " ".join(Message.objects.filter(about=order.code).values_list("text", flat=True))
    assert repayment.due_on == local_date(NOON) + timedelta(days=30)
    assert repayment.status == "done"
    assert repayment.number in texts


@BOTH
def test_s07_money_after_the_goods_were_let_go_goes_back_by_itself_and_the_buyer_is_told(name, gateway, do_jobs):
    order = an_order_to_pay(name)
    attempt = begin(order, gateway)
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=order.held_until)
    gateway.decide(attempt.reference)

    tell(gateway, attempt)
    do_jobs()

    assert (fresh(order).status, fresh(order).payment_status) == ("cancelled", "refunded")
    assert anew(attempt).use == "orders"
    assert gateway.sales[attempt.reference].back_vnd == order.total_vnd
    texts = list(Message.objects.filter(about=order.code).values_list("text", flat=True))
    assert any("sau khi" in text or "after" in text for text in texts)
    assert stands_at(f"gateway:{name}") == 0


@BOTH
@pytest.mark.parametrize("trouble", [Trouble.DONE_SILENT, Trouble.SILENT, Trouble.NONSENSE])
def test_without_an_answer_it_is_asked_about_before_it_is_sent_again_and_goes_once(name, gateway, trouble):
    attempt, repayment = a_refund(an_order_to_pay(name), gateway)
    gateway.troubles["refund"] = trouble
    give_back(repayment_id=repayment.pk, at=NOON)
    unknown = again(repayment)
    gateway.troubles.clear()

    for turn in range(1, 4):
        give_back(repayment_id=repayment.pk, at=NOON + timedelta(hours=turn))

    assert (unknown.status, unknown.refund.done_at) == ("asked", None)
    assert again(repayment).status == "done"
    assert gateway.sales[attempt.reference].back_vnd == repayment.amount_vnd
    assert len(gateway.sales[attempt.reference].back) == 1


@BOTH
def test_what_the_gateway_works_on_is_asked_about_until_it_is_done(name, gateway):
    attempt, repayment = a_refund(an_order_to_pay(name), gateway)
    gateway.troubles["refund"] = Trouble.PENDING
    give_back(repayment_id=repayment.pk, at=NOON)
    waiting = again(repayment)
    [back] = gateway.sales[attempt.reference].back.values()
    back.state = "done"

    give_back(repayment_id=repayment.pk, at=NOON)
    too_soon = again(repayment).status
    give_back(repayment_id=repayment.pk, at=waiting.next_at)

    assert (waiting.status, too_soon) == ("asked", "asked")
    assert again(repayment).status == "done"
    assert [kind for kind, _said in gateway.asked].count("refund") == 1


@BOTH
def test_what_the_gateway_refuses_waits_for_somebody_who_sends_it_again_or_pays_otherwise(name, gateway):
    _attempt, repayment = a_refund(an_order_to_pay(name), gateway, 30_000)
    other, another = a_refund(an_order_to_pay(name), gateway, 40_000)
    gateway.troubles["refund"] = Trouble.REFUSED
    for one in (repayment, another):
        give_back(repayment_id=one.pk, at=NOON)
    looked_at = set(backs_to_look_at())
    gateway.troubles.clear()
    clerk = operator()

    send_again(repayment=again(repayment), actor=clerk, at=NOON + LATER)
    give_back(repayment_id=repayment.pk, at=NOON + LATER)
    with pytest.raises(ReferenceMissing):
        given_otherwise(repayment=again(another), reference=" ", actor=clerk, at=NOON)
    before = stands_at("held:doi-tac-giu-tien-mo-phong")
    given_otherwise(repayment=again(another), reference="FT1", actor=clerk, at=NOON)

    assert looked_at == {repayment, another}
    assert again(repayment).status == "done"
    assert again(repayment).reference != repayment.reference
    assert (again(another).status, again(another).refund.reference) == ("otherwise", "FT1")
    assert stands_at("held:doi-tac-giu-tien-mo-phong") == before - 40_000
    assert not gateway.sales[other.reference].back
    with pytest.raises(StepNotAllowed):
        given_otherwise(repayment=again(another), reference="FT2", actor=clerk, at=NOON)
    assert prove(at=NOON).right


@BOTH
def test_a_gateway_that_stays_silent_leaves_it_to_somebody_who_asks_again(name, gateway):
    _attempt, repayment = a_refund(an_order_to_pay(name), gateway)
    gateway.troubles.update(refund=Trouble.DONE_SILENT, query=Trouble.SILENT)
    for turn in range(12):
        give_back(repayment_id=repayment.pk, at=NOON + timedelta(days=turn))
    stuck = again(repayment)
    gateway.troubles.clear()

    ask_again(repayment=stuck, actor=operator(), at=SOON)
    give_back(repayment_id=repayment.pk, at=SOON)

    assert (stuck.status, stuck.tries) == ("stuck", 9)
    assert again(repayment).status == "done"


@BOTH
def test_what_a_gateway_took_is_not_written_down_by_hand_as_given_back(name, gateway):
    _attempt, repayment = a_refund(an_order_to_pay(name), gateway)

    with pytest.raises(GoesThroughGateway):
        record_refund(refund=repayment.refund, reference="FT1", actor=operator(), at=NOON)
    with pytest.raises(NotPermitted):
        send_again(repayment=repayment, actor=guest(fresh_order(repayment)), at=NOON)


def fresh_order(repayment):
    return Order.objects.select_related("group").get(code=repayment.refund.payment.order_code)


@BOTH
def test_more_than_came_cannot_go_back_and_the_database_says_so_too(name, gateway):
    order = an_order_to_pay(name)
    attempt, _repayment = a_refund(order, gateway)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(back_vnd=order.total_vnd + 1)


def test_two_refunds_of_one_amount_are_told_apart_by_vnpays_numbers(vnpay):
    order = an_order_to_pay("vnpay")
    attempt, first = a_refund(order, vnpay, 20_000)
    give_back(repayment_id=first.pk, at=NOON)
    second = owe(fresh(order), 20_000)
    open_refunds_of_gateways(at=NOON)
    repayment = Repayment.objects.get(refund=second)
    vnpay.troubles["refund"] = Trouble.SILENT

    give_back(repayment_id=repayment.pk, at=NOON)
    vnpay.troubles.clear()
    give_back(repayment_id=repayment.pk, at=NOON + LATER)

    assert again(first).status == "done"
    assert again(repayment).status == "asked"
    assert vnpay.sales[attempt.reference].back_vnd == 20_000


def test_the_sweep_sees_to_each_by_itself_whatever_is_wrong_with_another(vnpay, monkeypatch):
    refunds = []
    for _place in range(2):
        order = an_order_to_pay("vnpay")
        pay(order, vnpay)
        refunds.append(owe(fresh(order), 10_000))
    right, seen = repaying._open_refund, []

    def opened(refund, *, at):
        seen.append(refund.pk)
        if refund.pk == refunds[0].pk:
            raise ValueError
        return right(refund, at=at)

    def placed(*, line_id, at):
        seen.append(-line_id)
        raise ValueError

    monkeypatch.setattr(repaying, "_open_refund", opened)
    monkeypatch.setattr(placing, "place_again", placed)
    monkeypatch.setattr(placing, "lines_to_place", lambda: [1, 2])

    jobs.sweep(due_at="")

    assert seen == [refunds[0].pk, refunds[1].pk, -1, -2]
    assert list(Repayment.objects.values_list("refund", flat=True)) == [refunds[1].pk]


def test_a_number_that_is_in_no_list_is_told_in_words_and_what_somebody_wrote_as_it_is():
    assert words_of_step("vnpay", "refuse", "09") == codes.BACK_NOT_POSSIBLE
    assert words_of_step("vnpay", "refuse", "77") == words_of_step("momo", "give_up", "77") == codes.UNKNOWN
    assert [words_of_step("vnpay", "pay_otherwise", "77"), words_of_step("vnpay", "give_up", "")] == ["77", ""]
