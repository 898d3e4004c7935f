"""What a shop was paid twice has an end without sales: it sends the money back, or two people have the market bear it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.reconciliation.actions.deciding import assign_line
from chophien.reconciliation.errors import NotForThis
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import LATER, how
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import manager_of
from chophien.settlement.actions.setting_right import agree, call_off, propose
from chophien.settlement.errors import NotOwedTwice, WhyMissing, WrittenDownBefore, WrittenDownBySame
from chophien.settlement.models import WriteOff
from chophien.settlement.selectors.paid_twice import owed_twice, paid_twice, twice_by_code
from chophien.settlement.selectors.statement import statement
from chophien.settlement.tests.factories import TUESDAY, a_paid_seller, bank_says, earns
from chophien.settlement.tests.factories import paid_twice as paid_twice_to

pytestmark = pytest.mark.django_db
BORNE = chart.funder(chart.MARKET, "payouts")
END = LATER + timedelta(days=40)
WHY = "Gian hàng đã nghỉ bán"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=END).right


def a_pair(amount=200_000, *, answered=True):
    """A payout that was paid after all, and what paid it again; the second waits with the bank unless `answered`."""
    seller = a_paid_seller(amount, order="CP-first")
    return paid_twice_to(seller, at=LATER, first_at=TUESDAY, answered=answered)


def owed(payout):
    return balance_of(chart.due(payout.seller_code)).owed, balance_of(BORNE).owed


def written_off(payout):
    return agree(written=propose(payout=payout, reason=WHY, actor=operator(), at=LATER), actor=operator(), at=LATER)


def goes_back_to_a_buyer(payout, amount, *, at=END):
    """Something of a sale goes back, and is taken off what the shop has to come."""
    back = Wish(f"t:back:{amount}", chart.due(payout.seller_code), chart.REFUNDS, amount, kind="refund_owed")
    enter([back], at=at)


def test_two_people_have_the_market_bear_it_and_the_shop_is_told_that_it_owes_nothing(do_jobs):
    first, second = a_pair()
    manager = manager_of(Seller.objects.get(code=first.seller_code))
    clerk = operator()
    before = owed(first)

    with pytest.raises(NotPermitted):
        propose(payout=first, reason=WHY, actor=PersonFactory(), at=LATER)
    with pytest.raises(WhyMissing):
        propose(payout=first, reason=" . ", actor=clerk, at=LATER)
    written = propose(payout=second, reason=WHY, actor=clerk, at=LATER)
    with pytest.raises(WrittenDownBefore):
        propose(payout=first, reason=WHY, actor=operator(), at=LATER)
    with pytest.raises(WrittenDownBySame):
        agree(written=written, actor=clerk, at=LATER)
    assert (owed(first), list(paid_twice())) == (before, [first])
    done = agree(written=written, actor=operator(), at=LATER)
    do_jobs()

    assert (before, done.amount_vnd, owed(first), list(paid_twice())) == ((-200_000, 0), 200_000, (0, -200_000), [])
    with pytest.raises(StepNotAllowed):
        agree(written=written, actor=operator(), at=LATER)
    with pytest.raises(NotOwedTwice):
        propose(payout=first, reason=WHY, actor=clerk, at=LATER)
    told = Notice.objects.filter(person_code=manager.code, about=first.code).order_by("-pk")[0]
    assert ("200.000" in told.text, "không còn nợ" in told.text) == (True, True)
    sheet = statement(first.seller_code, month=LATER.date().replace(day=1))
    assert (sheet.set_right_vnd, sheet.closing_vnd, len(sheet.rows)) == (200_000, 0, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        WriteOff.objects.update(approved_by=clerk.code)


def test_it_is_not_written_off_while_the_bank_can_stop_it_or_after_it_was_called_off():
    first, second = a_pair(answered=False)
    with pytest.raises(NotOwedTwice):
        propose(payout=first, reason=WHY, actor=operator(), at=LATER)
    bank_says(second, at=LATER, paid="FT6")
    written = propose(payout=first, reason=WHY, actor=operator(), at=LATER)

    call_off(written=written, actor=operator(), at=LATER)

    with pytest.raises(StepNotAllowed):
        agree(written=written, actor=operator(), at=LATER)
    assert (owed(first), list(paid_twice())) == ((-200_000, 0), [first])


def test_what_sales_have_set_off_is_not_borne():
    first, _second = a_pair()
    seller = Seller.objects.get(code=first.seller_code)
    written = propose(payout=first, reason=WHY, actor=operator(), at=LATER)
    earns(seller, 150_000, order="CP-new", at=LATER)
    goes_back_to_a_buyer(first, 90_000, at=LATER)

    assert owed_twice() == {first.code: 50_000}
    assert agree(written=written, actor=operator(), at=LATER).amount_vnd == 50_000
    assert (owed(first), owed_twice()) == ((-90_000, -50_000), {})


def test_once_it_was_set_off_what_the_shop_owes_later_is_for_something_else():
    first, _second = a_pair()
    earns(Seller.objects.get(code=first.seller_code), 200_000, order="CP-new", at=LATER)
    goes_back_to_a_buyer(first, 80_000)

    with pytest.raises(NotOwedTwice):
        propose(payout=first, reason=WHY, actor=operator(), at=LATER)
    assert (owed(first)[0], list(paid_twice())) == (-80_000, [])


@pytest.mark.parametrize("which", [0, 1], ids=["by the first code", "by the second code"])
def test_the_shop_sends_it_back_in_parts_by_its_words_or_as_the_desk_says_of_cash_that_was_brought_in(which, do_jobs):
    pair = a_pair()
    named = pair[which]
    manager = manager_of(Seller.objects.get(code=named.seller_code))

    part = a_transfer(f"HOAN TRA {named.code}", 120_000, at=LATER)
    too_much = a_transfer(f"HOAN TRA {named.code} NUA", 80_001, at=LATER)
    assert (how(part), how(too_much)) == (
        ("settled", "exact", "", named.code),
        ("open", "unknown", "other_came_back", named.code),
    )
    assert (owed(named)[0], owed_twice()) == (-80_000, {pair[0].code: 80_000})
    cash = a_transfer("NOP TIEN MAT", 80_000, at=LATER)
    with pytest.raises(NotForThis):
        assign_line(line=too_much, code=named.code, actor=operator(), at=LATER)
    assign_line(line=cash, code=named.code, actor=operator(), at=LATER)
    do_jobs()

    assert (how(cash)[0], owed(named), owed_twice(), list(paid_twice())) == ("settled", (0, 0), {}, [])
    told = Notice.objects.filter(person_code=manager.code, about=pair[0].code)
    assert [amount in " ".join(told.values_list("text", flat=True)) for amount in ("120.000", "80.000")] == [True, True]
    sheet = statement(named.seller_code, month=LATER.date().replace(day=1))
    assert (sheet.set_right_vnd, sheet.closing_vnd) == (200_000, 0)


@pytest.mark.parametrize(
    ("parts", "due"), [((200_000,), 0), ((50_000, 150_000), 0), ((50_000, 200_000), 50_000)], ids=str
)
def test_what_comes_after_the_market_bore_it_is_the_markets_and_no_more_than_that(parts, due):
    first, second = a_pair()
    written_off(first)

    lines = [a_transfer(f"HOAN TRA {second.code} {turn}", part, at=LATER) for turn, part in enumerate(parts)]

    came = WriteOff.objects.get().came_in_vnd
    assert [how(line)[0] for line in lines] == ["settled"] * len(parts)
    assert (came, owed(first)) == (200_000, (due, 0))


def test_the_desk_shows_it_to_the_end():
    first, second = a_pair()
    page = f"/dieu-hanh/tien/chi-tra/hai-lan/{first.code}/"
    one, other = (as_person(operator()) for _ in "12")

    listed = one.get("/dieu-hanh/tien/chi-tra/").text
    refused = one.post(f"{page}ghi/", {"reason": " "})
    written = one.post(f"{page}ghi/", {"reason": WHY})
    same, again = one.post(f"{page}dong-y/"), text_of(other.get(page))
    agreed = other.post(f"{page}dong-y/")
    ended = text_of(other.get(page))

    assert (page in listed, "200.000 đ" in text_of(one.get(page)).replace("\xa0", " ")) == (True, True)
    assert [one.status_code for one in (refused, written, same, agreed)] == [422, 302, 409, 302]
    assert all(words in again for words in (WHY, first.code, second.code, "Đồng ý"))
    assert ("Không còn nợ" in ended, list(paid_twice())) == (True, [])
    assert [one.get(f"/dieu-hanh/tien/chi-tra/hai-lan/{code}/").status_code for code in (second.code, "CT-0")] == [
        404,
        404,
    ]
    assert as_person(PersonFactory()).get(page).status_code in {403, 404}
    assert twice_by_code(first.code).borne_vnd == 200_000
