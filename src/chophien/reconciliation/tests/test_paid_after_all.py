"""Payouts that the bank called failed and paid: its own line counts, and nobody is paid twice without a way home."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import StepNotAllowed
from chophien.messages.models import Notice
from chophien.orders.tests.pages import as_person
from chophien.payments import chart
from chophien.reconciliation.actions import outgoing
from chophien.reconciliation.actions.outgoing import assign_outgoing
from chophien.reconciliation.going_out import Expected, Found, Thing
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import LATER, a_sent_payout, how, standing, went_out
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import manager_of
from chophien.settlement.actions.after_all import paid_after_all
from chophien.settlement.actions.batches import answer, draw_up, send, sign
from chophien.settlement.errors import NothingToPayOut
from chophien.settlement.models import Payout
from chophien.settlement.selectors.paid_twice import owed_twice, paid_twice, paid_twice_by, with_what_was_sent_again
from chophien.settlement.tests.factories import TUESDAY, a_paid_seller, earns, sent

pytestmark = pytest.mark.django_db
NEXT = LATER + timedelta(days=1)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER + timedelta(days=60)).right


def a_failed_payout(amount=200_000):
    [payout] = a_sent_payout(amount)
    answer(batch=payout.batch, paid={}, failed={payout.code: "Sai ten"}, actor=SYSTEM, at=TUESDAY)
    return Payout.objects.select_related("batch").get(pk=payout.pk)


def the_banks_line(payout):
    line = went_out(f"CHO PHIEN {payout.code}", payout.amount_vnd, reference="FT5")
    payout.refresh_from_db()
    return line


def signed(batch):
    for _ in "12":
        batch = sign(batch=batch, actor=operator(), at=LATER)
    return batch


def test_what_the_bank_called_failed_and_paid_is_not_paid_again_and_the_shop_is_told(do_jobs):
    payout = a_failed_payout()
    manager = manager_of(Seller.objects.get(code=payout.seller_code))

    line = the_banks_line(payout)
    do_jobs()

    assert how(line) == ("out", "outgoing", "", payout.code)
    assert (payout.status, payout.reference, payout.reason, standing()) == ("paid", "FT5", "Sai ten", {})
    with pytest.raises(NothingToPayOut):
        draw_up(actor=SYSTEM, at=NEXT, everybody=True)
    told = Notice.objects.filter(person_code=manager.code, about=payout.code).order_by("-pk")[0]
    assert ("200.000" in told.text, "Sai ten" in told.text, told.link) == (True, True, "/ban-hang/tien/")
    with pytest.raises(StepNotAllowed):
        paid_after_all(payout=payout, reference="FT5", actor=SYSTEM, at=NEXT)
    assert how(went_out(f"LAI {payout.code}", 200_000))[2] == "out_twice"


def test_what_was_tried_twice_more_before_the_first_was_paid_after_all_is_found_by_each_of_the_three(do_jobs):
    first = a_failed_payout()
    seller = Seller.objects.get(code=first.seller_code)
    manager_of(seller)
    second = sent(seller, at=LATER)
    says(second, failed="Sai ten")
    third = sent(seller, at=NEXT)

    says(first, paid="FT5")
    [asked] = with_what_was_sent_again(paid_twice())
    says(third, paid="FT7")

    assert [one.retry_of for one in (second, third)] == [first, second]
    assert (asked, asked.sent_again, owed_twice()) == (first, [third], {first.code: 200_000})
    assert [paid_twice_by(one).payout for one in (first, second, third)] == [first] * 3
    a_transfer(f"HOAN TRA {third.code}", 200_000, at=NEXT)
    assert (list(paid_twice()), owed_twice()) == ([], {})
    do_jobs()
    told = Notice.objects.filter(about=third.code).order_by("-pk")[0]
    assert "hai lần" in told.text


def test_what_was_to_pay_it_a_third_time_falls_out_of_its_batch_too():
    first = a_failed_payout()
    seller = Seller.objects.get(code=first.seller_code)
    says(sent(seller, at=LATER), failed="Sai ten")
    draw_up(actor=SYSTEM, at=NEXT, everybody=True)
    earns(seller, 900_000, order="CP-new", at=NEXT)

    says(first, paid="FT5")

    third = Payout.objects.get(retry_of__retry_of=first)
    assert (third.status, third.left_out, list(paid_twice())) == ("cancelled", "arrived", [])


def test_a_line_without_words_is_for_it_as_the_desk_says():
    payout = a_failed_payout()
    line = went_out("lenh chi", 200_000)

    assign_outgoing(line=line, code=payout.code, actor=operator(), at=LATER)

    payout.refresh_from_db()
    assert (how(line)[0], payout.status, standing()) == ("out", "paid", {})


@pytest.mark.parametrize("signatures", [False, True])
def test_what_was_to_pay_it_again_falls_out_of_its_batch_and_the_others_stay(signatures):
    payout = a_failed_payout()
    other = a_paid_seller(300_000, order="CP-other")
    batch = draw_up(actor=SYSTEM, at=LATER, everybody=True)
    batch = signed(batch) if signatures else batch

    the_banks_line(payout)

    batch.refresh_from_db()
    again = Payout.objects.get(retry_of=payout)
    assert (again.status, again.left_out, batch.payouts_count, batch.total_vnd) == ("cancelled", "arrived", 1, 300_000)
    assert standing() == {chart.held(): 300_000, chart.due(other.code): -300_000}


def test_a_batch_with_nothing_else_is_called_off_also_when_the_shop_earned_since():
    payout = a_failed_payout()
    batch = draw_up(actor=SYSTEM, at=LATER, everybody=True)
    earns(Seller.objects.get(code=payout.seller_code), 900_000, order="CP-new", at=LATER)

    the_banks_line(payout)

    batch.refresh_from_db()
    assert (batch.status, batch.payouts_count, balance_of(chart.due(payout.seller_code)).owed) == (
        "cancelled",
        0,
        900_000,
    )


def test_what_was_sent_again_too_is_a_debt_that_the_next_payout_sets_off():
    payout = a_failed_payout()
    batch = signed(draw_up(actor=SYSTEM, at=LATER, everybody=True))
    send(batch=batch, actor=operator(), at=LATER)
    again = Payout.objects.get(retry_of=payout)

    the_banks_line(payout)
    went_out(f"CHO PHIEN {again.code}", 200_000)

    due = chart.due(payout.seller_code)
    assert standing() == {chart.held(): -200_000, due: 200_000}
    earns(Seller.objects.get(code=payout.seller_code), 500_000, order="CP-new", at=LATER)
    batch = draw_up(actor=SYSTEM, at=LATER + timedelta(days=30), everybody=True)
    assert [one.amount_vnd for one in batch.payouts.all()] == [300_000]


def test_an_answer_between_the_judging_and_the_lock_is_judged_again(monkeypatch):
    payout = a_failed_payout()
    stale = Payout.objects.select_related("batch").get(pk=payout.pk)
    stale.status = "sent"
    monkeypatch.setattr(Payout.objects, "get", lambda **asked: stale if "code" in asked else payout)
    found = Found(Expected(Thing.PAYOUT, payout.code, 200_000))
    monkeypatch.setattr(outgoing, "judge_outgoing", lambda *_words, **_facts: found)

    line = the_banks_line(payout)

    assert (how(line)[0], payout.status, standing()) == ("out", "paid", {})


def says(payout, **what):
    """The codes that a result file of the payout's batch changes something of."""
    told = {"paid": {}, "failed": {}} | {how: {payout.code: words} for how, words in what.items()}
    done = answer(batch=payout.batch, actor=operator(), at=LATER, **told)
    payout.refresh_from_db()
    return [one.code for one in done]


