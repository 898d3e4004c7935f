"""Pages about payouts ask the database no more often for three lines than for one: the office's batch, a shop's month."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.tests.factories import operator
from chophien.lib.actor import SYSTEM
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.sellers.models import PayoutAccount
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.settlement.actions.batches import answer, draw_up, send, sign
from chophien.settlement.tests.factories import a_paid_seller, earns, with_account

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 20, tzinfo=UTC)


def looked_at(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200
    return len(asked), text_of(response)


def test_a_batch_takes_the_same_queries_for_any_number_of_payouts():
    client, seen = signed_in(operator()), {}

    for number in (1, 3):
        for place in range(number):
            a_paid_seller(500_000, order=f"CP-{number}-{place}")
        batch = draw_up(actor=SYSTEM, at=timezone.now(), everybody=True)
        address = reverse("officedesk:payout-batch", kwargs={"code": batch.code})
        seen[number] = looked_at(client, address)[0]
        assert batch.payouts.count() == number

    assert seen[1] == seen[3]


def test_a_batch_names_who_drew_it_up_signed_and_took_it_to_the_bank():
    at, first, second = timezone.now(), operator(name="Chị Thu"), operator(name="Anh Lềnh")
    a_paid_seller(500_000, order="CP-1")
    batch = draw_up(actor=SYSTEM, at=at, everybody=True)
    drawn_up = text_of(signed_in(first).get(reverse("officedesk:payout-batch", kwargs={"code": batch.code})))
    for person in (first, second):
        sign(batch=batch, actor=person, at=at)
    send(batch=batch, actor=second, at=at)

    page = text_of(signed_in(first).get(reverse("officedesk:payout-batch", kwargs={"code": batch.code})))

    assert ("Đồng hồ của chợ" in page, page.count("Chị Thu") >= 1, page.count("Anh Lềnh")) == (True, True, 2)
    assert first.code not in page
    assert ("Trong đợt chi, chưa gửi đi" in drawn_up, "Đã để riêng cho bạn" in drawn_up) == (True, False)


def test_a_month_takes_the_same_queries_for_any_number_of_orders():
    at = timezone.now()
    seller = a_paid_seller(500_000, order="CP-A", at=at)
    client, address = signed_in(manager_of(seller)), reverse("sellerdesk:statement")

    one, _text = looked_at(client, address)
    for order in ("CP-B", "CP-C"):
        earns(seller, 100_000, order=order, at=at)
    three, text = looked_at(client, address)

    assert all(order in text for order in ("CP-A", "CP-B", "CP-C"))
    assert one == three


def test_every_shop_without_an_account_is_reached(monkeypatch):
    monkeypatch.setattr("chophien.officedesk.views.payouts.LEFT_OUT_MOST", 2)
    shops = [a_seller(name=f"Hộ số {place}") for place in range(3)]
    for place, shop in enumerate(shops):
        earns(shop, 300_000 - place, order=f"CP-{place}", at=timezone.now())
    client, address = signed_in(operator()), reverse("officedesk:payouts")

    first, second = client.get(address).text, client.get(f"{address}?con=2").text

    assert [one.name in first for one in shops] == [True, True, False]
    assert [one.name in second for one in shops] == [False, False, True]
    assert (f"{address}?con=2#con" in first, f"{address}?con=0#con" in second) == (True, True)


def test_a_shop_without_a_confirmed_account_is_promised_no_day():
    seller = with_account(a_seller(), confirmed=False)
    earns(seller, 500_000, order="CP-1", at=timezone.now())
    client = signed_in(manager_of(seller))
    pages = [reverse("sellerdesk:money"), reverse("sellerdesk:statement")]

    waiting = [client.get(page).text for page in pages]
    PayoutAccount.objects.update(confirmed_at=timezone.now())
    confirmed = [client.get(page).text for page in pages]

    said = "ngay khi tài khoản của bạn được xác nhận"
    assert [said in page for page in waiting + confirmed] == [True, True, False, False]
    assert reverse("sellers:account", kwargs={"code": seller.code}) in waiting[1]


def test_the_file_of_a_month_is_in_words_and_adds_up():
    seller = a_paid_seller(200_000, order="CP-1", at=datetime(2026, 10, 20, tzinfo=UTC))
    earns(seller, 500_000, order="CP-2", at=datetime(2026, 11, 2, tzinfo=UTC))
    batch = draw_up(actor=SYSTEM, at=NOVEMBER, everybody=True)
    for person in (operator(), operator()):
        sign(batch=batch, actor=person, at=NOVEMBER)
    send(batch=batch, actor=operator(), at=NOVEMBER)
    answer(batch=batch, paid={batch.payouts.get().code: "FT1"}, failed={}, actor=operator(), at=NOVEMBER)
    client = signed_in(manager_of(seller))

    file = client.get(reverse("sellerdesk:statement-file"), {"thang": "2026-11"})

    lines = b"".join(file).decode("utf-8-sig").splitlines()
    head, *rows = [line.split(",") for line in lines]
    assert head == [
        "Ngày", "Đơn hàng", "Tiền hàng", "Tiền gửi hàng người mua trả", "Bên khác trả", "Phí của chợ",
        "Thuế đã khấu trừ", "Trả lại người mua", "Phí vận chuyển trả lại người mua",
        "Tiền mặt bạn hoặc bên vận chuyển của bạn đã thu", "Cộng",
    ]  # fmt: skip
    assert [(row[0], row[1], row[-1]) for row in rows] == [
        ("01/11/2026", "Còn lại từ trước", "200000"),
        ("02/11/2026", "CP-2", "500000"),
        ("", "Đã chuyển cho bạn", "-700000"),
        ("", "Còn chờ chuyển", "0"),
    ]
