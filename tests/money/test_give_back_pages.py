"""Money back in cash as pages: what the agent reads from the order's code to the receipt, and what the buyer is told."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.states import CashKind, CashStatus
from chophien.cashpoints.tests.factories import a_point, a_till, an_agent, fills, real_money
from chophien.lib.actor import SYSTEM
from chophien.lib.phone import mask_phone
from chophien.messages.models import Message, OutgoingSms
from chophien.orders.actions.money import give_money_back
from chophien.orders.actions.writing import access_token
from chophien.orders.tests.pages import as_person, source_of, text_of
from chophien.payments.models import Refund
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY
from tests.collecting.factories import a_carrier, collected_by_carrier

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="key" value="([^"]+)"')
FETCH = "Hoặc lấy tiền mặt"


@pytest.fixture
def before():
    return timezone.now() - timedelta(days=20)


@pytest.fixture
def till(before):
    with real_money():
        till = a_till(point=a_point(at=before, commune_code="00004"), at=before, holds=0)
        fills(till, 10_000_000, at=timezone.now())
        yield till


@pytest.fixture
def counter(till, before):
    return as_person(an_agent(till.point, at=before))


def owes(order, amount=100_500):
    at = timezone.now()
    return give_money_back(order=order, amount_vnd=amount, reason="hỏng", noticed_at=at, actor=SYSTEM, at=at)


def address(till, order):
    return f"{reverse('cashpoints:give-back', args=[till.code])}?ma={order.group.code}"


def sent_code(order):
    text = OutgoingSms.objects.filter(about=f"cash:{order.code}").latest("pk").text
    return next(word for word in text.split() if word.isdigit() and len(word) == 6)


def step(client, order, name, **data):
    return client.post(reverse("cashpoints:step", args=[order.code, name]), data).status_code


def test_s08_an_agent_gives_cash_back_from_the_orders_code_to_the_receipt(till, counter):
    buyer = PersonFactory(name="Vàng Thị Mai")
    order = collected_by_carrier(a_carrier(), person=buyer)
    refund = owes(order)
    first = counter.get(reverse("cashpoints:till", args=[till.code]))
    page = counter.get(address(till, order))

    assert "Hoàn tiền cho đơn hàng" in text_of(first)
    shown = text_of(page)
    assert ("101.000 đ" in shown, "100.500 đ" in shown, "Vàng Thị" in shown, "Mai" in shown) == (
        True,
        True,
        False,
        True,
    )
    assert (mask_phone(buyer.mobile) in shown, buyer.mobile[-9:-3] in source_of(page)) == (True, False)
    assert Entry.objects.filter(what="cashpoints.looked_up", subject_code=order.group.code).count() == 1

    key = {"key": KEY.search(source_of(page))[1]}
    places = [counter.post(address(till, order), key)["Location"] for _press in range(2)]
    asked = CashOrder.objects.get()
    assert (asked.kind, places) == (CashKind.BACK, [reverse("cashpoints:order", args=[asked.code])] * 2)
    waits = text_of(counter.get(places[0]))
    assert ("Hãy đếm 101.000 đ ra quầy" in waits, "Hoàn tiền mặt" in waits) == (True, True)
    assert [step(counter, asked, "dua-tien"), step(counter, asked, "dong-y")] == [409, 422]
    assert step(counter, asked, "dong-y", code="12") == 409
    assert Refund.objects.get().done_at is None
    assert step(counter, asked, "dong-y", code=sent_code(asked)) == 302

    refund.refresh_from_db()
    asked.refresh_from_db()
    assert (refund.reference, asked.status) == (asked.code, CashStatus.PAID)
    assert "Hãy đưa khách 101.000 đ đang để trên quầy" in text_of(counter.get(places[0]))
    colleague = as_person(an_agent(till.point, at=timezone.now()))
    assert "Đừng đưa lần nữa" in text_of(colleague.get(places[0]))
    CashOrder.objects.update(paid_at=timezone.now() - timedelta(minutes=11))
    assert "Đừng đưa lần nữa" in text_of(counter.get(places[0]))
    assert "− 101.000 đ" in text_of(counter.get(reverse("cashpoints:till", args=[till.code])))
    assert counter.get(reverse("cashpoints:slip", args=[asked.code])).status_code == 200
    assert as_person(buyer).get(reverse("cashpoints:receipt-check", args=[asked.code])).status_code == 200
    nothing = counter.get(address(till, order))
    assert (nothing.status_code, "Không có tiền hoàn để lấy tiền mặt" in text_of(nothing)) == (200, True)
    assert counter.post(address(till, order), {"key": "another"}).status_code == 409


def test_bad_codes_strangers_and_a_call_off(till, counter):
    order = collected_by_carrier(a_carrier())
    owes(order)
    there = reverse("cashpoints:give-back", args=[till.code])

    codes = [counter.get(f"{there}?ma={code}").status_code for code in ("", "x", "GD-0000-0000", "GD-2345-6789")]
    assert [code in {409, 422} for code in codes] == [True] * 4
    assert counter.post(address(till, order), {}).status_code == 422
    assert as_person(PersonFactory()).get(there).status_code == 404
    assert Client().get(there).status_code == 302
    key = {"key": KEY.search(source_of(counter.get(address(till, order))))[1]}
    place = counter.post(address(till, order), key)["Location"]
    asked = CashOrder.objects.get()
    assert as_person(PersonFactory()).get(place).status_code == 404
    response = counter.post(reverse("cashpoints:step", args=[asked.code, "huy"]))
    assert response["Location"].endswith("?xong=cat-lai")
    said = "Đã hủy. Chưa ghi sổ đồng nào: hãy cất tiền lại vào quầy."
    assert said in text_of(counter.get(response["Location"]))
    assert "Lượt này đã hết. Chưa ghi sổ đồng nào: hãy cất tiền lại vào quầy." in text_of(counter.get(place))


def test_more_than_the_day_allows_is_said_with_what_the_buyer_can_do(till, counter):
    order = collected_by_carrier(a_carrier())
    owes(order)
    LegalParameter.objects.filter(key="cashpoints.customer_day_vnd").update(value=50_000)
    remember(seconds=ONE_DAY)

    page = counter.get(address(till, order))

    assert page.status_code == 200
    assert "Số tiền hoàn nhiều hơn mức luật cho một khách" in text_of(page)
    assert counter.post(address(till, order), {"key": "k"}).status_code == 409
    assert not CashOrder.objects.exists()


def test_the_buyer_reads_that_it_can_be_fetched_only_where_real_cash_is_given(till, counter):
    order = collected_by_carrier(a_carrier())
    owes(order)
    guest, page = Client(), f"/don/{order.code}/"
    guest.get(page, {"k": access_token(order.group, secret=settings.SECRET_KEY)})

    shown = guest.get(page)
    with real_money(number="another contract"):
        on_trial = text_of(guest.get(page))
    with real_money():
        again = text_of(guest.get(page))

    said = f"đến đó nói mã {order.group.code} là nhận được tiền mặt"
    assert (FETCH in text_of(shown), said in text_of(shown), FETCH in again) == (True, True, True)
    assert f'href="/rut-tien-gan-nha/?xa={order.group.commune_code}"' in source_of(shown)
    assert (FETCH in on_trial, "Tiền của bạn chuyển về đâu?" in on_trial) == (False, True)


def test_only_who_has_an_account_is_told_of_a_card(counter):
    buyer, page = PersonFactory(), Client()
    theirs, guests = collected_by_carrier(a_carrier(), person=buyer), collected_by_carrier(a_carrier("Xe khách"))
    for order in (theirs, guests):
        owes(order)
    page.get(f"/don/{guests.code}/", {"k": access_token(guests.group, secret=settings.SECRET_KEY)})

    shown = [
        text_of(client.get(f"/don/{order.code}/")) for client, order in ((as_person(buyer), theirs), (page, guests))
    ]

    assert ["Nhớ mang máy nhận tin nhắn của chợ" in one for one in shown] == [True, True]
    assert ["hoặc thẻ của bạn" in one for one in shown] == [True, False]


def test_who_is_asked_for_an_account_is_told_of_the_cash_point_where_one_gives_real_cash(till, counter, do_jobs):
    order = collected_by_carrier(a_carrier())
    with real_money(number="another contract"):
        owes(order, 50_000)
        do_jobs()
    with real_money():
        owes(order, 60_000)
        do_jobs()

    told = Message.objects.filter(phone=order.group.contact_phone, text__contains="đã trả bằng tiền mặt").order_by("pk")
    said = f"đến điểm tiền mặt nói mã {order.group.code}, hoặc ghi số tài khoản trên trang đơn."
    assert [said in one.text for one in told] == [False, True]