def test_a_late_row_of_the_result_file_says_so_too_and_the_banks_own_line_then_is_that_money(do_jobs):
    payout = a_failed_payout()
    manager = manager_of(Seller.objects.get(code=payout.seller_code))

    changed = says(payout, paid="FT5")
    again = says(payout, paid="FT5")
    do_jobs()
    line = the_banks_line(payout)

    assert (changed, again) == ([payout.code], [])
    assert (payout.status, payout.reference, payout.batch.status, how(line)[0]) == ("paid", "FT5", "done", "out")
    assert (standing(), list(paid_twice())) == ({}, [])
    told = Notice.objects.filter(person_code=manager.code, about=payout.code).order_by("-pk")[0]
    assert "Sai ten" in told.text


def test_the_file_that_had_called_it_failed_sent_in_once_more_changes_nothing_but_another_reason_brings_it_back():
    payout = a_failed_payout()
    says(payout, paid="FT5")

    assert (says(payout, failed="Sai ten"), payout.status) == ([], "paid")
    assert (says(payout, failed="Tai khoan da dong"), payout.status) == ([payout.code], "returned")
    assert says(payout, paid="FT5") == []
    assert balance_of(chart.due(payout.seller_code)).owed == 200_000


def test_a_late_row_stops_what_was_to_pay_it_again_unless_that_is_with_the_bank():
    stopped = a_failed_payout()
    draw_up(actor=SYSTEM, at=LATER, everybody=True)

    says(stopped, paid="FT5")

    again = Payout.objects.get(retry_of=stopped)
    assert (again.status, again.left_out, list(paid_twice())) == ("cancelled", "arrived", [])


@pytest.mark.parametrize("ends_by", ["failed", "sold", "sent back"])
def test_what_the_bank_was_sent_twice_stands_in_a_queue_until_it_is_stopped_set_off_or_comes_back(ends_by, do_jobs):
    payout = a_failed_payout()
    manager = manager_of(Seller.objects.get(code=payout.seller_code))
    batch = signed(draw_up(actor=SYSTEM, at=LATER, everybody=True))
    send(batch=batch, actor=operator(), at=LATER)
    again = Payout.objects.select_related("batch").get(retry_of=payout)
    says(payout, paid="FT5")
    [shown] = with_what_was_sent_again(paid_twice())
    page = as_person(operator()).get("/dieu-hanh/tien/chi-tra/")

    if ends_by == "failed":
        says(again, failed="Da dung lenh")
    else:
        says(again, paid="FT6")
        assert list(paid_twice()) == [payout]
    if ends_by == "sold":
        earns(Seller.objects.get(code=payout.seller_code), 200_000, order="CP-new", at=LATER)
    if ends_by == "sent back":
        a_transfer(f"HOAN TRA {again.code}", 200_000, at=LATER)
        do_jobs()
        told = Notice.objects.filter(person_code=manager.code, about=again.code).order_by("-pk")[0]
        assert ("hai lần" in told.text, told.link) == (True, "/ban-hang/tien/")

    assert (shown, shown.sent_again) == (payout, [again])
    assert all(code in page.text for code in (payout.code, again.code))
    assert list(paid_twice()) == []
