"""A household asks for cash on its own phone, says yes at the counter, and finds the receipt."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.cashpoints.actions.asking import take_up
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.states import CashStatus, Way
from chophien.cashpoints.tests.factories import a_household, a_point, a_till, an_agent, fills, real_money
from chophien.ledger.actions.posting import Wish
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.sellers.selectors.shops import managers_of
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of

pytestmark = pytest.mark.django_db


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
def seller(before):
    return a_household(5_000_000, at=before)


@pytest.fixture
def household(seller, client):
    client.force_login(managers_of(seller, at=timezone.now())[0])
    return client


def asks(client, amount="1.000.000", **said):
    text = client.get(reverse("sellerdesk:withdraw")).text
    key = re.search(r'name="key" value="([^"]+)"', text)
    point = re.search(r'name="point" value="([^"]+)"', text)
    said = {"key": key[1] if key else "k", "point": point[1] if point else "", "amount_vnd": amount, **said}
    return client.post(reverse("sellerdesk:withdraw"), said)


def step(client, order, name):
    return client.post(reverse("sellerdesk:withdrawal-step", args=[order.code, name]))


def test_from_the_phone_to_the_cash_in_hand(household, seller, till, agent):
    assert reverse("sellerdesk:withdraw") in household.get(reverse("sellerdesk:money")).text
    response = asks(household)
    order = CashOrder.objects.get()
    page = reverse("sellerdesk:withdrawal", args=[order.code])
    assert response["Location"] == page
    text = household.get(page).text
    assert order.code in text
    assert "Chạy thử" not in text
    assert step(household, order, "dong-y").status_code == 409
    take_up(order=order, till=till, actor=agent, at=timezone.now())

    assert "1.000.000" in household.get(page).text
    assert step(household, order, "dong-y").status_code == 302
    order.refresh_from_db()
    pay_out_cash(order=order, actor=agent, at=timezone.now())

    assert (CashOrder.objects.get().status, order.confirmed_way) == (CashStatus.PAID, Way.DESK)
    assert "Vàng Thị Dợ" in household.get(page).text
    assert step(household, order, "huy").status_code == 409


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"amount_vnd": "6.000.000"}, 409),
        ({"amount_vnd": "10.500"}, 409),
        ({"amount_vnd": ""}, 422),
        ({"point": "DM-X"}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused_and_stays_typed(household, seller, till, agent, said, status):
    response = asks(household, **said)

    assert response.status_code == status
    assert CashOrder.objects.count() == 0


def test_called_off_the_money_is_there_again(household, seller, till, agent):
    asks(household, "5.000.000")
    order = CashOrder.objects.get()
    assert asks(household, "10.000", point=till.point.code).status_code == 409

    assert step(household, order, "huy").status_code == 302

    assert asks(household, "10.000").status_code == 302


def test_a_trial_is_said_to_be_one_and_shows_a_code_too(household, seller, till, agent, settings):
    settings.CASHPOINT_CONTRACT = ""
    lies, partners = (chart.simulated(code) for code in (chart.cash(chart.AGENT, till.code), chart.held()))
    enter([Wish("trial", lies, partners, 10_000_000, kind="float_in", book=chart.TRIAL_BOOK)], at=timezone.now())
    asks(household)
    text = household.get(reverse("sellerdesk:withdrawal", args=[CashOrder.objects.get().code])).text

    assert "không có tiền thật" in text
    assert 'class="qr"' in text


def test_where_both_kinds_are_near_the_nearest_real_one_is_chosen_and_each_says_what_it_is(
    household, till, agent, before
):
    trial = a_point(contract="", name="Bưu điện A Thử", at=before)
    an_agent(trial, at=before)
    a_till(point=trial, at=before, holds=0)

    page = household.get(reverse("sellerdesk:withdraw")).text
    tried = asks(household, amount="999.999.999", point=trial.code).text
    asks(household, point=till.point.code)

    assert page.count("Chạy thử: không có tiền thật") == 1
    assert re.search(rf'value="{till.point.code}"[^>]*checked', page)
    assert "Điểm bạn chọn chỉ chạy thử: không có tiền thật." in tried
    assert (CashOrder.objects.get().simulated, CashOrder.objects.get().till) == (False, till)


def test_without_a_point_near_the_page_says_what_else_there_is(household, seller):
    response = household.get(reverse("sellerdesk:withdraw"))

    assert response.status_code == 200
    assert reverse("sellers:account", args=[seller.code]) in response.text


def test_only_the_household_itself_and_no_cooperative(seller, till, agent, household):
    asks(household)
    order = CashOrder.objects.get()
    helper = helper_in(seller.commune.code)
    a_mandate(seller=seller, helper=helper)
    coop = a_seller()
    others = [
        helper,
        agent,
        holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code),
        holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code),
        manager_of(coop),
        manager_of(a_household(0)),
    ]
    for person in others:
        client = Client()
        client.force_login(person)
        assert client.get(reverse("sellerdesk:withdrawal", args=[order.code])).status_code == 404
        assert step(client, order, "huy").status_code == 404
    client.force_login(manager_of(coop))
    assert client.get(reverse("sellerdesk:withdraw")).status_code == 404
    assert reverse("sellerdesk:withdraw") not in client.get(reverse("sellerdesk:money")).text
