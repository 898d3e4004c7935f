"""What the sheet before the order refuses, beside which field, and that everything typed is kept."""

import pytest
from django.test import Client
from django.utils import timezone

from chophien.catalog.models import Variant
from chophien.catalog.tests.factories import an_offer
from chophien.orders.models import CartLine, Order, OrderGroup
from chophien.orders.tests.pages import answers_of, source_of, text_of
from chophien.orders.tests.sheets import BA_DINH, DONG_VAN, PAO, SHEET, order, put, sheet_for
from chophien.regulations.models import RegulationVersion
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_a_sheet_that_was_sent_before_with_other_answers_is_not_sent_again(client):
    put(client, a_variant())
    answers = sheet_for(client)
    client.post(SHEET, answers)

    refused = client.post(SHEET, {**answers, "contact_name": "Giàng Thị Mỷ"}, follow=True)

    assert refused.status_code == 409
    assert answers_of(refused, SHEET)["contact_name"] == "Giàng Thị Mỷ"
    assert answers_of(refused, SHEET)["key"] != answers["key"]
    assert Order.objects.count() == 1


def test_a_total_that_has_changed_comes_back_filled_in_to_be_looked_at_again(client):
    put(client, a_variant())
    answers = sheet_for(client)
    Variant.objects.update(price_vnd=200_000)

    refused = client.post(SHEET, answers, follow=True)

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

    refused = client.post(SHEET, answers, follow=True)

    again = answers_of(refused, SHEET)
    assert refused.status_code == 409
    assert (again["seen_regulation"], "consent" in again, again["hamlet"]) == ("2999", False, "Số 8, ngõ 12")
    assert not Order.objects.exists()


def test_goods_that_ran_out_are_named_and_everything_typed_is_kept(client):
    put(client, a_variant(available=10), "5")
    answers = sheet_for(client)
    Stock.objects.update(available=2)

    refused = client.post(SHEET, answers, follow=True)

    assert refused.status_code == 409
    assert "Chỉ còn 2 hộp. Sửa trong giỏ hàng" in text_of(refused)
    assert answers_of(refused, SHEET)["landmark"] == "cạnh trường học"
    assert (Order.objects.count(), Stock.objects.get().available) == (0, 2)
    code = CartLine.objects.get().variant.code
    client.post(f"/gio/{code}/", {"quantity": "2"})
    assert answers_of(client.get(SHEET), SHEET)["landmark"] == "cạnh trường học"


@pytest.mark.parametrize(
    "name", ["contact_name", "contact_phone", "province_code", "commune_code", "payment", "consent"]
)
def test_what_is_missing_is_asked_for_beside_the_field_and_nothing_is_half_saved(client, name):
    put(client, a_variant())
    answers = sheet_for(client)
    del answers[name]

    refused = client.post(SHEET, answers, follow=True)

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

    keyless = client.post(SHEET, {**answers, "key": ""}, follow=True)
    blind = client.post(SHEET, {**answers_of(keyless, SHEET), "seen_total": "402.000"}, follow=True)

    assert (keyless.status_code, blind.status_code, Order.objects.count()) == (409, 409, 0)
    assert client.post(SHEET, answers_of(blind, SHEET)).status_code == 302


def test_a_name_that_is_no_commune_says_so(client):
    put(client, a_variant())

    found = client.post(
        SHEET, {**answers_of(client.get(SHEET), SHEET), "find": "zzzzqqq" * 500, "do": "find"}, follow=True
    )

    assert found.status_code == 200
    assert "Không thấy xã, phường nào tên như vậy." in text_of(found)


def test_an_empty_cart_leads_back_to_the_cart_and_sends_nothing(client):
    assert client.get(SHEET)["Location"] == "/gio/"

    refused = client.post(SHEET, {**PAO, "key": "k", "seen_total": "0", "seen_regulation": "1"}, follow=True)

    assert refused.status_code == 409
    assert answers_of(refused, SHEET)["hamlet"] == "Số 8, ngõ 12"
    assert not OrderGroup.objects.exists()


def test_back_after_a_refused_sheet_was_mended_and_sent_asks_for_no_form_and_shows_nobody_what_was_typed(client):
    put(client, a_variant())
    answers = sheet_for(client)
    refused = client.post(SHEET, {**answers, "contact_phone": "12"})
    there = refused["Location"]
    shown, reloaded = client.get(there), client.get(there)

    sent = client.post(SHEET, {**answers_of(shown, SHEET), "contact_phone": "0912 345 678"})

    assert (refused.status_code, there) == (302, f"{SHEET}?sua=1")
    assert [answers_of(one, SHEET)["contact_phone"] for one in (shown, reloaded)] == ["12", "12"]
    assert "/cam-on/" in sent["Location"]
    assert client.get(there)["Location"] == "/gio/"
    put(client, a_variant())
    assert (client.get(there).status_code, "Có 1 chỗ cần sửa" in text_of(client.get(there))) == (200, False)


def test_a_sheet_opened_anew_keeps_what_was_typed_and_forgets_what_was_wrong(client):
    put(client, a_variant())
    client.post(SHEET, {**sheet_for(client), "contact_phone": "12"})

    anew, back = client.get(SHEET), client.get(f"{SHEET}?sua=1")

    assert [one.status_code for one in (anew, back)] == [200, 200]
    assert [answers_of(one, SHEET)["hamlet"] for one in (anew, back)] == ["Số 8, ngõ 12"] * 2
    assert "chỗ cần sửa" not in text_of(back)


def test_another_site_cannot_order():
    client = Client(enforce_csrf_checks=True)

    refused = client.post(SHEET, PAO, headers={"Sec-Fetch-Site": "cross-site"})

    assert refused.status_code == 403
