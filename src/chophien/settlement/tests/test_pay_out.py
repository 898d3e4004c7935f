"""Batches: drawn up by the day, signed by two, sent as a file, answered line by line; nothing is paid twice."""

import io
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from openpyxl import load_workbook

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.settlement.actions.batches import answer, cancel, draw_up, draw_up_by_the_clock, send, sign
from chophien.settlement.errors import AnswerUnreadable, NothingToPayOut, SignedBySame
from chophien.settlement.models import Batch, Payout, Rhythm
from chophien.settlement.selectors.bankfile import Answer, as_xlsx, read_answer
from chophien.settlement.selectors.payable import next_day, payable_of, waiting_of
from chophien.settlement.selectors.payable import to_come as all_to_come
from chophien.settlement.states import Period
from chophien.settlement.tests.factories import SUNDAY, TUESDAY, a_paid_seller, earns, with_account

pytestmark = pytest.mark.django_db


def a_batch(**facts):
    return draw_up(actor=SYSTEM, at=TUESDAY, **facts)


def approved(batch):
    for person in (operator(), operator()):
        batch = sign(batch=batch, actor=person, at=TUESDAY)
    return batch


def sent(batch):
    send(batch=approved(batch), actor=operator(), at=TUESDAY)
    return batch


def to_come(seller):
    return balance_of(chart.due(seller.code)).owed


def goes_back(seller, amount, *, order="", kind="refund_owed"):
    back = Wish(f"back {order} {kind}", chart.due(seller.code), chart.REFUNDS, amount, kind=kind, subject_code=order)
    enter([back], at=TUESDAY)


def test_money_is_set_aside_once_it_is_in_a_batch():
    seller = a_paid_seller(500_000, order="CP-1")

    batch = a_batch()

    [payout] = Payout.objects.all()
    assert (payout.seller_code, payout.amount_vnd, payout.account_tail) == (seller.code, 500_000, "6789")
    assert (batch.payouts_count, batch.total_vnd, batch.held_at) == (1, 500_000, "Đối tác giữ tiền (mô phỏng)")
    assert to_come(seller) == 0
    with pytest.raises(NothingToPayOut):
        a_batch()


def test_what_sales_of_the_last_three_days_brought_waits():
    seller = a_paid_seller(500_000, order="CP-1")
    earns(seller, 70_000, order="CP-2", at=TUESDAY - timedelta(days=3) + timedelta(seconds=1))

    assert [one.now_vnd for one in payable_of([seller.code], at=TUESDAY)] == [500_000]
    batch = a_batch()
    assert to_come(seller) == 70_000
    waiting = waiting_of(seller.code, at=TUESDAY)  # what is set aside has not come yet, and nobody hides it
    assert (waiting.total_vnd, waiting.aside_vnd, waiting.now_vnd, waiting.later_vnd) == (570_000, 500_000, 0, 70_000)
    [payout] = sent(batch).payouts.all()
    answer(batch=batch, paid={payout.code: "FT1"}, failed={}, actor=operator(), at=TUESDAY)
    waiting = waiting_of(seller.code, at=TUESDAY)
    assert (waiting.total_vnd, waiting.aside_vnd, all_to_come(seller.code)) == (70_000, 0, 70_000)


def test_what_went_back_to_buyers_counts_at_once_and_becomes_a_debt():
    seller = a_paid_seller(500_000, order="CP-1")
    earns(seller, 70_000, order="CP-2", at=TUESDAY)
    goes_back(seller, 520_000)

    assert waiting_of(seller.code, at=TUESDAY).now_vnd == 0
    assert to_come(seller) == 50_000
    with pytest.raises(NothingToPayOut):
        a_batch()


