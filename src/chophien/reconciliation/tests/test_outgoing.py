"""What went out of the account: payouts, refunds, surpluses and taxes that the bank paid, each confirmed once."""

from datetime import date, timedelta
from itertools import count

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Account
from chophien.ledger.selectors import sums_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.actions.answers import refuse_order
from chophien.orders.actions.money import mark_paid, record_refund
from chophien.orders.tests.factories import NOON, fresh
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.models import Payment, Refund
from chophien.reconciliation.actions.deciding import assign_line, give_line_back, record_back
from chophien.reconciliation.actions.outgoing import assign_outgoing, say_bank_cost, settle_outgoing
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.errors import CodeMissing, NotForThis
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.reading.lines import RawLine
from chophien.reconciliation.tests.factories import DAY, a_transfer, an_unpaid_order, words_for
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller
from chophien.settlement.actions.batches import answer, cancel, draw_up, send, sign
from chophien.settlement.models import Payout
from chophien.settlement.tests.factories import TUESDAY, a_paid_seller
from chophien.tax.actions.returns import file_return, make_return
from chophien.tax.actions.withholding import give_back, withhold
from chophien.tax.states import SoldLine

pytestmark = pytest.mark.django_db
LATER = TUESDAY + timedelta(days=1)
_numbers = count(1)


def went_out(text, amount_vnd, *, at=LATER, reference=None, on=DAY):
    number = f"FT9{next(_numbers):08}" if reference is None else reference
    raw = RawLine(incoming=False, booked_on=on, amount_vnd=amount_vnd, text=text, reference=number)
    settle_outgoing(line=take_line(raw=raw, at=at).line, at=at)
    return BankLine.objects.order_by("-pk")[0]


def how(line):
    line.refresh_from_db()
    return str(line.status), str(line.outcome), str(line.why), line.target


def standing():
    sums = sums_of(Account.objects.values_list("code", flat=True))
    amounts = {code: one.debits_posted - one.credits_posted for code, one in sums.items()}
    return {code: amount for code, amount in amounts.items() if amount}


def a_sent_payout(*amounts):
    """The payouts of a batch that is with the bank."""
    sellers = [a_paid_seller(amount, order=f"CP-{place}") for place, amount in enumerate(amounts or (200_000,))]
    batch = draw_up(actor=SYSTEM, at=TUESDAY)
    for person in (operator(), operator()):
        sign(batch=batch, actor=person, at=TUESDAY)
    send(batch=batch, actor=operator(), at=TUESDAY)
    by_seller = {one.seller_code: one for one in Payout.objects.filter(batch=batch)}
    return [by_seller[seller.code] for seller in sellers]


def a_refund():
    """Money of a refused order that goes back out of the market's account."""
    order = an_unpaid_order()
    mark_paid(group=order.group, actor=operator(), at=NOON)
    refuse_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    return Refund.objects.get(payment__order_code=order.code)


def a_filed_return():
    shop = a_seller(kind=SellerKind.HOUSEHOLD_BUSINESS)
    lines = [SoldLine("1", 1_000_000, "che")]
    withhold(seller=shop, subject_code="CP-1", lines=lines, actor=SYSTEM, at=NOON - timedelta(days=40))
    return make_return(month=date(2026, 10, 1), actor=SYSTEM, at=NOON)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER + timedelta(days=1)).right


def test_s08_the_banks_own_line_confirms_a_payout_and_its_batch_is_done_with_the_last():
    first, second = a_sent_payout(200_000, 300_000)

    line = went_out(f"CHO PHIEN {first.code}", 200_000, reference="FT1")

    assert how(line) == ("out", "outgoing", "", first.code)
    first.refresh_from_db()
    assert (first.status, first.reference, first.batch.status) == ("paid", "FT1", "sent")
    assert standing()[chart.held()] == 300_000

    went_out(f"tt luong {second.code.replace('-', ' ').lower()} napas", 300_000)

    first.batch.refresh_from_db()
    assert (first.batch.status, standing()) == ("done", {})


