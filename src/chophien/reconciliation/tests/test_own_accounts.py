"""The market's own money on the bank's statement: its line closes what two people agreed to, once, and nothing else."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.proving import prove
from chophien.payments import chart
from chophien.reconciliation.actions.deciding import assign_line
from chophien.reconciliation.errors import NotForThis
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import how, went_out
from chophien.treasury.actions.moving import call_off, say_moved
from chophien.treasury.models import OwnTransfer
from chophien.treasury.tests.test_move import DAY, LATER, PROGRAMME, SHOP, agreed, books, stands, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER + timedelta(days=5)).right


def fresh(one):
    return OwnTransfer.objects.get(pk=one.pk)


def test_s08_the_banks_line_takes_the_fees_out_once_and_a_second_one_waits():
    stands(chart.FEES, 500_000)
    one = agreed()

    line = went_out(f"RUT PHI {one.code.replace('-', '').lower()} cho phien", 400_000, reference="FT77")
    again = went_out(f"RUT PHI {one.code}", 400_000)

    assert how(line) == ("out", "outgoing", "", one.code)
    assert (fresh(one).status, fresh(one).reference) == ("done", "FT77")
    assert how(again)[:3] == ("open", "duplicate", "out_twice")
    assert books() == {chart.FEES: 100_000, chart.held(): 300_000, chart.UNKNOWN_OUT: -400_000}


def test_what_somebody_said_had_moved_is_not_counted_again():
    stands(chart.FEES, 500_000)
    stands(PROGRAMME, -300_000)
    out, into = agreed(), agreed(PROGRAMME, 300_000)
    for one in (out, into):
        say_moved(written=one, reference="FT1", on=DAY, actor=operator(), at=LATER)
    before = books()

    left, came = went_out(out.code, 400_000), a_transfer(f"ocop {into.code}", 300_000, at=LATER)
    twice = a_transfer(f"ocop {into.code}", 300_000, at=LATER)

    assert (how(left)[0], came.status, came.outcome) == ("out", "settled", "exact")
    assert (twice.status, twice.why) == ("open", "came_before")
    assert books() == {**before, chart.held(): before[chart.held()] - 300_000, chart.UNKNOWN: 300_000}


def test_s08_a_programme_pays_what_it_owes_by_the_words_of_its_transfer_or_as_somebody_assigns_it():
    stands(PROGRAMME, -300_000)
    first, second = agreed(PROGRAMME, 200_000), agreed(PROGRAMME, 100_000)

    came = a_transfer(f"SO CONG THUONG CHUYEN {first.code}", 200_000, at=LATER)
    silent = a_transfer("SO CONG THUONG", 100_000, at=LATER)
    assign_line(line=silent, code=second.code, actor=operator(), at=LATER)

    assert (came.status, fresh(first).status, fresh(second).status) == ("settled", "done", "done")
    assert {code: amount for code, amount in books().items() if amount} == {chart.held(): -300_000, SHOP: 300_000}


def test_nothing_moves_that_two_people_have_not_agreed_to_or_of_another_amount():
    stands(chart.FEES, 500_000)
    stands(PROGRAMME, -300_000)
    draft, off, other = written(chart.FEES, 100_000), agreed(chart.FEES, 100_000), agreed(chart.FEES, 100_000)
    call_off(written=off, actor=operator(), at=LATER)
    into = written(PROGRAMME, 300_000)

    lines = [
        went_out(draft.code, 100_000),
        went_out(off.code, 100_000),
        went_out(other.code, 99_000),
        a_transfer(into.code, 300_000, at=LATER),
        a_transfer(other.code, 100_000, at=LATER),
    ]

    assert [how(line)[2] for line in lines] == [
        "not_agreed", "not_agreed", "other_amount", "not_agreed", "not_agreed",
    ]  # fmt: skip
    assert (books()[chart.FEES], books()[PROGRAMME]) == (500_000, -300_000)
    with pytest.raises(NotForThis):
        assign_line(line=lines[3], code=into.code, actor=operator(), at=LATER)


def test_what_the_bank_sends_back_is_on_its_account_again_and_the_next_line_pays_it_anew():
    stands(chart.FEES, 500_000)
    one = agreed()
    went_out(one.code, 400_000)

    home = a_transfer(f"HOAN TRA {one.code} SAI TAI KHOAN", 400_000, at=LATER)
    told_twice = a_transfer(f"HOAN TRA {one.code} SAI TAI KHOAN", 400_000, at=LATER)

    assert (home.status, home.outcome, fresh(one).status, fresh(one).came_home) == ("settled", "exact", "approved", 1)
    assert (told_twice.status, told_twice.why) == ("open", "not_agreed")
    assert books()[chart.FEES] == 500_000
    assert how(went_out(one.code, 400_000))[0] == "out"
    assert (fresh(one).status, books()[chart.FEES]) == ("done", 100_000)
