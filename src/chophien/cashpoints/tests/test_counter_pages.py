"""The agent's counter as pages: from the phone number to the receipt; strangers find nothing there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.cashpoints.actions.asking import ask_cash_out
from chophien.cashpoints.models import BalanceAsk, CashOrder, DayClose, FloatMove
from chophien.cashpoints.states import CashStatus
from chophien.cashpoints.tests.factories import a_household, a_till, an_agent, fills, real_money
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.messages.models import OutgoingSms
from chophien.orders.actions.money import mark_paid
from chophien.orders.tests.factories import an_order
from chophien.payments import chart
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY
from chophien.sellers.selectors.shops import managers_of

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="key" value="([^"]+)"')


@pytest.fixture
def before():
    return timezone.now() - timedelta(days=20)


@pytest.fixture
def till(before):
    with real_money():
        till = a_till(at=before, holds=0)
        fills(till, 10_000_000, at=timezone.now())
        yield till


@pytest.fixture
def agent(till, before):
    return an_agent(till.point, at=before)


@pytest.fixture
def counter(agent, client):
    client.force_login(agent)
    return client


@pytest.fixture
def seller(till, before):
    return a_household(5_000_000, at=before)


def own(seller):
    return managers_of(seller, at=timezone.now())[0]


def page(client, name, *args, status=200, **data):
    response = client.get(reverse(f"cashpoints:{name}", args=args), data)
    assert response.status_code == status
    return response.text


def key_of(text):
    return KEY.search(text)[1]


def sent_code():
    return next(word for word in OutgoingSms.objects.latest("pk").text.split() if word.isdigit() and len(word) == 6)


def step(client, order, name, **data):
    return client.post(reverse("cashpoints:step", args=[order.code, name]), data).status_code


def test_an_agent_gives_a_customer_cash_from_the_phone_number_to_the_receipt(counter, till, seller):
    assert counter.get(reverse("cashpoints:home"))["Location"] == reverse("cashpoints:till", args=[till.code])
    key = key_of(page(counter, "give", till.code))
    asked = {"key": key, "who": own(seller).phone, "amount_vnd": "1.200.000"}
    response = counter.post(reverse("cashpoints:give", args=[till.code]), asked)
    order = CashOrder.objects.get()
    assert response["Location"] == reverse("cashpoints:order", args=[order.code])

    text = page(counter, "order", order.code)
    assert "Sùng Thị Máy" in text
    assert own(seller).phone[-9:-3] not in text.replace(" ", "")
    assert "Chạy thử" not in text
    assert step(counter, order, "dua-tien") == 409
    assert step(counter, order, "dong-y") == 422
    assert step(counter, order, "dong-y", code="12") == 409
    assert step(counter, order, "dong-y", code=sent_code()) == 302
    assert step(counter, order, "dua-tien") == 302
    assert step(counter, order, "huy") == 409

    assert CashOrder.objects.get().status == CashStatus.PAID
    assert order.code in page(counter, "order", order.code)
    assert "1.200.000" in page(counter, "till", till.code).replace("\u00a0", " ")
    assert balance_of(chart.due(seller.code)).owed == 3_800_000


@pytest.mark.parametrize(
    ("who", "amount", "status"),
    [("0900 000 001", "50.000", 409), ("", "50.000", 422), ("nobody", "x", 422), ("SELLER", "5.100.000", 409)],
)
def test_what_cannot_be_given_is_refused_and_what_was_typed_stays(counter, till, seller, who, amount, status):
    who = who.replace("SELLER", seller.code)
    asked = {"key": "k", "who": who, "amount_vnd": amount}

    response = counter.post(reverse("cashpoints:give", args=[till.code]), asked)

    assert response.status_code == status
    assert f'value="{amount}"' in response.text
    assert CashOrder.objects.count() == 0


def test_an_agent_takes_up_what_a_customer_asked_for_on_their_own_phone(counter, till, seller):
    order = ask_cash_out(seller=seller, till=till, amount_vnd=100_000, key="k", actor=own(seller), at=timezone.now())
    page(counter, "order", order.code, status=404)
    take_up = reverse("cashpoints:take-up", args=[till.code])

    assert counter.post(take_up, {"code": "TM-2222-2222"}).status_code in {409, 422}
    response = counter.post(take_up, {"code": order.code.lower().replace("-", " ")})

    assert response["Location"] == reverse("cashpoints:order", args=[order.code])
    assert "Sùng Thị Máy" in page(counter, "order", order.code)


def test_an_agent_takes_exactly_the_cash_of_an_order(counter, till):
    order = an_order(payment="vietqr")
    group = order.group
    take = reverse("cashpoints:take", args=[till.code]) + f"?ma={group.code}"
    text = page(counter, "take", till.code, ma=order.code)
    assert "Sùng A Páo" in text
    key = key_of(text)

    assert "Bằng mã gửi về máy người mua: 091 *** *678" in text
    said = {"key": key, "amount_vnd": str(group.total_vnd), "says": "orders"}

    assert counter.post(take, {**said, "amount_vnd": str(group.total_vnd - 1000)}).status_code == 409
    for bad in ({"says": ""}, {"says": "other"}, {"says": "other", "other": "024 3825 0000"}):
        refused = counter.post(take, said | bad)
        assert (refused.status_code, "Tôi đã đếm đủ" in refused.text) == (422, True)
    response = counter.post(take, said)
    twice = counter.post(take, said)

    assert response["Location"] == twice["Location"]
    waiting = counter.get(response["Location"]).text
    assert [said in waiting for said in ("Sùng A Páo", group.code, "091 *** *678", "Kiểm tra mã")] == [True] * 4
    assert CashOrder.objects.get().status == CashStatus.ASKED
    cash = CashOrder.objects.get()
    assert step(counter, cash, "dua-tien") == 409
    assert step(counter, cash, "dong-y", code="12") == 409
    code = sent_code()
    assert [step(counter, cash, "dong-y", code=code) for _twice in range(2)] == [302, 302]
    assert "Khách đã có biên nhận" in page(counter, "order", cash.code)
    page(counter, "take", till.code, ma=order.code, status=409)
    page(counter, "take", till.code, ma="GD-1", status=422)


def test_cash_that_was_counted_is_called_off_and_what_came_meanwhile_sends_the_agent_to_give_it_back(counter, till):
    one, other = an_order(payment="vietqr"), an_order(payment="vietqr")
    for order, number in ((one, "0987 654 321"), (other, "")):
        take = reverse("cashpoints:take", args=[till.code]) + f"?ma={order.group.code}"
        says = {"says": "other", "other": number} if number else {"says": "card"}
        counter.post(take, {"key": order.code, "amount_vnd": str(order.group.total_vnd), **says})
    first, second = CashOrder.objects.order_by("pk")
    assert OutgoingSms.objects.get(about=f"cash:{first.code}").phone == "+84987654321"
    assert "Kiểm tra mã" not in page(counter, "order", second.code)

    called_off = counter.post(reverse("cashpoints:step", args=[second.code, "huy"]), follow=True)
    mark_paid(group=one.group, actor=SYSTEM, at=timezone.now())
    refused = counter.post(reverse("cashpoints:step", args=[first.code, "dong-y"]), {"code": sent_code()})

    assert "trả lại tiền cho người mang đến" in called_off.text
    assert (refused.status_code, "trả lại tiền cho người mang đến" in refused.text) == (409, True)
    assert "tiền trả lại cho người mang đến" in page(counter, "order", first.code)
    assert set(CashOrder.objects.values_list("status", flat=True)) == {CashStatus.REFUSED}


def test_a_look_leaves_whose_it_was_in_the_trail_and_names_no_figure(counter, till, seller):
    asked = {"key": "k", "who": seller.code, "amount_vnd": "20.000.000"}

    text = counter.post(reverse("cashpoints:give", args=[till.code]), asked).text.replace("\u00a0", " ")

    assert "5.000.000" not in text
    facts = {"found": 1, "point": till.point.code, "till": till.code}
    assert list(looks(seller.code)) == [facts]


def test_orders_are_looked_for_as_often_as_customers_and_the_same_twice_is_one_look(counter, till):
    LegalParameter.objects.filter(key="cashpoints.asks_per_hour").update(value=2)
    remember(seconds=ONE_DAY)
    first, second, third = (an_order(payment="vietqr").group for _ in range(3))

    for _ in range(3):
        page(counter, "take", till.code, ma=first.code)
    page(counter, "take", till.code, ma=second.code)
    text = page(counter, "take", till.code, ma=third.code, status=409)

    assert third.contact_name not in text
    assert [looks(group.code).count() for group in (first, second, third)] == [1, 1, 0]
    page(counter, "take", till.code, ma=first.code)


def looks(code):
    return Entry.objects.filter(what="cashpoints.looked_up", subject_code=code).values_list("facts", flat=True)


def test_s08_a_household_lets_the_agent_see_its_balance_and_last_sales(counter, till, seller):
    sale = an_order()
    sale.seller = seller
    sale.save()
    response = counter.post(reverse("cashpoints:ask-balance", args=[till.code]), {"who": own(seller).phone})
    ask = BalanceAsk.objects.get()
    assert response["Location"] == reverse("cashpoints:balance", args=[ask.code])
    assert "5.000.000" not in page(counter, "balance", ask.code)

    assert counter.post(response["Location"], {"code": sent_code()}).status_code == 302
    text = page(counter, "balance", ask.code).replace("\u00a0", " ")

    assert "5.000.000" in text
    assert sale.code in text
    assert "Sùng A Páo" not in text
    BalanceAsk.objects.update(expires_at=timezone.now())
    page(counter, "balance", ask.code, status=404)


def test_cash_is_brought_and_taken_and_the_day_is_counted(counter, till):
    text = page(counter, "float", till.code)
    moved = {"key": key_of(text), "kind": "float_out", "amount_vnd": "4.000.000", "reference": "VC-9"}
    address = reverse("cashpoints:float", args=[till.code])
    assert counter.post(address, {**moved, "reference": ""}).status_code == 422
    assert counter.post(address, {**moved, "amount_vnd": "40.000.000"}).status_code == 409
    assert counter.post(address, moved).status_code == 302
    assert counter.post(address, moved).status_code == 302
    assert FloatMove.objects.filter(reference="VC-9").count() == 1

    close = reverse("cashpoints:close", args=[till.code])
    assert "6.000.000" not in page(counter, "close", till.code).replace("\u00a0", " ")
    assert counter.post(close, {"note_500000": "11"}).status_code == 409
    assert counter.post(close, {"note_500000": "12"}).status_code == 302

    assert DayClose.objects.get().difference_vnd == 0
    assert "6.000.000" in page(counter, "close", till.code).replace("\u00a0", " ")
    key = key_of(page(counter, "give", till.code))
    refused = counter.post(reverse("cashpoints:give", args=[till.code]), {"key": key, "who": "1", "amount_vnd": "1"})
    assert refused.status_code == 409


@pytest.mark.parametrize("who", ["guest", "stranger", "operator", "elsewhere"])
def test_there_is_no_counter_for_anybody_else(till, seller, who, before):
    client = Client()
    people = {"stranger": PersonFactory, "operator": operator, "elsewhere": lambda: an_agent(a_till(at=before).point)}
    if who != "guest":
        client.force_login(people[who]())
    order = ask_cash_out(seller=seller, till=till, amount_vnd=100_000, key="k", actor=own(seller), at=timezone.now())
    wanted = 302 if who == "guest" else 404
    for name in ("till", "give", "take", "ask-balance", "float", "close"):
        page(client, name, till.code, status=wanted)
    page(client, "order", order.code, status=wanted)
    assert step(client, order, "dua-tien") == wanted


def test_the_pages_of_a_trial_say_that_no_money_is_real(till, agent, client, settings):
    settings.CASHPOINT_CONTRACT = ""
    client.force_login(agent)
    trial = {
        name: "không có tiền thật" in page(client, name, till.code)
        for name in ("till", "give", "take", "ask-balance", "float", "close")
    }

    assert [name for name, said in trial.items() if not said] == ["float", "close"]  # real cash still lies there
    empty = a_till(point=till.point, holds=0)
    assert "không có tiền thật" in page(client, "close", empty.code)
    # cash that comes here is real, contract or not
    assert "không có tiền thật" not in page(client, "float", empty.code)


def test_a_till_costs_the_same_statements_whatever_waits(counter, till, before, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        page(counter, "till", till.code)