def test_s08_what_went_back_of_a_sale_whose_money_waits_is_held_back_once():
    seller = a_paid_seller(500_000, order="CP-1")
    earns(seller, 70_000, order="CP-2", at=TUESDAY)

    goes_back(seller, 40_000, order="CP-2")
    assert [(one.held_back_vnd, one.now_vnd) for one in payable_of([seller.code], at=TUESDAY)] == [(30_000, 500_000)]

    goes_back(seller, 30_000, order="CP-2", kind="refund_owed_shipping")
    assert [(one.held_back_vnd, one.now_vnd) for one in payable_of([seller.code], at=TUESDAY)] == [(0, 500_000)]

    goes_back(seller, 60_000, order="CP-1")
    assert [one.now_vnd for one in payable_of([seller.code], at=TUESDAY)] == [440_000]


def test_nobody_without_a_confirmed_account_of_their_own_is_paid():
    earns(a_seller(), 500_000, order="CP-1", at=SUNDAY - timedelta(days=9))
    earns(with_account(a_seller(), confirmed=False), 500_000, order="CP-2", at=SUNDAY - timedelta(days=9))

    with pytest.raises(NothingToPayOut):
        a_batch()


def test_little_money_waits_for_the_next_time():
    a_paid_seller(9_999, order="CP-1")

    with pytest.raises(NothingToPayOut):
        a_batch()


@pytest.mark.parametrize(("period", "paid"), [(Period.WEEK, 1), (Period.HALF_MONTH, 0), (Period.MONTH, 0)])
def test_each_seller_is_paid_in_its_own_rhythm(period, paid):
    seller = a_paid_seller(500_000, order="CP-1")
    a_paid_seller(1_000, order="CP-2")
    Rhythm.objects.create(seller_code=seller.code, period=period, changed_at=SUNDAY)

    if paid:
        assert a_batch().payouts_count == 1
    else:
        with pytest.raises(NothingToPayOut):
            a_batch()
        assert a_batch(everybody=True).payouts_count == 1


def test_the_clock_makes_up_for_days_on_which_it_stood_still():
    wednesday = TUESDAY + timedelta(days=1)
    draw_up_by_the_clock(at=TUESDAY - timedelta(days=1))
    a_paid_seller(500_000, order="CP-1")

    late = draw_up_by_the_clock(at=wednesday)
    a_paid_seller(300_000, order="CP-2")

    assert late.total_vnd == 500_000
    assert draw_up_by_the_clock(at=wednesday + timedelta(days=1)) is None


def test_the_next_day_of_each_rhythm():
    days = [str(next_day(period, after=SUNDAY.date())) for period in Period]

    assert days == ["2026-11-24", "2026-12-01", "2026-12-01"]


def test_two_different_people_sign():
    a_paid_seller(500_000, order="CP-1")
    lan, minh = operator(), operator()
    batch = sign(batch=a_batch(), actor=lan, at=TUESDAY)

    with pytest.raises(SignedBySame):
        sign(batch=batch, actor=lan, at=TUESDAY)
    with pytest.raises(StepNotAllowed):
        send(batch=batch, actor=lan, at=TUESDAY)
    batch = sign(batch=batch, actor=minh, at=TUESDAY)

    assert (batch.status, batch.signed_by, batch.approved_by) == ("approved", lan.code, minh.code)
    with pytest.raises(IntegrityError, match="settlement_batch_two_people"), transaction.atomic():
        Batch.objects.update(approved_by=lan.code)


def test_only_an_operator_of_the_whole_market_pays_out():
    a_paid_seller(500_000, order="CP-1")
    batch = a_batch()
    province = holder_of(Role.OPERATOR, Scope.PROVINCE, "08")

    for act in (sign, send, cancel):
        with pytest.raises(NotPermitted):
            act(batch=batch, actor=province, at=TUESDAY)
    with pytest.raises(NotPermitted):
        draw_up(actor=province, at=TUESDAY)


def test_a_batch_that_is_called_off_gives_the_money_free():
    seller = a_paid_seller(500_000, order="CP-1")

    cancel(batch=approved(a_batch()), actor=operator(), at=TUESDAY)

    assert to_come(seller) == 500_000
    assert a_batch().total_vnd == 500_000


