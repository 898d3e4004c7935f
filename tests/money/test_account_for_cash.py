"""Money that was paid in cash and that the market transfers back: its buyer is asked for an account, by rule."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.collecting.actions.handing import confirm, offer
from chophien.collecting.states import Receiver
from chophien.complaints.actions.answering import accept_answer
from chophien.complaints.tests.factories import a_complaint, an_answered
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.messages.models import Message, Notice, OutgoingSms
from chophien.orders.actions.answers import refuse_order
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.actions.money import give_money_back, record_refund
from chophien.orders.actions.writing import access_token
from chophien.orders.policies import guest_of
from chophien.orders.tests.factories import NOON, an_order, fresh, staff
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.models import AccountAsked, InterestOwed, Payment, Refund
from chophien.payments.selectors.asking import accounts_asked, asked_about
from chophien.reconciliation.tests.factories import a_transfer
from chophien.reconciliation.tests.test_outgoing import went_out
from tests.collecting.factories import a_carrier, a_helper_of, a_sent_order, collected_by_carrier, hands_of
from tests.money.test_another_account import ANSWER
from tests.money.test_paid_at_a_till import paid_at_a_till

pytestmark = pytest.mark.django_db
FIRST_VND = 50_000
ASKS, HOME = "Tiền của bạn chuyển về đâu?", "Ngân hàng trả lại tiền của bạn"


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=timezone.now() + timedelta(days=200)).right


def gives_back(order, amount):
    return give_money_back(order=order, amount_vnd=amount, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)


def waits(order):
    return [(one.about, one.amount_vnd, one.of_cash) for one in accounts_asked(order.group.code)]


def to_the_shop(order, helper):
    facts = {"order_codes": [order.code], "receiver": Receiver.SHOP, "receiver_code": order.seller.code}
    receipt = offer(giver=hands_of(helper), actor=helper, at=NOON, **facts)
    confirm(hand_over=receipt, actor=staff(order), at=NOON)


def test_cash_that_a_carrier_has_goes_back_to_the_account_that_the_signed_in_buyer_names(do_jobs):
    buyer, boss = PersonFactory(), as_person(operator())
    order = collected_by_carrier(a_carrier(), person=buyer)
    her, page = as_person(buyer), f"/don/{order.code}/"
    before, refund = text_of(her.get(page)), gives_back(order, order.total_vnd)
    do_jobs()

    shown, desk = text_of(her.get(page)), text_of(boss.get(f"/dieu-hanh/don/{order.code}/"))
    stranger = as_person(PersonFactory()).post(f"{page}tai-khoan/", ANSWER).status_code
    staffs = as_person(staff(order)).post(f"{page}tai-khoan/", ANSWER).status_code
    none_yet = AccountAsked.objects.exists()
    answers = [her.post(f"{page}tai-khoan/", ANSWER).status_code for _time in range(2)]

    assert (ASKS in before, ASKS in shown, HOME in shown, "trả bằng tiền mặt" in shown) == (False, True, False, True)
    assert "đang hỏi tài khoản người mua" in desk
    assert (stranger, staffs in {404, 409}, none_yet, answers) == (404, True, False, [302, 302])
    told = Notice.objects.filter(person_code=buyer.code, text__contains="đã trả bằng tiền mặt")
    assert [one.text.count(order.code) for one in told] == [1]
    row = AccountAsked.objects.get()
    assert (row.about, row.amount_vnd, row.of_cash, row.account_tail) == (refund.code, order.total_vnd, True, "2233")
    after = text_of(her.get(page))
    assert ("Tiền của bạn sẽ được chuyển khoản" in after, "số cuối 2233" in after, ASKS in after) == (True, True, False)
    seen = f"/dieu-hanh/tien/tai-khoan/{refund.code}/"
    assert "đã trả bằng tiền mặt" in text_of(boss.get(seen))
    assert "0011002233" in text_of(boss.post(seen, {"purpose": "trả tiền cho khách"}))
    went_out(f"hoan tien {refund.code}", refund.amount_vnd, at=NOON)
    assert (waits(order), her.post(f"{page}tai-khoan/", ANSWER).status_code) == ([], 409)
    a_transfer(f"hoan tra {refund.code}", refund.amount_vnd)
    assert waits(order) == [(refund.code, refund.amount_vnd, False)]
    assert HOME in text_of(her.get(page))


def test_a_part_agreed_in_a_complaint_is_asked_about_on_its_page_and_a_guest_answers_with_a_code(do_jobs):
    order = collected_by_carrier(a_carrier())
    complaint = an_answered(a_complaint(order=order), amount_vnd=100_000)
    accept_answer(complaint=complaint, read=complaint.remedies.count(), actor=guest_of(order.group), at=NOON)
    refund, page = Refund.objects.get(), f"/don/{order.code}/"
    do_jobs()
    guest = Client()
    guest.get(page, {"k": access_token(order.group, secret=settings.SECRET_KEY)})

    shown = text_of(guest.get(f"{page}khieu-nai/{complaint.code}/"))
    bare = guest.post(f"{page}tai-khoan/", ANSWER).status_code
    guest.post(f"{page}tai-khoan/", {"send": "1"})
    code = OutgoingSms.objects.filter(phone=order.group.contact_phone, secret=True).latest("pk").text[11:17]
    given = guest.post(f"{page}tai-khoan/", {**ANSWER, "code": code}).status_code

    assert (ASKS in shown, "100.000 đ" in shown, bare, given) == (True, True, 422, 302)
    assert Message.objects.filter(phone=order.group.contact_phone, text__contains="đã trả bằng tiền mặt").count() == 1
    assert waits(order) == [(refund.code, 100_000, True)]
    assert asked_about([refund.code])[refund.code].account_tail == "2233"
    assert "2233" not in text_of(guest.get(page))


@pytest.mark.parametrize("names_one", [True, False])
def test_cash_that_reaches_the_shop_later_is_asked_about_no_more_and_the_deposit_keeps_its_account(names_one):
    order = a_sent_order(person=(buyer := PersonFactory()))
    helper, door = a_helper_of(order.seller), f"/don/{order.code}/tai-khoan/"
    payment = Payment.objects.get()
    moved = Wish(
        f"pay:{payment.code}:receive_deposit",
        chart.held(),
        chart.pending(order.seller.code),
        FIRST_VND,
        kind="receive_deposit",
        subject_code=order.code,
    )
    enter([moved], at=NOON)
    deposit = {"deposit_vnd": FIRST_VND, "booked_vnd": FIRST_VND, "deposit_paid_at": NOON}
    Payment.objects.update(status="deposit_paid", came_into=chart.held(), **deposit)
    order = take_cash(order=fresh(order), actor=helper, at=NOON)
    refund = gives_back(order, order.total_vnd)
    whole = waits(order)
    if names_one:
        as_person(buyer).post(door, ANSWER)

    to_the_shop(order, helper)

    assert whole == [(refund.code, order.total_vnd, True)]
    assert waits(order) == ([(refund.code, FIRST_VND, True)] if names_one else [])
    assert [one.amount_vnd for one in Refund.objects.order_by("pk")] == [FIRST_VND, order.total_vnd - FIRST_VND]


def test_an_account_named_for_cash_that_the_shop_has_by_now_counts_no_more():
    order = a_sent_order(person=(buyer := PersonFactory()))
    helper, door = a_helper_of(order.seller), f"/don/{order.code}/tai-khoan/"
    order = take_cash(order=order, actor=helper, at=NOON)
    refund = gives_back(order, 40_000)
    given = as_person(buyer).post(door, ANSWER).status_code

    to_the_shop(order, helper)

    assert (given, waits(order), as_person(buyer).post(door, ANSWER).status_code) == (302, [], 409)
    assert AccountAsked.objects.get(about=refund.code).ended_at is not None
    record_refund(refund=refund, reference="tay", actor=staff(order), at=NOON)


def test_cash_in_the_shops_own_hands_asks_nobody_and_cash_handed_over_to_the_market_still_does():
    order = collected_by_carrier(a_carrier())
    refund = gives_back(order, 40_000)
    asked = []
    for into in (chart.cash(chart.SELLER, order.seller.code), "cash:seller:hop-tac-xa", chart.held()):
        Payment.objects.update(came_into=into)
        asked.append(bool(waits(order)))
    Refund.objects.update(through="gateway:vnpay")

    assert (asked, bool(waits(order)), refund.amount_vnd) == ([False, True, True], False, 40_000)


@pytest.mark.parametrize("is_deposit", [True, False])
def test_cash_of_a_till_is_asked_about_once_the_order_is_refused_and_a_transfer_never_is(is_deposit, do_jobs):
    order, amount = paid_at_a_till(is_deposit=is_deposit)
    refuse_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    do_jobs()

    assert waits(order) == [(Refund.objects.get().code, amount, True)]
    assert Message.objects.filter(phone=order.group.contact_phone, text__contains="đã trả bằng tiền mặt").count() == 1


def test_a_refund_of_a_transfer_asks_nobody(do_jobs):
    order = an_order(payment="vietqr")
    a_transfer(f"{order.group.code}", order.total_vnd)
    refuse_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    do_jobs()

    assert (Refund.objects.count(), waits(order)) == (1, [])
    assert not Message.objects.filter(text__contains="đã trả bằng tiền mặt").exists()


def goes_back_late(order, *, named_by=None, by_bank=False):
    """Of cash 40.000 đ went back 73 days late and bare: 800 đ of interest are left at ten per cent a year. By the bank's
    word, or by somebody's.
    """
    refund = gives_back(order, 40_000)
    if named_by is not None:
        assert as_person(named_by).post(f"/don/{order.code}/tai-khoan/", ANSWER).status_code == 302
    now = timezone.now()
    Refund.objects.update(due_on=local_date(now) - timedelta(days=73))
    told = {"left_on": local_date(now)} if by_bank else {}
    record_refund(refund=Refund.objects.get(), reference="tay", actor=operator(), at=now, with_interest=False, **told)
    return refund, InterestOwed.objects.get()


def told_of_interest(buyer):
    return Notice.objects.filter(person_code=buyer.code, text__contains="tiền lãi, hãy ghi tài khoản").count()


def test_interest_of_cash_that_went_back_before_an_account_was_named_asks_for_one(do_jobs):
    order = collected_by_carrier(a_carrier(), person=(buyer := PersonFactory()))
    _refund, owed = goes_back_late(order, by_bank=True)
    do_jobs()
    page, boss = f"/don/{order.code}/", as_person(operator())
    shown, desk = text_of(as_person(buyer).get(page)), text_of(boss.get(f"/dieu-hanh/don/{order.code}/"))
    money = text_of(boss.get("/dieu-hanh/tien/"))

    before = waits(order)
    given = as_person(buyer).post(f"{page}tai-khoan/", ANSWER).status_code
    named = asked_about([owed.code])[owed.code]

    assert (before, told_of_interest(buyer), given) == ([(owed.code, 800, True)], 1, 302)
    assert (ASKS in shown, "800 đ" in shown) == (True, True)
    assert ["Trả bằng tiền mặt: đang hỏi tài khoản người mua" in one for one in (desk, money)] == [True, True]
    assert (named.account_tail, named.of_cash, named.amount_vnd) == ("2233", True, 800)
    went_out(f"tra lai {owed.code}", 800, at=timezone.now())
    assert waits(order) == []


def test_interest_goes_to_the_account_that_was_named_for_its_refund_and_nobody_is_asked_again(do_jobs):
    order = collected_by_carrier(a_carrier(), person=(buyer := PersonFactory()))
    refund, owed = goes_back_late(order, named_by=buyer)
    do_jobs()

    [row] = accounts_asked(order.group.code)
    ended = AccountAsked.objects.get(about=refund.code)
    assert (row.about, row.amount_vnd, row.account_tail, row.of_cash) == (owed.code, 800, "2233", True)
    assert bytes(row.sealed_account) == bytes(ended.sealed_account)
    assert (told_of_interest(buyer), ended.ended_at is None) == (0, False)


def test_interest_that_the_shop_owes_for_cash_in_its_hands_asks_nobody():
    order = a_sent_order(person=PersonFactory())
    helper = a_helper_of(order.seller)
    order = take_cash(order=order, actor=helper, at=NOON)
    to_the_shop(order, helper)
    _refund, owed = goes_back_late(order)

    assert (owed.in_books, waits(order)) == (False, [])


@pytest.mark.parametrize("into", ["shop", "market"])
def test_the_buyer_is_told_once_cash_reaches_the_shop_and_not_when_it_reaches_the_market(into, do_jobs):
    order = a_sent_order(person=(buyer := PersonFactory()))
    helper = a_helper_of(order.seller)
    order = take_cash(order=order, actor=helper, at=NOON)
    gives_back(order, 40_000)
    if into == "shop":
        to_the_shop(order, helper)
    else:
        facts = {"order_codes": [order.code], "receiver": Receiver.MARKET}
        confirm(hand_over=offer(giver=hands_of(helper), actor=helper, at=NOON, **facts), actor=SYSTEM, at=NOON)
    do_jobs()

    told = Notice.objects.filter(person_code=buyer.code, text__contains="Không cần tài khoản ngân hàng")
    page = text_of(as_person(buyer).get(f"/don/{order.code}/"))
    assert (told.count(), ASKS in page) == ((1, False) if into == "shop" else (0, True))
