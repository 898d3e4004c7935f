"""Money of the market's own accounts moves at the bank: two people, never more than there is, and each line once."""

from datetime import date, timedelta
from itertools import count

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Account
from chophien.ledger.selectors import sums_of
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.settlement.tests.factories import SUNDAY
from chophien.treasury.accounts import ALONE, FUNDERS, own_account
from chophien.treasury.actions.moving import agree, call_off, came_back, say_moved, write_down
from chophien.treasury.errors import (
    AgreedBySame,
    MoreThanThere,
    NothingToMove,
    NotWithThePartner,
    NumberMissing,
    PurposeLeftOut,
)
from chophien.treasury.models import OwnTransfer
from chophien.treasury.selectors.standing import own_standings, standing_of
from chophien.treasury.states import OwnKind

pytestmark = pytest.mark.django_db
DAY, LATER = date(2026, 11, 22), SUNDAY + timedelta(days=1)
SHOP, PROGRAMME = chart.due("GH-T"), chart.funder(chart.PROGRAMME, "ocop-2026")
_numbers = count(1)


def stands(code, amount, *, held=True):
    """An account of the market's that holds so much, or is owed it; with `held` the money is with the partner."""
    place = chart.held() if held else chart.cash(chart.CARRIER, "vnpost")
    debit, credit = (place, code) if amount > 0 else (code, SHOP)
    enter([Wish(f"t:{next(_numbers)}", debit, credit, abs(amount), kind="test")], at=SUNDAY)


def books():
    sums = sums_of(Account.objects.values_list("code", flat=True))
    return {code: one.credits_posted - one.debits_posted for code, one in sums.items()}


def written(account=chart.FEES, amount=400_000, *, by=None, at=SUNDAY):
    return write_down(account=account, amount_vnd=amount, purpose="Cho Phien", actor=by or operator(), at=at)


def agreed(*args, **kwargs):
    return agree(written=written(*args, **kwargs), actor=operator(), at=SUNDAY)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER).right


def test_s07_fees_are_taken_out_by_two_people_and_stand_in_the_books_once_they_moved():
    stands(chart.FEES, 1_000_000)
    first, second = operator(), operator()

    one = written(by=first)
    with pytest.raises(AgreedBySame):
        agree(written=one, actor=first, at=SUNDAY)
    with pytest.raises(StepNotAllowed):
        say_moved(written=one, reference="FT1", on=DAY, actor=second, at=SUNDAY)
    one = agree(written=one, actor=second, at=SUNDAY)

    assert (one.kind, one.status, books()) == (
        "fees_out",
        "approved",
        {chart.FEES: 1_000_000, chart.held(): -1_000_000},
    )
    assert standing_of(chart.FEES).most_vnd == 600_000
    with pytest.raises(AgreedBySame):
        say_moved(written=one, reference="FT1", on=DAY, actor=first, at=LATER)
    with pytest.raises(NumberMissing):
        say_moved(written=one, reference=" ", on=DAY, actor=second, at=LATER)

    for _twice in range(2):
        one = say_moved(written=one, reference="FT1", on=DAY, actor=second, at=LATER)

    assert (one.status, one.reference, one.moved_on) == ("done", "FT1", DAY)
    assert books() == {chart.FEES: 600_000, chart.held(): -600_000}
    with pytest.raises(StepNotAllowed):
        call_off(written=one, actor=second, at=LATER)


@pytest.mark.parametrize("code", [*ALONE, *(f"{begin}x" for begin in FUNDERS.values())])
def test_each_account_goes_only_the_way_in_which_it_stands_and_never_further(code):
    what = own_account(code)
    assert standing_of(code).kind is None
    stands(chart.UNKNOWN, 9_000_000)

    stands(code, -70_000)

    with pytest.raises(MoreThanThere):
        written(code, 70_001)
    one = say_moved(written=agreed(code, 70_000), reference="FT1", on=DAY, actor=operator(), at=LATER)
    assert (one.kind, books()[code], standing_of(code).kind) == (what.into, 0, None)

    stands(code, 50_000)

    if what.out is None:
        with pytest.raises(NothingToMove):
            written(code, 50_000)
        return
    with pytest.raises(MoreThanThere):
        written(code, 50_001)
    one = say_moved(written=agreed(code, 50_000), reference="FT2", on=DAY, actor=operator(), at=LATER)
    assert (one.kind, books()[code]) == (what.out, 0)


