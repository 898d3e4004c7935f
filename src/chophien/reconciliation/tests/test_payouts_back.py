"""Payouts that the bank sends back: its own line brings them home once, whatever it made of the code."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.proving import prove
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.reconciliation.actions.deciding import assign_line
from chophien.reconciliation.actions.outgoing import assign_outgoing
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.errors import NotForThis
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.tests.factories import a_raw_line, a_transfer
from chophien.reconciliation.tests.test_outgoing import LATER, a_sent_payout, how, standing, went_out
from chophien.settlement.actions.batches import answer
from chophien.settlement.tests.factories import TUESDAY

pytestmark = pytest.mark.django_db
SHELF = "/dieu-hanh/tien/tren-tai-khoan/"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER + timedelta(days=1)).right


def a_paid_payout(amount=200_000):
    [payout] = a_sent_payout(amount)
    went_out(f"CHO PHIEN {payout.code}", amount)
    payout.refresh_from_db()
    return payout


def came_back(words, amount=200_000, **facts):
    return a_transfer(words, amount, at=LATER, **facts)


def home(payout, amount=200_000):
    return {chart.held(): amount, chart.due(payout.seller_code): -amount}


@pytest.mark.parametrize(
    "written",
    [
        "HOAN TRA CHO PHIEN {code} SAI TEN",
        "FT26325 {bare}-hoan tien",
        "mbvcb.452.{small} Tai khoan da dong",
        "{spaced}",
    ],
)
def test_s09_the_banks_line_brings_a_payout_home_whatever_it_made_of_the_code(written):
    payout = a_paid_payout()
    assert standing() == {}
    code = payout.code

    line = came_back(
        written.format(
            code=code, bare=code.replace("-", ""), small=code.lower().replace("-", ""), spaced=code.replace("-", " ")
        ),
        reference="FT77",
    )

    payout.refresh_from_db()
    assert how(line) == ("settled", "exact", "", code)
    assert (payout.status, payout.returned_at, payout.returned_reference) == ("returned", LATER, "FT77")
    assert standing() == home(payout)


def test_a_second_line_and_another_amount_wait_for_somebody():
    payout = a_paid_payout()
    wrong = came_back(f"HOAN {payout.code}", 199_999)
    came_back(f"HOAN {payout.code}")
    again = came_back(f"HOAN LAI {payout.code}")

    assert how(wrong) == ("open", "unknown", "other_came_back", payout.code)
    assert how(again) == ("open", "unknown", "back_twice", payout.code)
    with pytest.raises(NotForThis):
        assign_line(line=wrong, code=payout.code, actor=operator(), at=LATER)
    assert standing() == {
        chart.held(): 200_000 + 199_999 + 200_000,
        chart.due(payout.seller_code): -200_000,
        chart.UNKNOWN: -399_999,
    }


def test_what_the_result_file_told_and_what_the_bank_sends_are_one():
    payout = a_paid_payout()
    answer(batch=payout.batch, paid={}, failed={payout.code: "Sai tên"}, actor=operator(), at=LATER)

    line = came_back(f"HOAN {payout.code}")
    answer(batch=payout.batch, paid={}, failed={payout.code: "Sai tên"}, actor=operator(), at=LATER)

    assert (how(line), standing()) == (("settled", "exact", "", payout.code), home(payout))


def test_a_line_that_comes_before_the_payout_is_known_as_paid_is_placed_later():
    [payout] = a_sent_payout()
    line = came_back(f"HOAN {payout.code}")
    assert how(line) == ("open", "unknown", "not_paid_out", payout.code)

    went_out(f"CHO PHIEN {payout.code}", 200_000)
    assign_line(line=line, code=payout.code, actor=operator(), at=LATER)

    assert (how(line)[0], standing()) == ("settled", home(payout))


def test_what_went_out_and_back_of_a_payout_that_failed_at_once_is_one():
    [payout] = a_sent_payout()
    answer(batch=payout.batch, paid={}, failed={payout.code: "Sai tên"}, actor=operator(), at=TUESDAY)
    out = went_out(f"CHO PHIEN {payout.code}", 200_000)
    assert how(out) == ("out", "outgoing", "", payout.code)

    line = came_back(f"HOAN {payout.code}")

    payout.refresh_from_db()
    assert (how(out), how(line)) == (
        ("out", "outgoing", "", payout.code),
        ("settled", "exact", "", payout.code),
    )
    assert (payout.status, standing()) == ("returned", home(payout))


def test_the_office_says_which_payout_came_back():
    payout = a_paid_payout()
    line, boss = came_back("hoan tra lenh chi"), as_person(operator())

    page = text_of(boss.get(f"{SHELF}{line.code}/"))
    after = text_of(boss.post(f"{SHELF}{line.code}/chi-hoan/", {"code": payout.code}, follow=True))

    payout.refresh_from_db()
    assert "Tiền chi trả hoặc tiền hoàn bị ngân hàng trả lại?" in page
    assert payout.batch.code in after
    assert (payout.status, standing()) == ("returned", home(payout))


@pytest.mark.django_db(transaction=True)
def test_the_banks_line_twice_and_the_result_file_at_once_bring_it_home_once():
    payout = a_paid_payout()
    lines = [take_line(raw=a_raw_line(f"HOAN {payout.code}", 200_000), at=LATER).line for _ in range(2)]
    boss = operator()

    def told(act):
        try:
            act()
        finally:
            connection.close()

    acts = [
        *(lambda line=line: settle_line(line=line, at=LATER) for line in lines),
        *(
            lambda: answer(batch=payout.batch, paid={}, failed={payout.code: "Sai"}, actor=boss, at=LATER)
            for _ in range(2)
        ),
    ]
    threads = [threading.Thread(target=told, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(BankLine.objects.filter(incoming=True).values_list("status", flat=True)) == ["open", "settled"]
    assert standing() == {**home(payout, 200_000), chart.held(): 400_000, chart.UNKNOWN: -200_000}


def test_a_batch_that_went_out_whole_and_came_back_in_part_is_closed_once_all_of_it_has_come():
    paid, first, second = a_sent_payout(200_000, 300_000, 400_000)
    said = {"paid": {paid.code: "FT1"}, "failed": {one.code: "Sai tên" for one in (first, second)}}
    answer(batch=paid.batch, actor=operator(), at=TUESDAY, **said)
    whole = went_out(f"CHO PHIEN {paid.batch.code}", 900_000)
    lines = [came_back(f"HOAN {first.code}", 300_000)]
    assert (how(whole)[0], how(whole)[2]) == ("open", "failed_not_home")
    with pytest.raises(NotForThis):
        assign_outgoing(line=whole, code=paid.batch.code, actor=operator(), at=LATER)

    lines.append(came_back(f"HOAN {second.code}", 400_000))
    assign_outgoing(line=whole, code=paid.batch.code, actor=operator(), at=LATER)

    owed = {chart.due(one.seller_code): -one.amount_vnd for one in (first, second)}
    assert [how(line)[0] for line in (whole, *lines)] == ["out", "settled", "settled"]
    assert standing() == {chart.held(): 700_000, **owed}
    assert how(came_back(f"HOAN {second.code}", 400_000))[2] == "back_twice"
