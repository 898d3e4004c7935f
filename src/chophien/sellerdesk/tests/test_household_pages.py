"""What a cooperative owes its households: paying them, and what each reads on its own page."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.growers import account_number
from chophien.lots.actions.paying import say_paid
from chophien.lots.models import Grower, GrowerPayment
from chophien.lots.states import PayWay
from chophien.lots.tests.factories import a_brought_lot, a_grower, goods_of, packed
from chophien.orders.tests.factories import NOON
from chophien.payments import chart
from chophien.sellerdesk.tests.factories import a_picture, a_shop, signed_in, sold, text_of

pytestmark = pytest.mark.django_db
LOTS, GROWERS, MINE = "/ban-hang/lo/", "/ban-hang/ho-gop/", "/ban-hang/phan-cua-toi/"


@pytest.fixture
def shop():
    return a_shop(name="HTX Chè Bản Bẹ")


@pytest.fixture
def client(shop):
    return signed_in(shop[1])


def owed(shop):
    """A household that is owed 270.000 for a sale of the lot."""
    lot, [grower] = a_brought_lot(shop[0], "10")
    boxes = goods_of(shop[0], holds_g=1_000)
    packed(lot, boxes, 10, 1_000)
    sold(boxes, 2)
    return grower


def test_a_household_without_a_phone_is_paid_in_cash_and_signs_on_paper(client, shop):
    grower = owed(shop)
    page = f"{GROWERS}{grower.code}/"
    day = f"{timezone.localdate():%d/%m/%Y}"

    refused = client.post(f"{page}tra/", {"amount_vnd": "900.000.000", "way": "cash", "paid_on": day})
    client.post(f"{page}tra/", {"amount_vnd": "100.000", "way": "cash", "paid_on": day, "reference": "PC 1"})
    payment = GrowerPayment.objects.get()
    before = balance_of(chart.grower(grower.code)).owed
    answers = [
        client.post(f"{GROWERS}tra/{payment.code}/giay/", {"witness_name": "Hạng A Dế"}),
        client.post(f"{GROWERS}tra/{payment.code}/giay/", {"witness_name": grower.name, "paper": a_picture()}),
        client.post(f"{GROWERS}tra/{payment.code}/gui-ma/"),
        client.post(f"{GROWERS}tra/{payment.code}/giay/", {"witness_name": "Hạng A Dế", "paper": a_picture()}),
        client.post(f"{GROWERS}tra/{payment.code}/bo/"),
        client.post(f"{GROWERS}tra/{payment.code}/gi-do/"),
    ]

    assert refused.status_code == 409
    assert [one.status_code for one in answers] == [422, 422, 409, 302, 409, 404]
    assert balance_of(chart.grower(grower.code)).owed == before - 100_000


def test_a_household_reads_its_own_sums_by_its_card_and_says_that_it_has_the_money(client, shop):
    grower = owed(shop)
    card_page = text_of(client.post(f"{GROWERS}{grower.code}/the/"))
    number = re.search(r"TH-[0-9A-Z]{4}-[0-9A-Z]{4}", card_page)[0]
    pin = re.search(r'PIN: <span class="num strong">(\d{3}) (\d{3})<', card_page)
    say_paid(grower=grower, amount_vnd=50_000, way=PayWay.CASH, paid_on=NOON.date(), actor=SYSTEM, at=NOON)
    payment, theirs = GrowerPayment.objects.get(), Client()

    came = theirs.post(
        "/the/", {"code": number, "pin": "".join(pin.groups()), "own_pin": "739164", "own_pin_again": "739164"}
    )
    page = text_of(theirs.get(MINE))
    theirs.post(f"{MINE}{payment.code}/da-nhan/")

    assert came["Location"] == MINE
    assert "10\xa0kg" in page
    assert "50.000" in page
    payment.refresh_from_db()
    assert (payment.status, payment.receipt) == ("confirmed", "desk")
    by_card = GrowerPayment.objects.get(pk=_another(grower).pk)
    answer = client.post(f"{GROWERS}tra/{by_card.code}/the/", {"card": number, "pin": "739164"})
    by_card.refresh_from_db()
    assert (answer.status_code, by_card.status, by_card.receipt) == (302, "confirmed", "card")
    wrong = client.post(f"{GROWERS}tra/{_another(grower).code}/the/", {"card": number, "pin": "111111"})
    assert wrong.status_code == 409


def test_the_number_of_a_households_account_is_not_shown_and_stays_when_it_is_left_empty(client, shop):
    grower = a_grower(shop[0], bank_bin="970436", account="0123456789")
    page = f"{GROWERS}{grower.code}/sua/"
    typed = {"name": grower.name, "hamlet": "Bản mới", "bank_bin": "970436", "account": ""}

    shown = client.get(page)
    kept = client.post(page, typed)
    after = Grower.objects.get(pk=grower.pk)
    other_bank = client.post(page, {**typed, "bank_bin": "970415"})
    client.post(page, {**typed, "bank_bin": ""})
    in_cash = Grower.objects.get(pk=grower.pk)

    assert ("0123456789" in shown.text, "6789" in shown.text) == (False, True)
    assert (kept.status_code, other_bank.status_code) == (302, 422)
    assert (after.hamlet, after.account_tail, account_number(after)) == ("Bản mới", "6789", "0123456789")
    assert (in_cash.pay_way, account_number(in_cash)) == ("cash", "")


def _another(grower):
    return say_paid(grower=grower, amount_vnd=1_000, way=PayWay.CASH, paid_on=NOON.date(), actor=SYSTEM, at=NOON)


def test_nobody_sees_the_figures_of_another_household(shop):
    lot, growers = a_brought_lot(shop[0], "10", "20")
    person = PersonFactory()
    Grower.objects.filter(pk=growers[0].pk).update(person=person)

    page = text_of(signed_in(person).get(MINE))

    assert growers[0].name in page
    assert growers[1].name not in page
    assert "33,33" in page
    assert signed_in(PersonFactory()).get(MINE).status_code == 404
    assert lot.code in page
