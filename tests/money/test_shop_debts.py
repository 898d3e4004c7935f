"""What a shop owes that sells no more has an end: it pays it back by a line of the bank, or two people have the market
bear it; what is left to come to a closed shop is paid out however little it is.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.codes import new_code
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.privacy.selectors.unsettled import unsettled
from chophien.privacy.states import Unsettled
from chophien.reconciliation.actions.deciding import assign_line
from chophien.reconciliation.errors import NotForThis
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import LATER, how
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.settlement.actions.batches import draw_up
from chophien.settlement.actions.setting_right import agree, end_what_is_not_owed, pay_debt, propose, propose_debt
from chophien.settlement.errors import NothingToPayOut, NotOwed, WhyMissing, WrittenDownBefore, WrittenDownBySame
from chophien.settlement.models import WriteOff
from chophien.settlement.selectors.debts import debt_of, debts
from chophien.settlement.selectors.statement import statement
from chophien.settlement.tests.factories import TUESDAY, bank_says, earns, paid_twice, sent, with_account

pytestmark = pytest.mark.django_db
BORNE = chart.funder(chart.MARKET, "debts")
END = LATER + timedelta(days=400)
WHY = "Gian hàng đã đóng, không liên lạc được"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=END).right


@pytest.fixture
def shop():
    """A closed shop that sold for 100,000 đ and was paid, before goods for 150,000 đ went back."""
    shop = with_account(a_seller(code=new_shop_code()))
    earns(shop, 100_000, order="CP-sold", at=TUESDAY - timedelta(days=9))
    goes_back(shop, 250_000)
    shop.status = SellerStatus.CLOSED
    shop.save(update_fields=["status"])
    return shop


def new_shop_code():
    return new_code("GH", 8)


def goes_back(shop, amount, *, at=TUESDAY):
    enter([Wish(f"t:back:{amount}", chart.due(shop.code), chart.REFUNDS, amount, kind="refund_owed")], at=at)


def stands(shop):
    return balance_of(chart.due(shop.code)).owed, balance_of(BORNE).owed


def borne(shop, *, at=LATER):
    written = propose_debt(seller_code=shop.code, reason=WHY, actor=operator(), at=at)
    return agree(written=written, actor=operator(), at=at)


def told(shop, manager):
    return " ".join(Notice.objects.filter(person_code=manager.code, about=shop.code).values_list("text", flat=True))


def test_two_people_have_the_market_bear_what_a_closed_shop_owes_and_its_owner_can_be_erased(shop, do_jobs):
    manager, clerk = manager_of(shop), operator()
    assert Unsettled.SHOP_OWES in {one.kind for one in unsettled(manager, at=LATER)}

    with pytest.raises(NotPermitted):
        propose_debt(seller_code=shop.code, reason=WHY, actor=PersonFactory(), at=LATER)
    with pytest.raises(WhyMissing):
        propose_debt(seller_code=shop.code, reason=" . ", actor=clerk, at=LATER)
    written = propose_debt(seller_code=shop.code, reason=WHY, actor=clerk, at=LATER)
    with pytest.raises(WrittenDownBefore):
        propose_debt(seller_code=shop.code, reason=WHY, actor=operator(), at=LATER)
    with pytest.raises(WrittenDownBySame):
        agree(written=written, actor=clerk, at=LATER)
    assert (debts(at=LATER), stands(shop)) == ({shop.code: 150_000}, (-150_000, 0))
    done = agree(written=written, actor=operator(), at=LATER)
    do_jobs()

    assert (done.amount_vnd, stands(shop), debts(at=LATER)) == (150_000, (0, -150_000), {})
    with pytest.raises(StepNotAllowed):
        agree(written=written, actor=operator(), at=LATER)
    with pytest.raises(NotOwed):
        propose_debt(seller_code=shop.code, reason=WHY, actor=clerk, at=LATER)
    assert ("150.000" in told(shop, manager), "chịu" in told(shop, manager)) == (True, True)
    assert {one.kind for one in unsettled(manager, at=LATER)}.isdisjoint({Unsettled.SHOP_OWES, Unsettled.SHOP_DUE})
    sheet = statement(shop.code, month=LATER.date().replace(day=1))
    assert (sheet.set_right_vnd, sheet.closing_vnd) == (150_000, 0)
    for change in ({"seller_code": ""}, {"approved_by": clerk.code}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WriteOff.objects.update(**change)


def test_it_pays_back_in_parts_by_its_code_or_as_the_desk_says_and_never_more_than_it_owes(shop, do_jobs):
    manager = manager_of(shop)

    part = a_transfer(f"TRA NO CHO {shop.code}", 60_000, at=LATER)
    too_much = a_transfer(f"TRA NO {shop.code} NUA", 90_001, at=LATER)
    assert (how(part), how(too_much)) == (
        ("settled", "exact", "", shop.code),
        ("open", "unknown", "other_came", shop.code),
    )
    assert (stands(shop)[0], debts(at=LATER)) == (-90_000, {shop.code: 90_000})
    cash = a_transfer("NOP TIEN MAT", 90_000, at=LATER)
    with pytest.raises(NotForThis):
        assign_line(line=too_much, code=shop.code, actor=operator(), at=LATER)
    assign_line(line=cash, code=shop.code, actor=operator(), at=LATER)
    do_jobs()

    assert (how(cash)[0], stands(shop), debts(at=LATER)) == ("settled", (0, 0), {})
    assert [amount in told(shop, manager) for amount in ("60.000", "90.000")] == [True, True]
    assert how(a_transfer(f"TRA NO {shop.code} LAN CUOI", 1, at=LATER))[:3] == ("open", "unknown", "no_such_code")
    with pytest.raises(NotOwed):
        pay_debt(seller_code=shop.code, amount_vnd=1, by="SK-X", reference="FT", actor=SYSTEM, at=LATER)


def test_what_comes_after_the_market_bore_it_is_the_markets(shop):
    borne(shop)

    lines = [a_transfer(f"TRA NO {shop.code} {turn}", part, at=LATER) for turn, part in enumerate((50_000, 100_000))]

    assert [how(line)[0] for line in lines] == ["settled", "settled"]
    assert (WriteOff.objects.get().came_in_vnd, stands(shop)) == (150_000, (0, 0))


def test_of_an_open_shop_only_one_that_has_long_sold_nothing_and_what_was_paid_twice_apart(shop):
    open_shop = with_account(a_seller(code=new_shop_code()))
    earns(open_shop, 200_000, order="CP-open", at=TUESDAY - timedelta(days=9))
    first, _second = paid_twice(open_shop, at=LATER, first_at=TUESDAY)
    goes_back(open_shop, 30_000, at=LATER)
    silent = LATER + timedelta(days=179)

    assert (set(debts(at=LATER)), debts(at=silent)[open_shop.code]) == ({shop.code}, 30_000)
    with pytest.raises(NotOwed):
        propose_debt(seller_code=open_shop.code, reason=WHY, actor=operator(), at=LATER)
    assert borne(open_shop, at=silent).amount_vnd == 30_000
    assert debt_of(open_shop.code, at=silent).twice == {first.code: 200_000}
    assert how(a_transfer(f"TRA HET {open_shop.code}", 200_000, at=silent))[0] == "settled"
    assert balance_of(chart.due(open_shop.code)).owed == 0


def test_what_sales_set_off_before_the_second_yes_ends_by_itself(shop):
    seller = with_account(a_seller(code=new_shop_code()))
    earns(seller, 200_000, order="CP-first", at=TUESDAY - timedelta(days=9))
    first, _second = paid_twice(seller, at=LATER, first_at=TUESDAY)
    of_payout = propose(payout=first, reason=WHY, actor=operator(), at=LATER)
    of_shop = propose_debt(seller_code=shop.code, reason=WHY, actor=operator(), at=LATER)
    assert end_what_is_not_owed(at=LATER) == []

    earns(seller, 200_000, order="CP-new", at=LATER)
    earns(shop, 150_000, order="CP-late", at=LATER)

    assert end_what_is_not_owed(at=LATER) == [of_payout, of_shop]
    assert set(WriteOff.objects.values_list("status", "cancelled_by")) == {("cancelled", "system:clock")}
    assert end_what_is_not_owed(at=LATER) == []


def test_a_closed_shop_is_paid_the_last_dong_and_an_open_one_waits():
    few = [with_account(a_seller(code=new_shop_code(), status=status)) for status in ("approved", "closed")]
    for shop in few:
        earns(shop, 9_999, order=f"CP-{shop.code}", at=TUESDAY - timedelta(days=9))

    batch = draw_up(actor=SYSTEM, at=TUESDAY, everybody=True)

    assert list(batch.payouts.values_list("seller_code", "amount_vnd")) == [(few[1].code, 9_999)]
    with pytest.raises(NothingToPayOut):
        draw_up(actor=SYSTEM, at=TUESDAY, everybody=True)


def test_the_desk_shows_it_to_the_end(shop):
    page, listed = f"/dieu-hanh/tien/gian-hang-no/{shop.code}/", "/dieu-hanh/tien/gian-hang-no/"
    one, other = (as_person(operator()) for _ in "12")

    shown = text_of(one.get(listed)).replace("\xa0", " ")
    refused = one.post(f"{page}ghi/", {"reason": " "})
    written = one.post(f"{page}ghi/", {"reason": WHY})
    same, again = one.post(f"{page}dong-y/"), text_of(other.get(page))
    agreed = other.post(f"{page}dong-y/")
    ended = text_of(other.get(page))

    assert all(words in shown for words in (shop.name, "150.000 đ"))
    assert [one.status_code for one in (refused, written, same, agreed)] == [422, 302, 409, 302]
    assert all(words in again for words in (WHY, shop.code, "Đồng ý"))
    assert ("Không còn nợ" in ended, shop.name in text_of(one.get(listed))) == (True, False)
    assert [one.get(f"{listed}{code}/").status_code for code in ("GH-0", a_seller().code)] == [404, 404]
    assert as_person(PersonFactory()).get(page).status_code in {403, 404}


def test_the_list_of_shops_takes_the_same_statements_for_any_number(shop, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        assert len(debts(at=LATER)) == 1
    for number in range(2):
        goes_back(a_seller(code=new_shop_code(), status=SellerStatus.CLOSED), 10_000 + number)
    with django_assert_num_queries(len(few)):
        assert len(debts(at=LATER)) == 3


def test_a_shops_code_alone_pays_no_debt_of_one_that_sells_until_somebody_says_so():
    seller = with_account(a_seller(code=new_shop_code()))
    earns(seller, 100_000, order="CP-sold", at=TUESDAY - timedelta(days=9))
    goes_back(seller, 130_000, at=LATER)

    line = a_transfer(f"MUA HANG CUA {seller.code}", 20_000, at=LATER)
    before = how(line), balance_of(chart.due(seller.code)).owed
    assign_line(line=line, code=seller.code, actor=operator(), at=LATER)

    assert before[0][:2] == ("open", "unknown")
    assert (how(line)[0], balance_of(chart.due(seller.code)).owed - before[1]) == ("settled", 20_000)


def test_of_a_shop_that_was_paid_twice_on_two_payouts_no_more_comes_than_it_owes():
    seller = with_account(a_seller(code=new_shop_code()))
    tried = []
    for turn in range(2):
        earns(seller, 100_000, order=f"CP-{turn}", at=TUESDAY - timedelta(days=9))
        tried.append(first := sent(seller, at=TUESDAY + timedelta(days=turn)))
        bank_says(first, at=TUESDAY + timedelta(days=turn), failed="Sai ten")
        bank_says(sent(seller, at=TUESDAY + timedelta(days=turn)), at=TUESDAY + timedelta(days=turn), paid=f"FT{turn}")
    for payout in tried:
        bank_says(payout, at=LATER, paid=f"FT-{payout.code}")
    before = debt_of(seller.code, at=LATER)
    earns(seller, 100_000, order="CP-next", at=LATER)

    after = debt_of(seller.code, at=LATER)

    assert (before.can_come_vnd, before.twice) == (200_000, dict.fromkeys([one.code for one in tried], 100_000))
    assert (after.can_come_vnd, sum(after.twice.values()), after.owed_vnd) == (100_000, 100_000, 0)
    assert how(a_transfer(f"TRA {seller.code}", 200_000, at=LATER))[:3] == ("open", "unknown", "other_came")
