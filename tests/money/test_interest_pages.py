"""Interest that is owed by itself, as the office, the shop and the buyer see it and write it down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.complaints.tests.factories import a_delivered_order
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.messages.models import Notice
from chophien.orders.actions.money import give_money_back
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.sellers.tests.factories import manager_of

pytestmark = pytest.mark.django_db
DESK = "/dieu-hanh"


@pytest.fixture
def late():
    """A buyer whose refund of 40.000 đ is 73 days late today: 800 đ at ten per cent a year."""
    buyer = PersonFactory()
    order = a_delivered_order(person=buyer)
    refund = give_money_back(order=order, amount_vnd=40_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON)
    Refund.objects.update(due_on=local_date(timezone.now()) - timedelta(days=73))
    return buyer, order, refund


def test_the_office_writes_down_the_bare_amount_then_the_interest_and_the_buyer_reads_both(late, do_jobs):
    buyer, order, refund = late
    boss, her = as_person(operator()), as_person(buyer)
    page = f"{DESK}/don/{order.code}/"
    asked = text_of(boss.get(page))

    boss.post(f"{page}hoan/{refund.code}/", {"reference": "FT1", "bare": "on"})
    owed = InterestOwed.objects.get()
    waiting, shown = text_of(boss.get(f"{DESK}/tien/")), text_of(her.get(f"/don/{order.code}/"))
    empty = boss.post(f"{page}hoan/{owed.code}/", {"reference": ""})
    done = boss.post(f"{page}hoan/{owed.code}/", {"reference": "FT2"})
    again = boss.post(f"{page}hoan/{owed.code}/", {"reference": "FT3"})
    do_jobs()

    assert "Mới chuyển 40.000 đ" in asked
    assert owed.code in waiting
    assert "chuyển riêng cho bạn số tiền lãi này" in shown
    assert [empty.status_code, done.status_code, again.status_code] == [422, 302, 404]
    after = text_of(her.get(f"/don/{order.code}/"))
    assert ("FT1" in after, "FT2" in after, "chuyển riêng" in after) == (True, True, False)
    assert (balance_of(chart.INTEREST).held, balance_of(chart.INTEREST_OWED).owed) == (800, 0)
    assert any("800 đ" in one.text and "lãi" in one.text for one in Notice.objects.filter(person_code=buyer.code))
    stranger = as_person(PersonFactory())
    assert stranger.post(f"{page}hoan/{owed.code}/", {"reference": "x"}).status_code in {403, 404}


def test_a_shop_that_gave_back_bare_transfers_the_interest_itself_past_the_books(late):
    _buyer, order, refund = late
    Payment.objects.update(receiver="seller", booked_vnd=0)
    Refund.objects.update(booked_vnd=0)
    shop, boss = as_person(manager_of(order.seller)), as_person(operator())

    shop.post(f"/ban-hang/tien/hoan/{refund.code}/", {"reference": "tay", "bare": "on"})
    owed = InterestOwed.objects.get()
    on_its_desk, on_ours = text_of(shop.get("/ban-hang/tien/")), text_of(boss.get(f"{DESK}/tien/"))
    shop.post(f"/ban-hang/tien/hoan/{owed.code}/", {"reference": "FT2"})

    assert ("Tôi đã chuyển" in on_its_desk, owed.code in on_ours) == (True, False)
    owed.refresh_from_db()
    assert (owed.reference, owed.in_books, balance_of(chart.INTEREST_OWED).owed) == ("FT2", False, 0)
