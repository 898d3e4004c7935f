"""The sheet before the order, used without scripts: what it shows, what it keeps, what it refuses."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.models import Variant
from chophien.catalog.tests.factories import an_offer
from chophien.orders.models import Cart, CartLine, Order, OrderGroup
from chophien.orders.tests.factories import a_checkout
from chophien.orders.tests.pages import answers_of, as_person, form_of, source_of, text_of
from chophien.regulations.models import RegulationVersion
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
SHEET, HA_NOI, BA_DINH, DONG_VAN = "/dat-hang/", "01", "00004", "00721"
PAO = {
    "contact_name": "Sùng A Páo",
    "contact_phone": "0912 345 678",
    "hamlet": "Số 8, ngõ 12",
    "landmark": "cạnh trường học",
    "note": "Gọi trước khi giao",
    "province_code": HA_NOI,
    "commune_code": BA_DINH,
    "payment": "cod",
    "consent": "on",
}


def put(client, variant, quantity="2"):
    return client.post("/gio/them/", {"variant": variant.code, "quantity": quantity})


def sheet_for(client, **answers):
    """The sheet after the province was chosen, as it would be sent, with these answers."""
    page = client.get(SHEET)
    priced = client.post(SHEET, {**answers_of(page, SHEET), "province_code": HA_NOI, "do": "place"})
    return {**answers_of(priced, SHEET), **PAO, **answers}


def order(client, **answers):
    return client.post(SHEET, sheet_for(client, **answers))


def test_a_guest_buys_without_scripts_in_three_requests_from_the_cart(client):
    tea = a_variant(available=10)
    put(client, tea, "3")

    page = client.get(SHEET)
    priced = client.post(SHEET, {**answers_of(page, SHEET), "province_code": HA_NOI, "do": "place"})
    placed = client.post(SHEET, {**answers_of(priced, SHEET), **PAO})

    group = OrderGroup.objects.get()
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
        SHEET, {**answers_of(page, SHEET), "province_code": HA_NOI, "contact_name": "Mỷ", "do": "place"}
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

    refused = client.post(SHEET, {**second, "province_code": HA_NOI})

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


def test_a_sheet_that_was_sent_before_with_other_answers_is_not_sent_again(client):
    put(client, a_variant())
    answers = sheet_for(client)
    client.post(SHEET, answers)

    refused = client.post(SHEET, {**answers, "contact_name": "Giàng Thị Mỷ"})

    assert refused.status_code == 409
    assert answers_of(refused, SHEET)["contact_name"] == "Giàng Thị Mỷ"
    assert answers_of(refused, SHEET)["key"] != answers["key"]
    assert Order.objects.count() == 1


def test_a_total_that_has_changed_comes_back_filled_in_to_be_looked_at_again(client):
    put(client, a_variant())
    answers = sheet_for(client)
    Variant.objects.update(price_vnd=200_000)

    refused = client.post(SHEET, answers)

    again = answers_of(refused, SHEET)
    assert refused.status_code == 409
    assert text_of(refused).startswith(
        "Đặt hàng Giá hoặc tiền giao hàng vừa đổi: tổng tiền bây giờ là 432.000 đ. Hãy xem lại rồi xác nhận. Hàng bạn mua"
    )
    assert (again["seen_total"], again["key"], again["contact_name"], again["commune_code"]) == (
        "432000", answers["key"], "Sùng A Páo", BA_DINH,
    )  # fmt: skip
    assert not Order.objects.exists()
    assert client.post(SHEET, again).status_code == 302


def test_regulations_that_have_changed_are_to_be_agreed_to_anew(client):
    put(client, a_variant())
    answers = sheet_for(client)
    RegulationVersion.objects.create(
        key="regulations", version="2999", title="Quy chế mới", body="…",
        published_at=timezone.now(), effective_from=timezone.localdate(),
    )  # fmt: skip

    refused = client.post(SHEET, answers)

    again = answers_of(refused, SHEET)
    assert refused.status_code == 409
    assert (again["seen_regulation"], "consent" in again, again["hamlet"]) == ("2999", False, "Số 8, ngõ 12")
    assert not Order.objects.exists()


def test_goods_that_ran_out_are_named_and_everything_typed_is_kept(client):
    put(client, a_variant(available=10), "5")
    answers = sheet_for(client)
    Stock.objects.update(available=2)

    refused = client.post(SHEET, answers)

    assert refused.status_code == 409
    assert "Chỉ còn 2 hộp. Sửa trong giỏ hàng" in text_of(refused)
    assert answers_of(refused, SHEET)["landmark"] == "cạnh trường học"
    assert (Order.objects.count(), Stock.objects.get().available) == (0, 2)
    code = CartLine.objects.get().variant.code
    client.post(f"/gio/{code}/", {"quantity": "2"})
    assert answers_of(client.get(SHEET), SHEET)["landmark"] == "cạnh trường học"


def test_a_session_that_ended_meanwhile_keeps_the_answers_until_signed_in_again():
    pao = PersonFactory(name="Sùng A Páo", phone="+84987654321")
    client = as_person(pao)
    put(client, a_variant())
    answers = sheet_for(client)
    client.logout()

    refused = client.post(SHEET, answers)

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


@pytest.mark.parametrize(
    "name", ["contact_name", "contact_phone", "province_code", "commune_code", "payment", "consent"]
)
def test_what_is_missing_is_asked_for_beside_the_field_and_nothing_is_half_saved(client, name):
    put(client, a_variant())
    answers = sheet_for(client)
    del answers[name]

    refused = client.post(SHEET, answers)

    source = source_of(refused)
    assert refused.status_code == 422
    assert 'class="alert bad" role="alert"' in source
    assert f'id="id_{name}-error"' in source
    assert not Order.objects.exists()
    kept = answers_of(refused, SHEET)
    assert kept["landmark"] == "cạnh trường học"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("contact_name", "x" * 5000),
        ("contact_name", "12345"),
        ("contact_name", "www.hang-re.vn"),
        ("contact_phone", "12"),
        ("contact_phone", "+1 202 555 0123"),
        ("contact_phone", "🐃🐃🐃"),
        ("contact_phone", "024 3825 1234"),
        ("hamlet", "ơ" * 5000),
        ("landmark", "ơ" * 5000),
        ("note", "ơ" * 5000),
        ("commune_code", "99999"),
        ("commune_code", DONG_VAN),
        ("commune_code", "0\x004"),
        ("province_code", "Hà Nội"),
        ("payment", "bitcoin"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(client, name, typed):
    put(client, a_variant())

    refused = order(client, **{name: typed})

    assert refused.status_code == 422
    beside = "commune_code" if name == "province_code" else name
    assert f'id="id_{beside}-error"' in source_of(refused)
    assert not Order.objects.exists()
    if name not in {"payment", "commune_code", "province_code"}:
        assert answers_of(refused, SHEET)[name] == typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mỷ", "Mỷ"),
        ("H' Y Ban Niê", "H' Y Ban Niê"),
        ("Giàng Thị Mỷ 🌸", "Giàng Thị Mỷ 🌸"),
        ("  Sùng   A  Páo ", "Sùng A Páo"),
        ("\u202eoáP A gnùS", "oáP A gnùS"),
        ("Sùng\x00 A Páo", "Sùng A Páo"),
        ("محمد", "محمد"),
    ],
)
def test_every_persons_name_is_a_name(client, typed, kept):
    put(client, a_variant())

    assert order(client, contact_name=typed).status_code == 302
    assert OrderGroup.objects.get().contact_name == kept


def test_all_faults_are_named_at_once(client):
    put(client, a_variant())

    refused = order(client, contact_name="12345", contact_phone="12", hamlet="x" * 500, consent="")

    assert "Có 4 chỗ cần sửa." in text_of(refused)


def test_an_order_of_ten_billion_goes_through(client):
    put(client, a_variant(available=50, offers=[an_offer(price_vnd=2_000_000_000)]), "5")

    placed = order(client)

    assert placed.status_code == 302
    assert OrderGroup.objects.get().goods_vnd == 10_000_000_000


def test_an_order_beyond_all_measure_is_refused_with_a_sentence(client):
    put(client, a_variant(available=5_000, offers=[an_offer(price_vnd=2_000_000_000)]), "5000")

    refused = order(client)

    assert refused.status_code == 409
    assert answers_of(refused, SHEET)["hamlet"] == "Số 8, ngõ 12"
    assert not Order.objects.exists()


def test_a_form_without_key_or_total_is_refused_and_works_the_next_time(client):
    put(client, a_variant())
    answers = sheet_for(client)

    keyless = client.post(SHEET, {**answers, "key": ""})
    blind = client.post(SHEET, {**answers_of(keyless, SHEET), "seen_total": "402.000"})

    assert (keyless.status_code, blind.status_code, Order.objects.count()) == (409, 409, 0)
    assert client.post(SHEET, answers_of(blind, SHEET)).status_code == 302


def test_a_commune_is_found_by_its_name_and_chosen_by_a_button(client):
    put(client, a_variant())
    answers = answers_of(client.get(SHEET), SHEET)

    found = client.post(SHEET, {**answers, "contact_name": "Mỷ", "find": "ba dinh", "do": "find"})
    chosen = client.post(SHEET, {**answers_of(found, SHEET), "pick": BA_DINH})

    picks = {
        button["value"]: button["words"] for button in form_of(found, SHEET)["buttons"] if button["name"] == "pick"
    }
    assert picks[BA_DINH].startswith("Phường Ba Đình, ")
    kept = answers_of(chosen, SHEET)
    assert (kept["province_code"], kept["commune_code"], kept["contact_name"], kept["seen_total"]) == (
        HA_NOI, BA_DINH, "Mỷ", "402000",
    )  # fmt: skip


def test_a_name_that_is_no_commune_says_so(client):
    put(client, a_variant())

    found = client.post(SHEET, {**answers_of(client.get(SHEET), SHEET), "find": "zzzzqqq" * 500, "do": "find"})

    assert found.status_code == 200
    assert "Không thấy xã, phường nào tên như vậy." in text_of(found)


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


def test_an_empty_cart_leads_back_to_the_cart_and_sends_nothing(client):
    assert client.get(SHEET)["Location"] == "/gio/"

    refused = client.post(SHEET, {**PAO, "key": "k", "seen_total": "0", "seen_regulation": "1"})

    assert refused.status_code == 409
    assert answers_of(refused, SHEET)["hamlet"] == "Số 8, ngõ 12"
    assert not OrderGroup.objects.exists()


def test_another_site_cannot_order():
    client = Client(enforce_csrf_checks=True)

    refused = client.post(SHEET, PAO, headers={"Sec-Fetch-Site": "cross-site"})

    assert refused.status_code == 403


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
