"""The labels of a shop's goods, from what is missing to the paper in the printer."""

import io
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from chophien.catalog.tests.factories import a_category, an_offer
from chophien.labels.models import LabelPrint, ProductLabel
from chophien.lots.tests.factories import a_brought_lot, goods_of, packed
from chophien.sellerdesk.tests.factories import a_shop, signed_in, text_of
from chophien.sellers.tests.factories import a_mandate, helper_in

pytestmark = pytest.mark.django_db
WORDS = {
    "hsd_ngay": "730",
    "use": "Hãm với nước 90 °C",
    "storage": "Nơi khô ráo",
    "origin": "Xã Bằng Phúc, Việt Nam",
}


@pytest.fixture
def shop():
    return a_shop(name="HTX Chè Bản Bẹ")


@pytest.fixture
def tea(shop):
    kind = a_category("che-tra", name_vi="Chè, trà", parent=a_category("thuc-pham", name_vi="Thực phẩm"))
    said = {"use": "", "storage": "", "origin": "", "offers": [an_offer(pack="100 g", unit="hop")]}
    return goods_of(shop[0], category=kind, **said)


def page_of(variant, *rest):
    return "/".join(["/ban-hang/hang", variant.listing.code, "nhan", *rest, ""])


def printing(variant, **changes):
    return {"sheet": "a4-3x8", "count": "24", "pack": "", **changes}


def test_s14_a_shop_sees_what_is_missing_writes_it_and_prints(shop, tea):
    client = signed_in(shop[1])
    lot, _growers = a_brought_lot(shop[0], "30")
    pack = packed(lot, tea, 100)

    first = client.get(page_of(tea))
    refused = client.post(page_of(tea, tea.code, "in"), printing(tea, pack=pack.code))
    written = client.post(page_of(tea, tea.code, "ghi"), WORDS, follow=True)
    done = client.post(page_of(tea, tea.code, "in"), printing(tea, pack=pack.code))

    assert text_of(first).count("Còn thiếu") == 4
    assert refused.status_code == 409
    assert "Nhãn còn thiếu: hạn dùng, cách dùng, cách bảo quản, xuất xứ." in text_of(refused)
    assert "Còn thiếu" not in text_of(written)
    assert (done.status_code, done["Content-Type"]) == (200, "application/pdf")
    [sheet] = PdfReader(io.BytesIO(done.content)).pages
    assert sheet.extract_text().count(lot.code) == 24
    assert LabelPrint.objects.get().pack == pack
    assert "24 nhãn" in text_of(client.get(page_of(tea)))


def test_days_are_typed_where_there_is_no_lot_and_wrong_ones_keep_what_was_typed(shop, tea):
    client = signed_in(shop[1])
    client.post(page_of(tea, tea.code, "ghi"), WORDS)

    wrong = client.post(
        page_of(tea, tea.code, "in"), printing(tea, made_on="20/11/2026", best_before="1/1/2026", count="7")
    )
    done = client.post(page_of(tea, tea.code, "in"), printing(tea, made_on="20/11/2026", count="1"))

    assert wrong.status_code == 422
    assert 'value="7"' in text_of(wrong)
    assert "Hạn dùng: 19/11/2028" in " ".join(PdfReader(io.BytesIO(done.content)).pages[0].extract_text().split())


def test_the_label_is_looked_at_before_it_is_printed(shop, tea):
    client = signed_in(shop[1])

    drawn = client.get(page_of(tea, tea.code) + "xem.svg")

    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<svg")


@pytest.mark.parametrize("typed", ["0", "-1", "1001", "nhiều", "9" * 40, ""])
def test_a_number_that_is_none_gets_a_sentence_and_prints_nothing(shop, tea, typed):
    client = signed_in(shop[1])
    client.post(page_of(tea, tea.code, "ghi"), WORDS)

    answer = client.post(page_of(tea, tea.code, "in"), printing(tea, made_on="20/11/2026", count=typed))

    assert answer.status_code in {409, 422}
    assert not LabelPrint.objects.exists()


def test_a_helper_writes_in_the_households_name_and_strangers_find_nothing(shop, tea):
    helper = helper_in(name="anh Páo")
    a_mandate(seller=shop[0], helper=helper)
    stranger = signed_in(a_shop()[1])

    signed_in(helper).post(page_of(tea, tea.code, "ghi"), WORDS)

    label = ProductLabel.objects.get()
    assert (label.written_by, label.on_behalf_of) == (helper.code, shop[0].code)
    for path in (page_of(tea), page_of(tea, tea.code) + "xem.svg"):
        assert stranger.get(path).status_code == 404
        assert Client().get(path).status_code == 302
    for step in ("ghi", "in"):
        assert stranger.post(page_of(tea, tea.code, step), WORDS).status_code == 404


def test_the_page_asks_as_often_for_three_packs_as_for_one(shop, tea, django_assert_num_queries):
    client = signed_in(shop[1])
    lot, _growers = a_brought_lot(shop[0], "30")
    packed(lot, tea, 1)
    client.get(page_of(tea))

    with django_assert_num_queries(10) as one:
        client.get(page_of(tea))
    packed(lot, tea, 1, best_before=date(2028, 1, 1))
    packed(lot, tea, 1)
    with django_assert_num_queries(len(one)):
        client.get(page_of(tea))


def test_a_last_day_that_is_past_stays_with_a_pack_only_after_a_tick_and_what_was_typed_is_kept(shop, tea):
    client = signed_in(shop[1])
    client.post(page_of(tea, tea.code, "ghi"), WORDS)
    pack = packed(a_brought_lot(shop[0], "30")[0], tea, 10, made_on=date(2026, 11, 1))
    typed = printing(tea, pack=pack.code, best_before="20/11/2026", count="7")

    asked = client.post(page_of(tea, tea.code, "in"), typed)
    done = client.post(page_of(tea, tea.code, "in"), {**typed, "past_is_right": "on"})

    assert asked.status_code == 422
    for said in ("Ngày 20/11/2026 đã qua rồi", 'name="past_is_right"', 'value="20/11/2026"', 'value="7"'):
        assert said in text_of(asked)
    pack.refresh_from_db()
    assert (done["Content-Type"], pack.best_before) == ("application/pdf", date(2026, 11, 20))