def test_a_payout_that_was_answered_before_is_confirmed_without_moving_money_again():
    [payout] = a_sent_payout()
    answer(batch=payout.batch, paid={payout.code: "FT1"}, failed={}, actor=operator(), at=TUESDAY)

    line = went_out(f"CHO PHIEN {payout.code}", 200_000)

    assert (how(line)[0], standing()) == ("out", {})


def test_the_same_payout_paid_twice_stands_apart_until_somebody_has_looked():
    [payout] = a_sent_payout()
    went_out(f"CHO PHIEN {payout.code}", 200_000)

    again = went_out(f"CHO PHIEN {payout.code}", 200_000)

    assert how(again) == ("open", "duplicate", "out_twice", "")
    assert standing() == {chart.UNKNOWN_OUT: 200_000, chart.held(): -200_000}


@pytest.mark.parametrize(
    ("words", "amount", "why"),
    [
        ("CHO PHIEN {payout}", 199_999, "other_amount"),
        ("phi quan ly tai khoan", 11_000, "no_code"),
        ("CHO PHIEN CT-2222-2222-22", 200_000, "no_such_code"),
        ("CHO PHIEN {batch}", 200_000, "whole_batch"),
        ("CHO PHIEN {batch}", 199_000, "whole_batch"),
    ],
)
def test_what_is_not_that_amount_or_not_known_is_not_accepted(words, amount, why):
    [payout] = a_sent_payout()

    line = went_out(words.format(payout=payout.code, batch=payout.batch.code), amount)

    assert how(line) == ("open", "unknown", why, "")
    assert standing()[chart.UNKNOWN_OUT] == amount
    payout.refresh_from_db()
    assert payout.status == "sent"


def test_what_the_bank_was_never_asked_for_is_looked_at():
    seller = a_paid_seller(200_000, order="CP-1")
    batch = draw_up(actor=SYSTEM, at=TUESDAY)
    payout = Payout.objects.get(seller_code=seller.code)

    early = went_out(f"CHO PHIEN {payout.code}", 200_000)
    cancel(batch=batch, actor=operator(), at=TUESDAY)
    late = went_out(f"CHO PHIEN {payout.code}", 200_000)

    assert [how(line)[2] for line in (early, late)] == ["not_asked_for", "not_asked_for"]


def test_a_whole_batch_as_one_movement_is_what_its_answered_lines_paid():
    first, second = a_sent_payout(200_000, 300_000)
    waiting = went_out(f"CHO PHIEN {first.batch.code}", 200_000)
    said = {"paid": {first.code: "FT1"}, "failed": {second.code: "Sai tên"}}
    answer(batch=first.batch, actor=operator(), at=TUESDAY, **said)

    assign_outgoing(line=waiting, code=first.batch.code, actor=operator(), at=LATER)

    assert how(waiting) == ("out", "outgoing", "", first.batch.code)
    assert standing() == {chart.held(): 300_000, chart.due(second.seller_code): -300_000}


@pytest.mark.parametrize("named", ["refund", "order", "group"])
def test_s07_a_refund_is_written_down_by_the_banks_line_whatever_code_it_names(named):
    refund = a_refund()
    codes = {"refund": refund.code, "order": refund.payment.order_code, "group": refund.payment.group_code}

    line = went_out(f"hoan tien {codes[named]}", refund.amount_vnd, at=NOON, reference="FT7")

    refund.refresh_from_db()
    assert how(line) == ("out", "outgoing", "", refund.code)
    assert (refund.reference, refund.done_at, standing()) == ("FT7", NOON, {})
    assert Payment.objects.get().status == "refunded"


