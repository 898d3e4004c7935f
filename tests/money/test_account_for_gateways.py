"""Money that a gateway took and that is transferred back: its buyer is asked for an account, as no bank has told one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.gateways.actions.deciding import given_otherwise, send_again
from chophien.gateways.actions.odd_payments import take_odd
from chophien.gateways.actions.repaying import give_back, open_refunds_of_gateways
from chophien.gateways.jobs import owe_interest
from chophien.gateways.models import Repayment
from chophien.gateways.simulator.base import Trouble
from chophien.gateways.tests.factories import an_order_to_pay, pay
from chophien.gateways.tests.test_odd_payments import an_odd_one
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.messages.models import Notice
from chophien.orders.actions.money import give_money_back, mark_paid, record_refund
from chophien.orders.tests.factories import an_order, fresh
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions import mending
from chophien.payments.actions.books import enter
from chophien.payments.models import AccountAsked, InterestOwed, Refund
from chophien.payments.selectors.asking import accounts_asked
from chophien.privacy.selectors.unsettled import unsettled
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import went_out
from tests.money.test_another_account import ANSWER

pytestmark = pytest.mark.django_db
VNPAY = "gateway:vnpay"
ASKS = "Tiền của bạn chuyển về đâu?"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=timezone.now() + timedelta(days=90)).right


@pytest.fixture
def buyer():
    return PersonFactory()


def paid_by(buyer, gateway):
    order = an_order_to_pay("vnpay", person=buyer, at=timezone.now())
    pay(order, gateway, at=timezone.now())
    return fresh(order)


def gives_back(order, amount, *, days_late=0):
    now = timezone.now()
    refund = give_money_back(order=order, amount_vnd=amount, reason="hỏng", noticed_at=now, actor=SYSTEM, at=now)
    if days_late:
        Refund.objects.filter(pk=refund.pk).update(due_on=local_date(now) - timedelta(days=days_late))
    return refund


def sent():
    """Whatever is to go back is sent to the gateway."""
    open_refunds_of_gateways(at=timezone.now())
    for one in Repayment.objects.filter(status="waiting").order_by("pk"):
        give_back(repayment_id=one.pk, at=timezone.now())


def waits(order):
    return [(one.about, one.amount_vnd, one.of_cash, one.through) for one in accounts_asked(order.group.code)]


def answers(buyer, order):
    return as_person(buyer).post(f"/don/{order.code}/tai-khoan/", ANSWER).status_code


def told(buyer, words):
    return Notice.objects.filter(person_code=buyer.code, text__contains=words).count()


def test_what_a_gateway_refuses_asks_for_an_account_and_its_interest_follows(vnpay, buyer, do_jobs):
    order, boss = paid_by(buyer, vnpay), operator()
    before, refund = waits(order), gives_back(order, 40_000, days_late=73)
    vnpay.troubles["refund"] = Trouble.REFUSED
    sent()
    do_jobs()
    asked, page = waits(order), text_of(as_person(buyer).get(f"/don/{order.code}/"))
    back = Repayment.objects.get()
    matters = [(str(one.kind), one.codes) for one in unsettled(buyer, at=timezone.now())]
    desk = f"/dieu-hanh/tien/cong/hoan/{back.reference}/"
    asking = text_of(as_person(boss).get(desk))

    given = answers(buyer, order)
    seen = text_of(as_person(boss).get(f"/dieu-hanh/tien/tai-khoan/{refund.code}/"))
    knows = text_of(as_person(boss).get(desk))
    send_again(repayment=back, actor=boss, at=timezone.now())
    meanwhile = waits(order)
    sent()
    do_jobs()
    [again] = accounts_asked(order.group.code)
    given_otherwise(
        repayment=Repayment.objects.get(), reference="FT1", actor=boss, at=timezone.now(), with_interest=False
    )
    do_jobs()

    owed = InterestOwed.objects.get()
    assert (before, asked, meanwhile) == ([], [(refund.code, 40_000, False, VNPAY)], [])
    assert (ASKS in page, "qua cổng thanh toán" in page, "40.000 đ" in page) == (True, True, True)
    assert ("account", (refund.code,)) in matters
    assert ("đang hỏi tài khoản người mua" in asking, given) == (True, 302)
    assert ("trả qua cổng thanh toán" in seen, "số cuối 2233" in knows) == (True, True)
    assert (again.account_tail, again.through, told(buyer, "chưa hoàn được 40.000 đ")) == ("2233", VNPAY, 1)
    [row] = accounts_asked(order.group.code)
    assert (row.about, row.amount_vnd, row.account_tail, row.through) == (owed.code, 800, "2233", VNPAY)
    assert told(buyer, "tiền lãi, hãy ghi tài khoản") == 0


def test_a_surplus_that_is_refused_is_transferred_by_the_half_of_its_name(vnpay, buyer, do_jobs):
    now = timezone.now()
    order, attempt = an_odd_one(vnpay, 7_000, at=now, order=an_order_to_pay("vnpay", person=buyer, at=now))
    take_odd(attempt=attempt, seen_vnd=order.total_vnd + 7_000, actor=operator(), at=now)
    vnpay.troubles["refund"] = Trouble.REFUSED
    sent()
    do_jobs()
    back = Repayment.objects.get()
    asked, given = waits(order), answers(buyer, order)
    line = went_out(f"tra lai {back.reference[:16]}", 7_000, at=timezone.now())

    back.refresh_from_db()
    assert asked == [(back.reference[:16], 7_000, False, VNPAY)]
    assert (given, line.status, back.status, waits(order)) == (302, "out", "otherwise", [])


def test_of_a_surplus_that_is_refused_again_under_another_name_the_told_account_counts_on(vnpay, buyer, do_jobs):
    now, boss = timezone.now(), operator()
    order, attempt = an_odd_one(vnpay, 7_000, at=now, order=an_order_to_pay("vnpay", person=buyer, at=now))
    take_odd(attempt=attempt, seen_vnd=order.total_vnd + 7_000, actor=boss, at=now)
    vnpay.troubles["refund"] = Trouble.REFUSED
    sent()
    do_jobs()
    answers(buyer, order)
    back = Repayment.objects.get()
    names = {back.reference}

    for _time in range(2):
        send_again(repayment=back, actor=boss, at=timezone.now())
        assert waits(order) == []
        sent()
        do_jobs()
        back.refresh_from_db()
        names.add(back.reference)

    [row] = accounts_asked(order.group.code)
    assert (back.status, len(names)) == ("refused", 3)
    assert (row.about, row.amount_vnd, row.account_tail) == (back.reference[:16], 7_000, "2233")
    assert told(buyer, "chưa hoàn được 7.000 đ") == 1


def test_who_never_was_asked_is_asked_in_the_night_once(vnpay, buyer, do_jobs):
    order = paid_by(buyer, vnpay)
    refund = gives_back(order, 40_000)
    vnpay.troubles["refund"] = Trouble.REFUSED
    sent()
    AccountAsked.objects.all().delete()  # as it was before

    for _night in "12":
        owe_interest(due_at="")
    do_jobs()

    assert (waits(order), AccountAsked.objects.count()) == ([(refund.code, 40_000, False, VNPAY)], 1)


def test_interest_of_what_a_gateway_gave_back_late_is_asked_about_and_told(vnpay, buyer, do_jobs):
    order = paid_by(buyer, vnpay)
    gives_back(order, 40_000, days_late=73)
    sent()
    do_jobs()
    owed = InterestOwed.objects.get()
    asked, page = waits(order), text_of(as_person(buyer).get(f"/don/{order.code}/"))
    matters = [(str(one.kind), one.codes) for one in unsettled(buyer, at=timezone.now())]
    given = answers(buyer, order)
    [row] = accounts_asked(order.group.code)
    went_out(f"tra lai {owed.code}", 800, at=timezone.now())

    assert (asked, told(buyer, "tiền lãi, hãy ghi tài khoản")) == ([(owed.code, 800, False, VNPAY)], 1)
    assert (ASKS in page, "qua cổng thanh toán" in page, given) == (True, True, 302)
    assert ("account", (owed.code,)) in matters
    assert (row.account_tail, row.through, waits(order)) == ("2233", VNPAY, [])


def test_interest_that_the_night_finds_is_asked_about_told_and_what_is_wrong_with_one_keeps_no_other(
    vnpay,
    buyer,
    do_jobs,
    monkeypatch,
):
    refunds = []
    for interest in (1_111, 2_222):
        order = paid_by(buyer, vnpay)
        refunds.append(gives_back(order, 40_000))
        sent()
        name = f"refund:{refunds[-1].code}:late_interest"
        wrong = Wish(name, chart.INTEREST, chart.held(), interest, kind="late_interest", subject_code=order.code)
        enter([wrong], at=timezone.now())
        Refund.objects.filter(pk=refunds[-1].pk).update(interest_vnd=interest)  # as it was written down before
    real, broken = mending.went_without, refunds[0].pk

    def refuses_one(*, refund, **facts):
        if refund.pk == broken:
            raise RuntimeError
        return real(refund=refund, **facts)

    monkeypatch.setattr(mending, "went_without", refuses_one)
    owe_interest(due_at="")
    do_jobs()
    first = list(InterestOwed.objects.values_list("refund_id", "amount_vnd"))
    monkeypatch.setattr(mending, "went_without", real)
    for _night in "12":
        owe_interest(due_at="")
    do_jobs()

    assert first == [(refunds[1].pk, 2_222)]
    assert sorted(InterestOwed.objects.values_list("amount_vnd", flat=True)) == [1_111, 2_222]
    assert waits(order) == [(InterestOwed.objects.get(amount_vnd=2_222).code, 2_222, False, VNPAY)]
    assert told(buyer, "tiền lãi, hãy ghi tài khoản") == 2


def test_interest_follows_to_no_account_that_the_bank_had_sent_the_refund_back_from(buyer, do_jobs):
    order = an_order(payment="vietqr", person=buyer)
    mark_paid(group=order.group, actor=operator(), at=timezone.now())
    refund = gives_back(fresh(order), 40_000, days_late=73)
    for _account in range(2):
        Refund.objects.update(due_on=local_date(timezone.now()))
        went_out(f"hoan tien {refund.code}", 40_000, at=timezone.now())
        a_transfer(f"hoan tra {refund.code}", 40_000, at=timezone.now())
        if not AccountAsked.objects.exclude(answered_at=None).exists():
            answers(buyer, order)
    Refund.objects.update(due_on=local_date(timezone.now()) - timedelta(days=73))
    refund.refresh_from_db()
    record_refund(refund=refund, reference="tay", actor=operator(), at=timezone.now(), with_interest=False)
    do_jobs()

    owed = InterestOwed.objects.get()
    [row] = accounts_asked(order.group.code)
    assert AccountAsked.objects.filter(about=refund.code, sealed_account__isnull=False).count() == 1
    assert (row.about, row.answered_at, row.came_home) == (owed.code, None, True)
    assert told(buyer, "tiền lãi, hãy ghi tài khoản") == 1