def test_the_bank_answers_line_by_line_and_what_failed_is_tried_again():
    good, bad = a_paid_seller(500_000, order="CP-1"), a_paid_seller(300_000, order="CP-2")
    batch = sent(a_batch())
    codes = {one.seller_code: one.code for one in Payout.objects.all()}

    answer(batch=batch, paid={codes[good.code]: "FT1"}, failed={}, actor=operator(), at=TUESDAY)
    batch.refresh_from_db()
    status_between = batch.status
    answer(batch=batch, paid={}, failed={codes[bad.code]: "Sai tên"}, actor=operator(), at=TUESDAY)
    batch.refresh_from_db()
    again = a_batch()

    assert (status_between, batch.status) == ("sent", "done")
    assert balance_of(chart.held()).credits_posted == 500_000
    retried = again.payouts.get()
    assert (retried.seller_code, retried.amount_vnd, retried.retry_of.code) == (bad.code, 300_000, codes[bad.code])
    assert prove(at=TUESDAY).right


def test_the_same_answer_twice_changes_nothing():
    a_paid_seller(500_000, order="CP-1")
    a_paid_seller(100_000, order="CP-2")
    batch = sent(a_batch())
    code = Payout.objects.get(amount_vnd=500_000).code

    first = answer(batch=batch, paid={code: "FT1"}, failed={}, actor=operator(), at=TUESDAY)
    second = answer(batch=batch, paid={code: "FT2"}, failed={}, actor=operator(), at=TUESDAY)

    assert (len(first), len(second)) == (1, 0)
    assert Payout.objects.get(code=code).status == "paid"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_set_the_money_aside_once():
    seller = a_paid_seller(500_000, order="CP-1")
    came = []

    def press():
        try:
            came.append(draw_up(actor=SYSTEM, at=TUESDAY).total_vnd)
        except NothingToPayOut:
            came.append(0)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came) == [0, 0, 0, 500_000]
    assert to_come(seller) == 0


def test_the_file_for_the_bank_holds_what_napas_asks_for():
    a_paid_seller(500_000, order="CP-1")
    batch = approved(a_batch())
    code = Payout.objects.get().code

    text = send(batch=batch, actor=operator(), at=TUESDAY)

    assert text == (
        "STT,MA_GIAO_DICH,MA_NGAN_HANG,TEN_NGAN_HANG,SO_TAI_KHOAN,TEN_NGUOI_HUONG,SO_TIEN,NOI_DUNG\r\n"
        f"1,{code},970436,Vietcombank,0123456789,SUNG THI MAY,500000,CHO PHIEN {code}\r\n"
    )


def test_as_a_workbook_the_file_keeps_the_zeros_of_account_numbers():
    a_paid_seller(500_000, order="CP-1")
    text = send(batch=approved(a_batch()), actor=operator(), at=TUESDAY)

    rows = list(load_workbook(io.BytesIO(as_xlsx(text, at=TUESDAY))).active.iter_rows(values_only=True))

    code = Payout.objects.get().code
    assert rows[1] == (1, code, "970436", "Vietcombank", "0123456789", "SUNG THI MAY", 500_000, f"CHO PHIEN {code}")


def test_whoever_has_taken_the_file_has_sent_it_and_takes_only_what_is_open_again():
    a_paid_seller(500_000, order="CP-1")
    a_paid_seller(300_000, order="CP-2")
    batch = sent(a_batch())
    failed, waits = Payout.objects.order_by("amount_vnd")
    answer(batch=batch, paid={}, failed={failed.code: "Sai tên"}, actor=operator(), at=TUESDAY)

    again = send(batch=batch, actor=operator(), at=TUESDAY)

    assert (waits.code in again, failed.code in again) == (True, False)
    with pytest.raises(StepNotAllowed):
        cancel(batch=batch, actor=operator(), at=TUESDAY)


def test_whoever_owes_the_market_by_the_second_signature_is_left_out():
    debtor, other = a_paid_seller(500_000, order="CP-1"), a_paid_seller(300_000, order="CP-2")
    batch = a_batch()
    goes_back(debtor, 100_000)

    batch = approved(batch)

    assert (batch.payouts_count, batch.total_vnd, to_come(debtor), to_come(other)) == (1, 300_000, 400_000, 0)
    assert Payout.objects.get(seller_code=debtor.code).status == "cancelled"


