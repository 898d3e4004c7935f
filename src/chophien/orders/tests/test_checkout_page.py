"""The sheet before the order, used without scripts: what it shows, what it remembers, how it becomes an order."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.orders.models import Cart, Order, OrderGroup
from chophien.orders.tests.factories import a_checkout
from chophien.orders.tests.pages import answers_of, as_person, form_of, source_of, text_of
from chophien.orders.tests.sheets import BA_DINH, HA_NOI, PAO, SHEET, order, put, sheet_for
from chophien.regulations.models import RegulationVersion
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_a_guest_buys_without_scripts_in_three_steps_from_the_cart_and_back_never_sends_again(client):
    tea = a_variant(available=10)
    put(client, tea, "3")

    page = client.get(SHEET)
    asked = client.post(SHEET, {**answers_of(page, SHEET), "province_code": HA_NOI, "do": "place"})
    priced = client.get(asked["Location"])
    placed = client.post(SHEET, {**answers_of(priced, SHEET), **PAO})

    group = OrderGroup.objects.get()
    assert (asked.status_code, asked["Location"]) == (302, f"{SHEET}#noi")
    assert (placed.status_code, placed["Location"]) == (302, f"/don/{group.code}/cam-on/")
    assert (group.contact_name, group.contact_phone, group.commune_name, group.hamlet, group.landmark, group.note) == (
        "Sùng A Páo", "+84912345678", "Phường Ba Đình", "Số 8, ngõ 12", "cạnh trường học", "Gọi trước khi giao",
    )  # fmt: skip
    assert (group.goods_vnd, group.shipping_vnd, group.total_vnd, group.payment_method) == (
        555_000,
        38_000,
        593_000,
        "cod",
    )
    assert Stock.objects.get().available == 7
    assert "Cảm ơn bạn, đơn đã đặt xong" in text_of(client.get(placed["Location"]))
    assert "Giỏ hàng còn trống" in text_of(client.get("/gio/"))


def test_before_the_place_is_known_the_sheet_says_that_shipping_is_not(client):
    put(client, a_variant())

    page = client.get(SHEET)

    words = text_of(page)
    assert "Tiền giao: chọn nơi nhận để biết phí" in words
    assert "Tiền hàng 370.000 đ Tiền giao hàng chưa biết Tạm tính, chưa có tiền giao 370.000 đ" in words
    form = form_of(page, SHEET)
    assert form["fields"]["seen_total"] == ""
    assert "commune_code" not in form["fields"]
    assert [button["words"] for button in form["buttons"]] == ["Xem phí giao", "Tìm", "Dùng phiếu", "Xác nhận đặt hàng"]


def test_once_the_province_is_chosen_everything_the_law_asks_for_stands_above_the_button(client):
    put(client, a_variant(title="Chè Shan tuyết Lũng Phìn"), "2")
    page = client.get(SHEET)

    priced = client.post(
        SHEET, {**answers_of(page, SHEET), "province_code": HA_NOI, "contact_name": "Mỷ", "do": "place"}, follow=True
    )

    words, form = text_of(priced), form_of(priced, SHEET)["fields"]
    version = RegulationVersion.objects.filter(key="regulations").latest("effective_from").version
    assert priced.status_code == 200
    assert re.search(
        r"Hàng bạn mua HTX Chè số \d+ Chè Shan tuyết Lũng Phìn 370\.000 đ 2 hộp × 185\.000 đ / hộp 100 g "
        r"Giao trước (thứ \w+|Chủ nhật) \d+/\d+ 32\.000 đ Nơi nhận",
        words,
    )
    assert re.search(r"Tiền hàng 370\.000 đ Tiền giao hàng 32\.000 đ Tổng cộng 402\.000 đ Hàng tới đủ trước hết", words)
    assert f"bản {version} Xác nhận đặt hàng" in words
    assert (form["seen_total"], form["seen_regulation"], form["contact_name"]) == ("402000", version, "Mỷ")
    assert (form["province_code"], form["commune_code"]) == (HA_NOI, "")
    assert "consent" not in form
    assert len(form["key"]) == 43


def test_each_drawn_form_has_a_key_of_its_own_and_a_refused_one_keeps_it(client):
    put(client, a_variant())
    first = answers_of(client.get(SHEET), SHEET)
    second = answers_of(client.get(SHEET), SHEET)

    refused = client.post(SHEET, {**second, "province_code": HA_NOI}, follow=True)

    assert first["key"] != second["key"]
    assert answers_of(refused, SHEET)["key"] == second["key"]


def test_the_province_that_was_chosen_on_the_market_is_chosen_here(client):
    put(client, a_variant())
    client.cookies["noi"] = HA_NOI

    answers = answers_of(client.get(SHEET), SHEET)

    assert (answers["province_code"], answers["seen_total"]) == (HA_NOI, "402000")


def test_a_person_need_not_type_what_was_typed_the_last_time():
    pao = PersonFactory(name="Sùng A Páo", phone="+84912345678")
    client = as_person(pao)
    a_checkout((a_variant(), 1), person=pao, at=timezone.now() - timedelta(days=9))
    put(client, a_variant())

    answers = answers_of(client.get(SHEET), SHEET)

    known = ("contact_name", "contact_phone", "province_code", "commune_code", "hamlet", "landmark", "seen_total")
    assert [answers[name] for name in known] == [
        "Sùng A Páo", "0912 345 678", HA_NOI, BA_DINH, "Số 8, ngõ 12", "cạnh trường học", "402000",
    ]  # fmt: skip


def test_the_same_sheet_sent_twice_is_the_same_order(client):
    put(client, a_variant(available=10), "3")
    answers = sheet_for(client)

    once, again = client.post(SHEET, answers), client.post(SHEET, answers)

    assert once["Location"] == again["Location"]
    assert (Order.objects.count(), Stock.objects.get().available) == (1, 7)


def test_a_session_that_ended_meanwhile_keeps_the_answers_until_signed_in_again():
    pao = PersonFactory(name="Sùng A Páo", phone="+84987654321")
    client = as_person(pao)
    put(client, a_variant())
    answers = sheet_for(client)
    client.logout()

    refused = client.post(SHEET, answers, follow=True)

    assert refused.status_code == 409
    assert text_of(refused).startswith(
        "Đặt hàng Bạn không còn đăng nhập. Xin đăng nhập lại: những gì bạn đã ghi vẫn được giữ. Đăng nhập"
    )
    assert 'href="/dang-nhap/?next=/dat-hang/"' in source_of(refused)
    assert answers_of(refused, SHEET)["hamlet"] == "Số 8, ngõ 12"
    assert not Order.objects.exists()
    client.force_login(pao)
    back = answers_of(client.get(SHEET), SHEET)
    assert (back["hamlet"], back["contact_phone"], back["commune_code"]) == ("Số 8, ngõ 12", "0912 345 678", BA_DINH)


def test_answers_are_forgotten_once_the_order_is_placed(client):
    put(client, a_variant(available=10))
    order(client)
    put(client, a_variant())

    answers = answers_of(client.get(SHEET), SHEET)

    assert (answers["contact_name"], answers["hamlet"]) == ("", "")


def test_a_commune_is_found_by_its_name_and_chosen_by_a_button(client):
    put(client, a_variant())
    answers = answers_of(client.get(SHEET), SHEET)

    found = client.post(SHEET, {**answers, "contact_name": "Mỷ", "find": "ba dinh", "do": "find"}, follow=True)
    chosen = client.post(SHEET, {**answers_of(found, SHEET), "pick": BA_DINH}, follow=True)

    assert found.redirect_chain == [(f"{SHEET}?tim=ba+dinh#noi", 302)]
    picks = {
        button["value"]: button["words"] for button in form_of(found, SHEET)["buttons"] if button["name"] == "pick"
    }
    assert picks[BA_DINH].startswith("Phường Ba Đình, ")
    kept = answers_of(chosen, SHEET)
    assert (kept["province_code"], kept["commune_code"], kept["contact_name"], kept["seen_total"]) == (
        HA_NOI, BA_DINH, "Mỷ", "402000",
    )  # fmt: skip


def test_htmx_gets_only_what_another_province_changes(client):
    put(client, a_variant())
    answers = answers_of(client.get(SHEET), SHEET)

    part = client.post(SHEET, {**answers, "province_code": HA_NOI, "do": "place"}, headers={"hx-request": "true"})

    source = source_of(part)
    assert "<html" not in source
    assert source.count('id="noi"') == source.count('id="hang" hx-swap-oob="true"') == 1
    assert source.count('id="tong" class="stack-s" hx-swap-oob="true"') == 1
    assert 'name="seen_total" value="402000"' in source
    assert "contact_name" not in source


@pytest.mark.parametrize("goods", [1, 3])
def test_the_sheet_takes_the_same_queries_for_any_number_of_goods(client, goods, django_assert_num_queries):
    client.cookies["noi"] = HA_NOI
    for _number in range(goods):
        put(client, a_variant())
    client.get(SHEET)

    with django_assert_num_queries(9):
        client.get(SHEET)


def test_the_page_is_never_kept_by_anybody(client):
    put(client, a_variant())

    page = client.get(SHEET)

    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert Cart.objects.count() == 1
