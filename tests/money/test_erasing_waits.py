"""Nobody is erased while money is owed to them or by them: each matter says what it is and what is to be done."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, operator
from chophien.cashpoints.tests.factories import a_household, a_till, an_agent, real_money
from chophien.cashpoints.tests.factories import asked as cash_asked
from chophien.complaints.tests.factories import a_complaint, a_delivered_order
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.earning import SoldLine, share_sale
from chophien.lots.models import Grower
from chophien.lots.tests.factories import a_brought_lot, drawn, goods_of, packed
from chophien.orders.actions.answers import refuse_order
from chophien.orders.actions.group_buying import join
from chophien.orders.actions.money import give_money_back, mark_paid
from chophien.orders.tests.factories import NOON, a_wish, an_order, fresh
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.models import InterestOwed, Refund
from chophien.places.tests.factories import a_commune
from chophien.privacy.actions import requests
from chophien.privacy.actions.purposes import load_purposes
from chophien.privacy.errors import StillOwed
from chophien.privacy.models import DataRequest
from chophien.privacy.selectors.unsettled import unsettled
from chophien.privacy.states import RequestKind
from chophien.promotions.tests.factories import a_good, a_purchase
from chophien.reconciliation.models import MoneyBack
from chophien.reconciliation.tests.factories import a_transfer, an_unpaid_order, words_for
from chophien.reconciliation.tests.test_outgoing import went_out
from chophien.sellers.models import Seller
from chophien.settlement.tests.factories import earns
from tests.collecting.factories import a_carrier, collected_by_carrier, taken_by

pytestmark = pytest.mark.django_db


def a_refund_of(person):
    order = an_order(payment="vietqr", person=person)
    mark_paid(group=order.group, actor=operator(), at=NOON)
    refuse_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    return Refund.objects.get(payment__order_code=order.code)


def a_promise(person):
    refund = a_refund_of(person)
    return [("refund", (refund.code,), refund.amount_vnd)]


def one_that_came_home(person):
    refund = a_refund_of(person)
    went_out(f"hoan tien {refund.code}", refund.amount_vnd, at=NOON)
    a_transfer(f"hoan tra {refund.code}", refund.amount_vnd)
    return [("account", (refund.code,), refund.amount_vnd)]


def cash_of_a_carrier(person):
    order = collected_by_carrier(a_carrier(), person=person)
    refund = give_money_back(order=order, amount_vnd=50_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)
    return [("account", (refund.code,), 50_000)]


def a_late_one(person):
    refund = a_refund_of(person)
    on = refund.due_on + timedelta(days=73)
    went_out(f"hoan tien {refund.code}", refund.amount_vnd, at=NOON + (on - NOON.date()), on=on)
    interest = InterestOwed.objects.get()
    return [("interest", (interest.code,), refund.amount_vnd // 50)]


def a_surplus(person):
    order = an_unpaid_order(person=person)
    a_transfer(words_for(order), order.total_vnd + 7_000)
    refuse_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    refund, back = Refund.objects.get(), MoneyBack.objects.get()
    return [("refund", (refund.code,), order.total_vnd), ("surplus", (back.code,), 7_000)]


def a_voice(person):
    complaint = a_complaint(order=a_delivered_order(person=person))
    return [("complaints", (complaint.code,), 0)]


def a_word(person):
    purchase = a_purchase(a_good(100_000, available=50))
    join(purchase=purchase, quantity=Decimal(2), wish=a_wish(), actor=person, person=person, at=NOON)
    return [("pledges", (purchase.code,), 0)]


def closed(seller, person):
    """The shop, closed, with the person as its manager."""
    GrantFactory(person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code=seller.code)
    Seller.objects.filter(pk=seller.pk).update(status="closed")
    return seller.code


def a_closed_shop(person):
    seller = a_household(0)
    earns(seller, 120_000, order="CP-E1", at=NOON)
    return [("shop_due", (closed(seller, person),), 120_000)]


def a_shop_that_owes(person):
    seller = a_household(0)
    enter([Wish("t:e2", chart.due(seller.code), chart.REFUNDS, 30_000, kind="refund_owed")], at=NOON)
    return [("shop_owes", (closed(seller, person),), 30_000)]


def a_shop_that_gives_back(person):
    order = a_delivered_order(paid=False)
    give_money_back(order=order, amount_vnd=40_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)
    return [("shop_refunds", (order.code,), 40_000)] if closed(order.seller, person) else []


def an_hour_at_the_till(person):
    with real_money():
        seller, till = a_household(0), a_till()
        earns(seller, 5_000_000, order="CP-E3", at=NOON - timedelta(days=60))
        order = cash_asked(seller, till, 500_000, an_agent(till.point))
    return [("shop_due", (closed(seller, person),), 4_500_000), ("till", (order.code,), 500_000)]


def hands(person):
    GrantFactory(person=person, role=Role.HELPER, scope_kind=Scope.COMMUNE, scope_code=a_commune().code)
    return [("held", (), taken_by(person).total_vnd)]


def a_part_of_a_lot(person):
    lot, growers = a_brought_lot(None, "1", "2")
    Grower.objects.filter(pk=growers[1].pk).update(person=person)
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 30)
    drawn("CP-1", boxes, 30)
    share_sale(order_code="CP-1", lines=[SoldLine("1", 300_000, 30)], at=NOON)
    return [("share", (growers[1].code,), 200_000)]


MATTERS: list[Callable] = [
    a_promise,
    one_that_came_home,
    cash_of_a_carrier,
    a_late_one,
    a_surplus,
    a_voice,
    a_word,
    a_closed_shop,
    a_shop_that_owes,
    a_shop_that_gives_back,
    an_hour_at_the_till,
    hands,
    a_part_of_a_lot,
]


@pytest.mark.parametrize("begun", MATTERS, ids=lambda one: one.__name__)
def test_s36_nobody_is_erased_before_it_is_settled_and_each_matter_says_what_to_do(begun):
    load_purposes()
    person = PersonFactory()
    wanted = begun(person)

    found = unsettled(person, at=NOON)
    asked = requests.ask(person=person, kind=RequestKind.ERASE, words="", actor=person, at=NOON)
    with pytest.raises(StillOwed) as refused:
        requests.carry_out(request=asked, words="", actor=operator(), at=NOON)

    assert [(str(one.kind), one.codes, one.amount_vnd) for one in found] == wanted
    for one in found:
        assert one.what in str(refused.value)
        assert str(one.todo) in str(refused.value)
    person.refresh_from_db()
    assert (person.is_active, DataRequest.objects.get().status) == (True, "received")


def test_s36_what_is_not_settled_stands_on_ones_own_page_before_the_button_and_on_the_operators_desk():
    load_purposes()
    buyer, boss = PersonFactory(), as_person(operator())
    her = as_person(buyer)
    before = text_of(her.get("/toi/du-lieu/"))
    [(_kind, (code,), _amount)] = one_that_came_home(buyer)
    order = Refund.objects.get(code=code).payment.order_code

    answer = her.get("/toi/du-lieu/")
    shown = text_of(answer)
    her.post("/toi/du-lieu/yeu-cau/", {"kind": "erase"})
    page = f"/dieu-hanh/du-lieu/{DataRequest.objects.get().code}/"
    desk, refused = text_of(boss.get(page)), boss.post(page, {"buoc": "lam", "words": ""})
    went_out(f"hoan tien {code}", Refund.objects.get(code=code).amount_vnd, at=NOON)
    after, done = text_of(boss.get(page)), boss.post(page, {"buoc": "lam", "words": ""})

    words = "Phải xong các việc này rồi mới xóa được"
    assert [words in text for text in (before, shown, desk, after)] == [False, True, True, False]
    assert shown.index(words) < shown.index("Gửi yêu cầu")
    assert f'href="/don/{order}/">Ghi tài khoản nhận tiền ở trang của đơn hàng.' in answer.text
    assert (refused.status_code, f"{code} · " in text_of(refused)) == (409, True)
    assert done.status_code == 302
    buyer.refresh_from_db()
    assert not buyer.is_active