def test_a_batch_in_which_nobody_is_left_is_called_off_by_the_second_signature():
    debtor = a_paid_seller(500_000, order="CP-1")
    batch = a_batch()
    goes_back(debtor, 100_000)

    batch = approved(batch)

    batch.refresh_from_db()
    assert (batch.status, batch.payouts_count, batch.total_vnd, batch.ended_at) == ("cancelled", 0, 0, TUESDAY)
    assert to_come(debtor) == 400_000
    with pytest.raises(StepNotAllowed):
        send(batch=batch, actor=operator(), at=TUESDAY)


def test_what_is_tried_again_after_a_retry_was_called_off_names_the_line_that_failed():
    a_paid_seller(500_000, order="CP-1")
    batch = sent(a_batch())
    first = Payout.objects.get()
    answer(batch=batch, paid={}, failed={first.code: "Sai tên"}, actor=operator(), at=TUESDAY)
    cancel(batch=a_batch(), actor=operator(), at=TUESDAY)

    again = a_batch().payouts.get()

    assert again.retry_of == first


def test_the_banks_answer_is_read_with_commas_or_semicolons():
    read = read_answer("\ufeffMa;Ket qua;Ghi chu\nCT-1;OK;FT1\nCT-2;loi;Sai ten\n\n")

    assert read == Answer(paid={"CT-1": "FT1"}, failed={"CT-2": "Sai ten"})
    assert read_answer("CT-1,OK,FT1") == Answer(paid={"CT-1": "FT1"}, failed={})
    without_dashes = read_answer("CT1,OK,FT1\nCT-2,LOI,Sai ten")  # a first line that says something is none of names
    assert without_dashes == Answer(paid={"CT1": "FT1"}, failed={"CT-2": "Sai ten"})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hello", 1),
        ("CT-1,OK", 1),
        ("CT-1,OKE,1", 1),
        ("CT-1,OK,1\nCT-1,LOI,x", 2),
        ("CT-1,OK,1\nCT-2,MAYBE,x", 2),
        ("CT-1,OK,1\nCT-2,OK,", 2),
        ('CT-1,LOI,"Sai so', 1),
    ],
)
def test_an_answer_that_cannot_be_read_names_its_line(text, line):
    with pytest.raises(AnswerUnreadable) as refusal:
        read_answer(text)

    assert refusal.value.facts["line"] == line


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (f"CT-1,OK,1\nCT-2,OK,{'FT1 ' * 40_000}", 2, "it is too long: write each payout on a line of its own."),
        (f'CT-1,LOI,"{"x" * 200_000}"', 1, "it is too long: write each payout on a line of its own."),
        (f'CT-1,LOI,"Sai so {"x" * 200_000}', 1, "a quotation mark is not closed."),
        (
            "\n".join(f"CT-{place},OK,1" for place in range(20_001)),
            20_001,
            "a file has 20.000 lines at most: write it down in parts.",
        ),
    ],
)
def test_what_is_too_long_is_called_too_long_and_a_mark_that_swallows_the_rest_a_mark(text, line, why):
    with pytest.raises(AnswerUnreadable) as refusal, translation.override("en"):
        read_answer(text)

    assert (refusal.value.facts["line"], refusal.value.facts["why"]) == (line, why)


def test_managers_are_told_by_a_job_what_the_bank_did_however_many_shops_there_are(do_jobs):
    sellers = [a_paid_seller(500_000, order="CP-1"), a_paid_seller(300_000, order="CP-2")]
    people = [manager_of(seller) for seller in sellers]
    batch = sent(a_batch())
    paid, failed = (Payout.objects.get(seller_code=seller.code) for seller in sellers)

    answer(batch=batch, paid={paid.code: "FT1"}, failed={failed.code: "Sai tên."}, actor=operator(), at=TUESDAY)
    before = Notice.objects.count()
    done = do_jobs()

    told = [Notice.objects.get(person_code=person.code).text for person in people]
    assert before == 0
    assert done.count("settlement.tell_answered") == 1
    assert "500.000" in told[0]
    assert "Sai tên." in told[1]
