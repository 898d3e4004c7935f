"""One movement that went out, told twice in different shape: it is counted once, as somebody says."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.ledger.actions.proving import prove
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.reconciliation.actions.deciding import say_same
from chophien.reconciliation.actions.outgoing import say_bank_cost
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.tests.factories import DAY, a_transfer
from chophien.reconciliation.tests.test_outgoing import LATER, a_refund, a_sent_payout, how, standing, went_out

pytestmark = pytest.mark.django_db
WORDS, CHARGE = "PHI DICH VU SMS BANKING T11", 11_000


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER + timedelta(days=1)).right


@pytest.mark.parametrize("numbers", [("FT26325000001", ""), ("", "FT26325000001")])
@pytest.mark.parametrize("first_is_explained", [True, False])
def test_a_charge_with_and_without_its_number_is_counted_once(numbers, first_is_explained):
    first = went_out(WORDS, CHARGE, reference=numbers[0])
    if first_is_explained:
        say_bank_cost(line=first, actor=operator(), at=LATER)
    again = went_out(WORDS, CHARGE, reference=numbers[1])
    assert (how(again), again.twin) == (("open", "unknown", "looks_like", ""), first)

    say_same(line=again, actor=operator(), at=LATER)
    if not first_is_explained:
        say_bank_cost(line=first, actor=operator(), at=LATER)

    assert (how(again)[0], standing()) == ("same", {chart.held(): -CHARGE, chart.BANK_COSTS: CHARGE})
    with pytest.raises(StepNotAllowed):
        say_same(line=again, actor=operator(), at=LATER)
    assert standing() == {chart.held(): -CHARGE, chart.BANK_COSTS: CHARGE}


def test_a_payout_told_twice_is_paid_once_and_its_second_line_is_closed_by_its_page():
    [payout] = a_sent_payout(200_000)
    went_out(f"CHO PHIEN {payout.code}", 200_000, reference="FT1")
    again = went_out(f"MBVCB CHO PHIEN {payout.code}", 200_000, reference="")
    boss = as_person(operator())
    assert how(again)[:3] == ("open", "duplicate", "out_twice")

    page = text_of(boss.get(f"/dieu-hanh/tien/tren-tai-khoan/{again.code}/"))
    boss.post(f"/dieu-hanh/tien/tren-tai-khoan/{again.code}/la-mot/")

    assert ("Có phải cùng một khoản tiền không?" in page, "Là khoản khác" in page) == (True, False)
    assert (how(again)[0], standing()) == ("same", {})


@pytest.mark.parametrize(
    ("words", "amount", "reference", "on"),
    [
        (WORDS, CHARGE, "FT2", DAY),
        (WORDS, CHARGE + 1, "", DAY),
        ("PHI QUAN LY TAI KHOAN", CHARGE, "", DAY),
        (WORDS, CHARGE, "", DAY + timedelta(days=2)),
        ("PHI CHUYEN TIEN", 5_500, "FT1", DAY),
    ],
)
def test_other_money_is_no_twin_also_with_the_number_of_the_same_file(words, amount, reference, on):
    went_out(WORDS, CHARGE, reference="FT1")
    other = went_out(words, amount, reference=reference, on=on)

    assert (other.twin, BankLine.objects.count()) == (None, 2)
    with pytest.raises(StepNotAllowed):
        say_same(line=other, actor=operator(), at=LATER)


def test_only_operators_of_the_country_say_so():
    went_out(WORDS, CHARGE, reference="FT1")
    again = went_out(WORDS, CHARGE, reference="")

    with pytest.raises(NotPermitted):
        say_same(line=again, actor=PersonFactory(), at=LATER)
    assert standing() == {chart.held(): -2 * CHARGE, chart.UNKNOWN_OUT: 2 * CHARGE}


def test_of_two_movements_that_look_alike_words_decide_which_pays_what_is_still_expected():
    [payout] = a_sent_payout(200_000)
    cut = went_out("CHO PHIEN CHI TRA NGAY 24", 200_000, reference="")

    whole = went_out(f"CHO PHIEN CHI TRA NGAY 24 {payout.code}", 200_000, reference="FT1")

    assert (whole.twin, how(whole)) == (cut, ("out", "outgoing", "", payout.code))
    assert how(cut)[2] == "looks_like"
    assert standing()[chart.UNKNOWN_OUT] == 200_000
    say_same(line=cut, actor=operator(), at=LATER)
    assert (how(cut)[0], standing()) == ("same", {})


def test_what_its_twin_paid_and_is_owed_again_is_not_paid_once_more_by_the_same_words():
    refund = a_refund()
    words, amount = f"hoan tien {refund.code}", refund.amount_vnd
    first = went_out(words, amount, reference="")
    a_transfer(words, amount)

    again = went_out(words, amount, reference="FT1")

    refund.refresh_from_db()
    assert (again.twin, how(again)[2], refund.done_at) == (first, "looks_like", None)