def test_what_is_on_its_way_cannot_be_written_down_again_and_called_off_it_is_free():
    stands(chart.FEES, 500_000)
    stands(PROGRAMME, -300_000)
    out, into = written(chart.FEES, 400_000), written(PROGRAMME, 300_000)

    with pytest.raises(MoreThanThere):
        written(chart.FEES, 100_001)
    with pytest.raises(NothingToMove):
        written(PROGRAMME, 1)
    assert [(one.most_vnd, one.on_its_way_vnd) for one in own_standings() if one.code == chart.FEES] == [
        (100_000, 400_000)
    ]

    for one in (out, into):
        call_off(written=one, actor=operator(), at=LATER)

    assert (standing_of(chart.FEES).most_vnd, standing_of(PROGRAMME).most_vnd) == (500_000, 300_000)
    assert books() == {chart.FEES: 500_000, PROGRAMME: -300_000, SHOP: 300_000, chart.held(): -500_000}


def test_no_more_leaves_than_is_with_the_partner():
    stands(chart.FEES, 500_000, held=False)
    stands(chart.FEE_TAX, 40_000)

    with pytest.raises(NotWithThePartner):
        written(chart.FEES, 40_001)
    written(chart.FEES, 30_000)
    with pytest.raises(NotWithThePartner):
        written(chart.FEE_TAX, 10_001)
    assert written(chart.FEE_TAX, 10_000).kind == OwnKind.FEE_TAX_OUT


def test_what_the_bank_sent_back_is_on_its_account_again_and_may_be_paid_once_more_or_called_off():
    stands(chart.FEES, 500_000)
    one = say_moved(written=agreed(), reference="FT1", on=DAY, actor=operator(), at=SUNDAY)

    for _twice in range(2):
        one = came_back(written=one, reference="FT2", on=DAY, actor=operator(), at=LATER)

    assert (one.status, one.came_home, one.reference, books()[chart.FEES]) == ("approved", 1, "", 500_000)
    assert standing_of(chart.FEES).most_vnd == 100_000
    one = say_moved(written=one, reference="FT3", on=DAY, actor=operator(), at=LATER)
    assert books() == {chart.FEES: 100_000, chart.held(): -100_000}
    call_off(
        written=came_back(written=one, reference="FT4", on=DAY, actor=operator(), at=LATER), actor=operator(), at=LATER
    )
    assert standing_of(chart.FEES).most_vnd == 500_000


def test_only_operators_of_the_whole_market_and_only_its_own_accounts():
    stands(chart.FEES, 500_000)
    one, anybody = written(), PersonFactory()

    for act in (
        lambda: written(by=anybody),
        lambda: agree(written=one, actor=anybody, at=SUNDAY),
        lambda: say_moved(written=one, reference="1", on=DAY, actor=anybody, at=SUNDAY),
        lambda: call_off(written=one, actor=anybody, at=SUNDAY),
    ):
        with pytest.raises(NotPermitted):
            act()
    for account in (chart.REFUNDS, chart.due("GH-1"), chart.held(), chart.tax("vat")):
        with pytest.raises(NothingToMove):
            written(account, 1)
    with pytest.raises(PurposeLeftOut):
        write_down(account=chart.FEES, amount_vnd=1, purpose=" ", actor=operator(), at=SUNDAY)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_never_take_more_than_there_is_and_say_yes_once():
    stands(chart.FEES, 500_000)
    stands(PROGRAMME, -500_000)
    people = [operator() for _person in range(4)]

    ended = race([lambda who=who: written(chart.FEES, 300_000, by=who) for who in people], at_once=4)
    coming = race([lambda who=who: written(PROGRAMME, 300_000, by=who) for who in people], at_once=4)

    assert (ended, coming) == ({"done": 1, "more_than_there": 3},) * 2
    one = OwnTransfer.objects.get(account=chart.FEES)
    others = [who for who in people if who.code != one.drawn_up_by]
    assert race([lambda who=who: agree(written=one, actor=who, at=SUNDAY) for who in others], at_once=3)["done"] == 1
    told = race(
        [lambda who=who: say_moved(written=one, reference=who.code, on=DAY, actor=who, at=LATER) for who in others],
        at_once=3,
    )
    assert (told, books()[chart.FEES]) == ({"done": 3}, 200_000)
