"""A transfer too much that could not be brought back: only who paid the order is asked where it goes."""

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.messages.models import Notice
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments.models import AccountAsked
from chophien.reconciliation.models import MoneyBack
from chophien.reconciliation.tests.factories import a_transfer, an_unpaid_order, words_for
from chophien.reconciliation.tests.test_outgoing import went_out

pytestmark = pytest.mark.django_db
BUYER = {"payer_name": "SUNG A PAO", "payer_account": "0351000646393"}
SAME = {"payer_name": "Sùng A Páo", "payer_account": "0351 0006 46393"}
STRANGER = {"payer_name": "LO THI MAY", "payer_account": "0011002233"}


@pytest.mark.parametrize(
    ("first", "second", "is_asked"),
    [(BUYER, SAME, True), (BUYER, STRANGER, False), (BUYER, {}, False), ({}, {}, False)],
)
def test_s07_of_what_was_paid_twice_and_comes_home_only_who_paid_the_order_is_asked(first, second, is_asked, do_jobs):
    buyer = PersonFactory()
    order = an_unpaid_order(person=buyer)
    a_transfer(words_for(order), order.total_vnd, **first)
    more = a_transfer(words_for(order), order.total_vnd, **second)
    back = MoneyBack.objects.get(line=more)
    went_out(f"tra lai {back.code}", back.amount_vnd, at=NOON)
    do_jobs()
    told = Notice.objects.filter(person_code=buyer.code).count()

    a_transfer(f"HOAN {back.code}", back.amount_vnd)
    do_jobs()

    back.refresh_from_db()
    desk = text_of(as_person(operator()).get(f"/dieu-hanh/tien/tren-tai-khoan/{more.code}/"))
    assert (back.came_home, back.done_at) == (1, None)
    assert AccountAsked.objects.filter(about=back.code).exists() is is_asked
    assert Notice.objects.filter(person_code=buyer.code).count() == told + is_asked
    assert ("đang hỏi người mua tài khoản khác" in desk, "chợ chưa hỏi ai" in desk) == (is_asked, not is_asked)