@pytest.mark.parametrize(("late", "days_until_read"), [(0, 5), (12, 0), (12, 9)])
def test_s07_interest_of_a_late_refund_counts_to_the_day_it_left_not_to_when_the_banks_word_was_read(
    late, days_until_read
):
    refund = a_refund()
    left_on, interest = refund.due_on + timedelta(days=late), round(refund.amount_vnd * late / 3650)
    read_at = NOON + timedelta(days=(left_on - NOON.date()).days + days_until_read)

    line = went_out(f"hoan {refund.code}", refund.amount_vnd + interest, at=read_at, on=left_on)

    refund.refresh_from_db()
    assert how(line) == ("out", "outgoing", "", refund.code)
    assert (refund.interest_vnd, refund.done_at) == (interest, read_at)
    assert standing() == ({chart.INTEREST: interest, chart.held(): -interest} if late else {})


def test_a_refund_that_somebody_wrote_down_is_confirmed_once():
    refund = a_refund()
    record_refund(refund=refund, reference="tay", actor=operator(), at=NOON)

    first, second = (went_out(f"hoan {refund.code}", refund.amount_vnd, at=NOON) for _time in range(2))

    assert (how(first)[0], how(second)[2]) == ("out", "out_twice")
    assert standing() == {chart.UNKNOWN_OUT: refund.amount_vnd, chart.held(): -refund.amount_vnd}


def test_what_the_shop_gives_back_itself_is_not_for_the_markets_account():
    refund = a_refund()
    Payment.objects.update(receiver="seller")
    Refund.objects.update(booked_vnd=0)

    line = went_out(f"hoan {refund.code}", refund.amount_vnd, at=NOON)

    assert how(line)[2] == "no_such_code"


def test_s07_a_surplus_that_went_back_is_written_down_by_the_banks_line():
    order = an_unpaid_order()
    came = a_transfer(words_for(order), order.total_vnd + 7_000)
    back = MoneyBack.objects.get()

    line = went_out(f"tra lai {back.code}", 7_000, at=NOON)

    came.refresh_from_db()
    back.refresh_from_db()
    assert (how(line)[3], came.status, back.done_at) == (back.code, "returned", NOON)
    assert standing() == {chart.held(): order.total_vnd, chart.pending(order.seller.code): -order.total_vnd}


def test_s09_the_tax_of_a_filed_return_is_paid_once_and_leaves_the_tax_accounts():
    made = a_filed_return()
    early = went_out(f"NOP THUE {made.code}", 15_000)
    assert how(early)[2] == "not_asked_for"
    file_return(made=made, receipt="11020260001", actor=operator(), at=LATER)

    assign_outgoing(line=early, code=made.code, actor=operator(), at=LATER)
    second = went_out(f"NOP THUE {made.code}", 15_000)

    assert (how(early)[0], how(second)[2]) == ("out", "out_twice")
    assert standing() == {"tax:vat": 10_000, "tax:pit": 5_000, chart.held(): -30_000, chart.UNKNOWN_OUT: 15_000}


def test_somebody_says_what_it_was_or_that_the_bank_charges_it():
    [payout] = a_sent_payout()
    line, fee = went_out("chuyen khoan", 200_000), went_out("phi dich vu", 11_000)

    assign_outgoing(line=line, code=payout.code, actor=operator(), at=LATER)
    say_bank_cost(line=fee, actor=operator(), at=LATER)

    assert (how(line), how(fee)) == (("out", "outgoing", "", payout.code), ("out", "outgoing", "bank_cost", ""))
    assert standing() == {chart.BANK_COSTS: 11_000, chart.held(): -11_000}
    with pytest.raises(StepNotAllowed):
        say_bank_cost(line=fee, actor=operator(), at=LATER)


