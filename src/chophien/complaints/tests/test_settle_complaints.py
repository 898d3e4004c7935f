"""From the buyer's word to the end of it: deadlines, offers, money, mediation, a second look."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.complaints.actions.answering import accept_answer, answer_complaint, appeal, ask_the_market
from chophien.complaints.actions.mediating import decide
from chophien.complaints.actions.opening import open_complaint, withdraw_complaint
from chophien.complaints.errors import (
    AlreadyAppealed,
    AmountsWrong,
    MoneyNotForHelpers,
    NotSentYet,
    OneAtATime,
    PhotoMissing,
    SamePerson,
    TooLate,
    WordsMissing,
)
from chophien.complaints.jobs import sweep
from chophien.complaints.models import Complaint, ComplaintStep
from chophien.complaints.selectors.pages import complaint_page
from chophien.complaints.states import ComplaintStatus, Fault
from chophien.complaints.terms import TERMS
from chophien.complaints.tests.factories import (
    LATER,
    NOON,
    a_complaint,
    a_delivered_order,
    a_grievance,
    a_photo,
    an_answered,
    an_offer,
    before_the_market,
    now,
)
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Message, Notice
from chophien.orders.actions.money import record_refund
from chophien.orders.tests.factories import an_order, fresh, guest, staff
from chophien.payments.models import Refund
from chophien.payments.states import PaymentStatus
from chophien.rules import selectors as rules

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_s34_a_buyer_complains_with_photos_and_reads_by_when_it_is_settled():
    order = a_delivered_order()

    complaint = a_complaint(order=order)

    assert complaint.reply_due == LATER + timedelta(hours=24)
    assert complaint.settle_due == LATER + timedelta(days=5)
    assert list(complaint.lines.values_list("wished_vnd", flat=True)) == [100_000]
    assert complaint.photos.count() == 1
    step = ComplaintStep.objects.get()
    assert (step.step, step.side, step.actor_code) == ("open", "buyer", guest(order).code)
    assert Entry.objects.filter(what="complaints.open", subject_code=complaint.code).count() == 1


@pytest.mark.parametrize(
    ("fault", "reply", "settle"),
    [
        ("spoilt", timedelta(hours=12), timedelta(hours=24)),
        ("wrong_info", timedelta(hours=24), timedelta(days=5)),
        ("not_come", timedelta(hours=24), timedelta(days=3)),
        ("money", timedelta(hours=24), timedelta(days=7)),
        ("other", timedelta(hours=24), timedelta(days=10)),
    ],
)
def test_s34_first_reply_and_settling_have_deadlines_by_kind(fault, reply, settle):
    complaint = a_complaint(fault=fault)

    assert (complaint.reply_due - LATER, complaint.settle_due - LATER) == (reply, settle)


def test_every_fault_has_terms_that_stand_in_the_dated_rules():
    for terms in TERMS.values():
        for rule in filter(None, (terms.settle, terms.reply, terms.tell)):
            assert rules.whole(rule, at=NOON) > 0

    assert set(TERMS) == set(Fault)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"story": "…"}, WordsMissing),
        ({"photos": []}, PhotoMissing),
        ({"amount_vnd": 0}, AmountsWrong),
        ({"amount_vnd": 370_001}, AmountsWrong),
        ({"at": NOON + timedelta(days=3) + SECOND}, TooLate),
        ({"fault": "spoilt", "at": NOON + timedelta(hours=24) + SECOND}, TooLate),
    ],
)
def test_what_is_not_complete_or_too_late_is_refused_and_nothing_is_kept(facts, refusal):
    order = a_delivered_order()

    with pytest.raises(refusal):
        a_complaint(order=order, **facts)

    assert not Complaint.objects.exists()


def test_what_has_not_been_sent_cannot_be_damaged():
    order = an_order()

    with pytest.raises(NotSentYet):
        open_complaint(order=order, grievance=a_grievance(order), photos=[a_photo()], actor=guest(order), at=NOON)


def test_only_the_buyer_complains_and_only_once_at_a_time():
    order = a_delivered_order()
    a_complaint(order=order)

    with pytest.raises(OneAtATime):
        a_complaint(order=order)
    with pytest.raises(NotPermitted):
        open_complaint(order=order, grievance=a_grievance(order), actor=PersonFactory(), at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.create(
            code="KN-X", order=order, fault="other", wish="answer", story="x", opened_at=NOON, opened_by="x",
            reply_due=NOON, settle_due=NOON,
        )  # fmt: skip


def test_an_agreed_part_of_the_money_is_owed_with_the_days_counted_from_the_notice():
    complaint = an_answered(at=LATER + timedelta(days=2))

    accept_answer(complaint=complaint, read=1, actor=guest(complaint.order), at=LATER + timedelta(days=3))

    refund = Refund.objects.get()
    complaint = now(complaint)
    assert (complaint.status, complaint.refund_code) == (ComplaintStatus.AGREED, refund.code)
    assert (refund.amount_vnd, refund.due_on) == (100_000, date(2026, 12, 21))
    assert fresh(complaint.order).payment_status == PaymentStatus.REFUND_DUE


def test_the_complaint_is_settled_once_the_money_went_back():
    complaint = an_answered()
    accept_answer(complaint=complaint, read=1, actor=guest(complaint.order), at=LATER)

    record_refund(refund=Refund.objects.get(), reference="FT1", actor=operator(), at=LATER)

    assert (now(complaint).status, now(complaint).ended_at) == (ComplaintStatus.SETTLED, LATER)


def test_never_more_than_was_paid_is_offered():
    order = a_delivered_order(paid=True)
    complaint = a_complaint(order=order)
    over = an_offer(complaint, amount_vnd=370_000, shipping_vnd=32_001)

    with pytest.raises(AmountsWrong):
        answer_complaint(complaint=complaint, offer=over, actor=staff(order), at=LATER)

    full = an_offer(complaint, amount_vnd=370_000, shipping_vnd=32_000)
    assert answer_complaint(complaint=complaint, offer=full, actor=staff(order), at=LATER).status == "answered"


def test_a_packer_answers_but_promises_no_money():
    complaint = a_complaint()
    packer = staff(complaint.order, Role.SELLER_PACKER)

    with pytest.raises(MoneyNotForHelpers):
        answer_complaint(complaint=complaint, offer=an_offer(complaint), actor=packer, at=LATER)

    other = an_offer(complaint, kind="replace")
    assert answer_complaint(complaint=complaint, offer=other, actor=packer, at=LATER).status == "answered"


def test_what_the_shop_does_not_answer_in_time_comes_before_the_market(do_jobs, monkeypatch):
    judge = operator()
    complaint = a_complaint()
    monkeypatch.setattr("chophien.complaints.jobs.timezone.now", lambda: complaint.reply_due + SECOND)

    sweep(due_at="")
    do_jobs()

    complaint = now(complaint)
    step = ComplaintStep.objects.order_by("-pk")[0]
    assert (complaint.status, step.reason, step.side) == ("mediation", "no_answer", "market")
    assert Notice.objects.filter(person_code=judge.code, link=f"/dieu-hanh/khieu-nai/{complaint.code}/").count() == 1


def test_what_takes_too_long_is_told_to_the_operators_once(do_jobs, monkeypatch):
    judge = operator()
    complaint = before_the_market()
    do_jobs()
    before = Notice.objects.filter(person_code=judge.code).count()
    monkeypatch.setattr("chophien.complaints.jobs.timezone.now", lambda: complaint.settle_due + SECOND)

    for _again in range(2):
        sweep(due_at="")
        do_jobs()

    assert Notice.objects.filter(person_code=judge.code).count() == before + 1


def test_s34_what_closed_by_itself_can_be_brought_before_a_person(monkeypatch):
    complaint = an_answered(kind="nothing")
    monkeypatch.setattr("chophien.complaints.jobs.timezone.now", lambda: LATER + timedelta(days=5) + SECOND)

    sweep(due_at="")
    closed = now(complaint)
    appeal(complaint=closed, actor=guest(closed.order), reason="Tôi không có sóng", at=LATER + timedelta(days=6))

    assert closed.status == ComplaintStatus.CLOSED
    assert now(complaint).status == ComplaintStatus.MEDIATION
    judge = operator()
    decide(complaint=now(complaint), offer=an_offer(complaint), actor=judge, at=LATER + timedelta(days=7))
    assert (now(complaint).status, now(complaint).decided_by) == (ComplaintStatus.DECIDED, judge.code)


def test_a_person_decides_and_another_person_has_the_last_word():
    complaint, first, second = before_the_market(), operator(), operator()
    buyer = guest(complaint.order)

    decide(complaint=complaint, offer=an_offer(complaint, kind="nothing"), actor=first, at=LATER)
    appeal(complaint=now(complaint), actor=buyer, reason="Ảnh rất rõ", at=LATER)
    with pytest.raises(SamePerson):
        decide(complaint=now(complaint), offer=an_offer(complaint), actor=first, at=LATER)
    decide(complaint=now(complaint), offer=an_offer(complaint), actor=second, at=LATER)
    with pytest.raises(AlreadyAppealed):
        appeal(complaint=now(complaint), actor=buyer, reason="Lần nữa", at=LATER)

    assert (now(complaint).decided_by, Refund.objects.get().amount_vnd) == (second.code, 100_000)


def test_a_second_decision_owes_only_what_the_first_did_not():
    complaint, first, second = before_the_market(), operator(), operator()
    decide(complaint=complaint, offer=an_offer(complaint), actor=first, at=LATER)
    appeal(complaint=now(complaint), actor=guest(complaint.order), reason="Cả hai hộp đều hỏng", at=LATER)

    decide(complaint=now(complaint), offer=an_offer(complaint, amount_vnd=370_000), actor=second, at=LATER)

    assert sorted(Refund.objects.values_list("amount_vnd", flat=True)) == [100_000, 270_000]


def test_nobody_who_works_for_the_shop_decides_nor_the_machinery():
    complaint = before_the_market()
    for actor in (staff(complaint.order), guest(complaint.order), PersonFactory()):
        with pytest.raises(NotPermitted):
            decide(complaint=complaint, offer=an_offer(complaint), actor=actor, at=LATER)


def test_an_appeal_comes_too_late_after_fifteen_days():
    complaint = before_the_market()
    decide(complaint=complaint, offer=an_offer(complaint, kind="nothing"), actor=operator(), at=LATER)

    with pytest.raises(TooLate):
        appeal(complaint=now(complaint), actor=guest(complaint.order), reason="Muộn", at=LATER + timedelta(days=16))


def test_s34_wrong_information_lets_the_buyer_cancel_within_thirty_days_and_late_money_bears_interest():
    order = a_delivered_order()
    told = NOON + timedelta(days=30)
    complaint = a_complaint(order=order, fault="wrong_info", wish="return", amount_vnd=370_000, photos=[], at=told)

    offer = an_offer(complaint, amount_vnd=370_000, shipping_vnd=32_000)
    answer_complaint(complaint=complaint, offer=offer, actor=staff(order), at=told)
    accept_answer(complaint=now(complaint), read=1, actor=guest(order), at=told + timedelta(days=4))

    refund = Refund.objects.get()
    late = complaint_page(now(complaint), actor=guest(order), at=told + timedelta(days=40))
    assert (refund.amount_vnd, refund.due_on) == (402_000, date(2027, 1, 20))
    assert late.backs[0].interest_vnd == 1_101  # 402.000 đ at 10 % a year for 10 days
    with pytest.raises(TooLate):
        a_complaint(order=a_delivered_order(), fault="wrong_info", photos=[], at=told + SECOND)


def test_the_buyer_takes_it_back_and_a_stale_page_changes_nothing():
    complaint = a_complaint()

    withdraw_complaint(complaint=complaint, actor=guest(complaint.order), at=LATER)

    assert now(complaint).status == ComplaintStatus.CLOSED
    with pytest.raises(StepNotAllowed):
        answer_complaint(complaint=complaint, offer=an_offer(complaint), actor=staff(complaint.order), at=LATER)
    with pytest.raises(NotPermitted):
        ask_the_market(complaint=complaint, actor=PersonFactory(), at=LATER)


def test_both_sides_are_told_in_one_message_each(do_jobs):
    order = a_delivered_order()
    manager = staff(order)
    do_jobs()
    Message.objects.all().delete()

    complaint = a_complaint(order=order)
    do_jobs()

    told = dict(Message.objects.values_list("phone", "text"))
    assert set(told) == {order.group.contact_phone, manager.phone}
    assert all(complaint.code in text and len(text) <= 160 for text in told.values())