def test_what_it_cannot_be_for_is_refused_and_it_waits_on():
    [payout] = a_sent_payout()
    line = went_out("chuyen khoan", 150_000)
    boss = operator()

    with pytest.raises(CodeMissing):
        assign_outgoing(line=line, code="CT-2222-2222-22", actor=boss, at=LATER)
    with pytest.raises(NotForThis):
        assign_outgoing(line=line, code=payout.code, actor=boss, at=LATER)
    for act in (assign_line, assign_outgoing):
        with pytest.raises(NotPermitted):
            act(line=line, code=payout.code, actor=PersonFactory(), at=LATER)
    with pytest.raises((StepNotAllowed, CodeMissing)):
        assign_line(line=line, code=an_unpaid_order().code, actor=boss, at=LATER)
    with pytest.raises(StepNotAllowed):
        give_line_back(line=line, reason="x", actor=boss, at=LATER)
    assert how(line) == ("open", "unknown", "no_code", "")


def test_told_again_or_settled_again_nothing_happens():
    [payout] = a_sent_payout()
    line = went_out(f"CHO PHIEN {payout.code}", 200_000, reference="FT1")
    raw = RawLine(incoming=False, booked_on=DAY, amount_vnd=200_000, text=f"CHO PHIEN {payout.code}", reference="FT1")

    again = take_line(raw=raw, at=LATER)
    settle_outgoing(line=again.line, at=LATER)

    assert (again.is_new, again.line.pk, BankLine.objects.count(), standing()) == (False, line.pk, 1, {})


def test_the_office_sees_what_went_out_unexplained_and_explains_it():
    [payout] = a_sent_payout()
    line = went_out("chuyen khoan", 200_000)
    boss = as_person(operator())

    shelf = text_of(boss.get("/dieu-hanh/tien/tren-tai-khoan/"))
    page = text_of(boss.get(f"/dieu-hanh/tien/tren-tai-khoan/{line.code}/"))
    answer_ = boss.post(f"/dieu-hanh/tien/tren-tai-khoan/{line.code}/cho/", {"code": payout.code}, follow=True)

    assert "−200.000 đ" in shelf
    assert "Số tiền này chi cho việc gì?" in page
    assert "Ai đã chuyển" not in page
    assert "Đã chi đúng" in text_of(answer_)


def test_a_surplus_recorded_by_hand_and_by_the_bank_is_one():
    order = an_unpaid_order()
    a_transfer(words_for(order), order.total_vnd + 7_000)
    back = MoneyBack.objects.get()
    record_back(back=back, reference="tay", actor=operator(), at=NOON)

    assert how(went_out(f"tra lai {back.code}", 7_000, at=NOON))[0] == "out"
    assert standing()[chart.held()] == order.total_vnd


def test_s09_of_a_return_the_bank_is_paid_what_months_before_leave_of_it_and_the_tax_accounts_end_at_zero():
    shop, lines = a_seller(kind=SellerKind.HOUSEHOLD_BUSINESS), [SoldLine("1", 1_000_000, "che")]
    for order, month in (("CP-1", 8), ("CP-2", 10)):
        at = NOON.replace(month=month)
        withheld = withhold(seller=shop, subject_code=order, lines=lines, actor=SYSTEM, at=at)
        due = chart.due(shop.code)
        enter([Wish(f"t:{order}:vat", due, chart.tax("vat"), withheld.vat_vnd, kind="vat")], at=at)
    give_back(subject_code="CP-1", cause="HT-1", lines={"1": 400_000}, actor=SYSTEM, at=NOON.replace(month=9))
    enter([Wish("t:back:vat", chart.tax("vat"), chart.due(shop.code), 4_000, kind="vat_back")], at=NOON)
    august, september, october = [
        make_return(month=date(2026, month, 1), actor=SYSTEM, at=NOON) for month in (8, 9, 10)
    ]
    for made in (august, september, october):
        file_return(made=made, receipt="000.01", actor=operator(), at=NOON)

    assert [made.tax_vnd for made in (august, september, october)] == [15_000, 0, 9_000]
    lines = [went_out(august.code, 15_000), went_out(september.code, 6_000), went_out(october.code, 9_000)]

    assert [how(line)[2] for line in lines] == ["", "other_amount", ""]
    assert standing().get(chart.tax("vat"), 0) == 0
    assert standing()[chart.tax("pit")] == 5_000 + 5_000 - 2_000
