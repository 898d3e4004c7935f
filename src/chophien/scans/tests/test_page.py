"""What stands behind a code for everybody, and what never does."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.growing.tests.factories import LON, a_square, an_area
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.making import Made, transform
from chophien.lots.tests.factories import a_brought_lot, a_cooperative, packed
from chophien.scans.actions.scanning import Scanned, note_scan
from chophien.scans.actions.sharing import show_shares
from chophien.scans.actions.stamps import void_stamps
from chophien.scans.actions.suspecting import settle
from chophien.scans.models import Scan, Stamp, Suspicion
from chophien.scans.selectors.origin import origin_of
from chophien.scans.tests.factories import NOON, a_packed_lot, a_stamp, readers
from chophien.sellers.tests.factories import manager_of
from chophien.traceability.actions.recalling import Notice, end_recall, start_recall
from chophien.traceability.models import NamingWish
from chophien.traceability.selectors.codes import bulk_link_of, digital_link_of, gtin_of

pytestmark = pytest.mark.django_db
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 10)"}


def path_of(stamp):
    return f"/01/{stamp.batch.gtin}/21/{stamp.serial}"


def lot_path(lot, variant):
    return f"/01/{gtin_of(variant)}/10/{lot.code}"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_s10_a_stamp_tells_goods_growers_place_days_steps_and_items_and_marks_what_is_missing(client):
    stamp = a_stamp()

    answer = client.get(path_of(stamp), headers=PHONE)

    said = text_of(answer)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    for words in ("3 hộ, Bản Bẹ", stamp.batch.seller.name, stamp.lot.code, "Đã quét 1 lần", "Tem đang dùng", "chưa có"):
        assert words in said, words
    assert "<script" not in answer.content.decode().replace('<script type="application/ld', "")
    assert '<svg class="commune-map"' in answer.content.decode()


def test_households_are_named_while_their_last_word_is_yes(client):
    lot, variant, growers = a_packed_lot("20", "30", "10", "5")
    path = lot_path(lot, variant)
    NamingWish.objects.create(grower=growers[0], may_be_named=True, name=growers[0].name, said_by="x", at=NOON)

    assert "Sùng Thị Máy, 3 hộ khác, Bản Bẹ" in text_of(client.get(path))
    NamingWish.objects.create(grower=growers[0], may_be_named=False, said_by="x", at=NOON + timedelta(hours=1))

    said = text_of(client.get(path))
    assert "4 hộ, Bản Bẹ" in said
    assert "Sùng Thị Máy" not in said


def test_a_hamlet_and_weights_of_few_households_are_not_told(client):
    lot, variant, _growers = a_packed_lot("20.5", "30")

    said = text_of(client.get(lot_path(lot, variant)))

    assert "2 hộ" in said
    assert "Bản Bẹ" not in said
    assert "50,5 kg" not in said


def test_nothing_private_stands_on_the_page(client):
    lot, variant, growers = a_packed_lot()
    manager_of(lot.seller, phone="+84912345678")

    said = client.get(lot_path(lot, variant)).content.decode()

    assert "84912345678" not in said
    assert not any(grower.code in said or grower.name in said for grower in growers)


def test_what_growers_receive_is_told_once_the_shop_agrees_and_never_of_few_and_is_marked_until_then(client):
    lot, variant, _growers = a_packed_lot()
    few, other, _two = a_packed_lot("4", "5", seller=lot.seller)
    assert "Người trồng nhận được chưa có" in text_of(client.get(lot_path(lot, variant)))

    show_shares(seller=lot.seller, shown=True, actor=manager_of(lot.seller), at=NOON)

    told = text_of(client.get(lot_path(lot, variant)))
    assert "Người trồng nhận được Giá thỏa thuận cho 1 kg họ góp: từ 20.000 đ đến 30.000 đ" in told
    assert "Người trồng nhận được chưa có" in text_of(client.get(lot_path(few, other)))


def test_the_trace_code_has_the_markets_own_address_by_whatever_name_it_was_opened(client, settings):
    settings.ALLOWED_HOSTS = ["mirror.example", "testserver"]
    stamp = a_stamp()

    first = client.get(path_of(stamp), HTTP_HOST="mirror.example").content.decode()
    second = client.get(path_of(stamp)).content.decode()

    assert all(f"{settings.SITE}{path_of(stamp)}" in page and "mirror.example" not in page for page in (first, second))


@pytest.mark.parametrize("active", [True, False])
def test_a_guess_is_not_found_and_no_code_of_another_shop_fits(client, active):
    stamp, other = a_stamp(active=active), a_stamp()
    lot = other.lot

    for path in (
        path_of(stamp)[:-1] + ("2" if stamp.serial[-1] != "2" else "3"),
        f"/01/{other.batch.gtin}/21/{stamp.serial}",
        f"/01/{stamp.batch.gtin}/10/{lot.code}",
        f"/01/{stamp.batch.gtin}/10/LO-222-2222",
        f"/01/{stamp.batch.gtin}/10/{lot.code}/21/{stamp.serial}",
    ):
        assert client.get(path).status_code == 404, path


def test_a_lot_that_is_not_packed_yet_is_nobodys_business(client):
    lot, _growers = a_brought_lot(None, "5")
    _packed, variant, _others = a_packed_lot(seller=lot.seller)

    bulk = urlsplit(bulk_link_of(lot)).path
    assert client.get(f"/01/{gtin_of(variant)}/10/{lot.code}").status_code == 404
    assert client.get(bulk).status_code == client.get(f"{bulk}?linkType=gs1:epcis").status_code == 404
    act = transform(seller=lot.seller, used={lot.pk: 4_000}, made=[Made("Chè khô", 900)], actor=SYSTEM, at=NOON)
    assert client.get(bulk).status_code == 404
    packed(act.links.get(is_output=True).lot, variant, 5)
    assert client.get(bulk).status_code == 200


@pytest.mark.parametrize("was_harmless", [True, False])
def test_a_recall_warns_until_the_lot_is_let_go_again(client, was_harmless):
    lot, variant, _growers = a_packed_lot()
    path, manager = lot_path(lot, variant), manager_of(lot.seller)
    notice = Notice("Có dư lượng thuốc trừ sâu.", "Đừng dùng.")

    recall = start_recall(lot=lot, notice=notice, actor=manager, at=NOON)
    assert notice.why in text_of(client.get(path))
    end_recall(recall=recall, was_harmless=was_harmless, actor=manager, at=NOON)

    assert (notice.why in text_of(client.get(path))) is not was_harmless


def test_land_of_another_shop_is_never_shown_as_where_it_grew(client):
    lot, variant, _growers = a_packed_lot()
    own, foreign = an_area(lot.seller), an_area(a_cooperative(), land=a_square(LON + 0.1))
    for area, contribution in zip((own, foreign), lot.contributions.order_by("pk"), strict=False):
        lot.contributions.filter(pk=contribution.pk).update(area_code=area.code)

    origin = origin_of(lot, [lot.pk], on=NOON.date(), least=3)

    assert [(own.code in one.name, one.codes) for one in origin.areas] == [(True, [])]
    said = text_of(client.get(lot_path(lot, variant)))
    assert f"Xã Đồng Văn ({own.code})" in said
    assert "Nương" not in said  # what a shop calls its land may name a person


def test_warnings_say_what_is_known_and_accuse_nobody(client):
    stamp = a_stamp(active=False)
    path, manager = path_of(stamp), manager_of(stamp.batch.seller)
    assert "Tem này chưa được kích hoạt" in text_of(client.get(path, headers=PHONE))
    for visitor in readers(stamp, 4):
        note_scan(scanned=Scanned(stamp=stamp), visitor=visitor, by_shop=False, at=NOON)
    assert "bị quét nhiều khác thường" in text_of(client.get(path))

    found = Suspicion.objects.get(stamp=stamp)
    Suspicion.objects.update(networks=1)  # what one network brings is no news for everybody
    assert "bị quét nhiều khác thường" not in text_of(client.get(path))
    settle(suspicion=found, step="check", reason="", actor=manager, at=NOON)
    assert "bị quét nhiều khác thường" in text_of(client.get(path))
    settle(suspicion=found, step="confirm", reason="Có tem giống", actor=manager, at=NOON)
    assert "Tem này đã bị sao chép" in text_of(client.get(path))
    void_stamps(batch=stamp.batch, first=1, last=1, reason="Sao chép", actor=manager, at=NOON)

    said = text_of(client.get(path))
    assert "Tem này không còn hiệu lực" in said
    assert not re.search(r"hàng giả|lừa|gian lận", said)


def test_packs_of_several_days_tell_from_which_to_which_and_that_the_pack_counts(client):
    lot, _growers = a_brought_lot(None, "20", "30", "10")
    variant = a_packed_lot(seller=lot.seller)[1]
    packed(lot, variant, 5, best_before=date(2027, 5, 1))
    one_day = text_of(client.get(lot_path(lot, variant)))
    packed(lot, variant, 5, best_before=date(2027, 6, 1))

    assert "01/05/2027" in one_day
    assert "tính theo ngày in trên gói" not in one_day
    several = text_of(client.get(lot_path(lot, variant)))
    assert "01/05/2027 – 01/06/2027" in several
    assert "tính theo ngày in trên gói" in several


def test_goods_past_their_day_are_warned_of(client):
    lot, _growers = a_brought_lot(None, "20", "30", "10")
    variant = a_packed_lot(seller=lot.seller)[1]
    yesterday = NOON.date() - timedelta(days=1)
    packed(lot, variant, 5, made_on=yesterday, best_before=yesterday)

    assert "Đã quá hạn dùng" in text_of(client.get(lot_path(lot, variant)))


def test_packs_whose_year_was_mistyped_still_open_the_page(client):
    lot, _growers = a_brought_lot(None, "20", "30", "10")
    variant = a_packed_lot(seller=lot.seller)[1]
    packed(lot, variant, 5, made_on=date(1926, 11, 22))

    answer = client.get(lot_path(lot, variant))

    assert answer.status_code == 200
    assert "22/11/1926" in text_of(answer)


def test_the_shops_own_look_and_programs_are_no_scans_and_thanks_are_none_either(client):
    stamp = a_stamp()
    path = path_of(stamp)

    client.get(path, headers={"User-Agent": "facebookexternalhit/1.1"})
    client.head(path, headers=PHONE)
    client.get(path + "?cam-on=noi", headers=PHONE)
    assert Scan.objects.count() == 0
    client.force_login(manager_of(stamp.batch.seller), backend="django.contrib.auth.backends.ModelBackend")
    client.get(path, headers=PHONE)

    assert [one.by_shop for one in Scan.objects.all()] == [True]
    stamp.refresh_from_db()
    assert stamp.scans == 0


def test_the_reader_may_say_the_place_and_that_the_pack_is_open(client):
    stamp = a_stamp()
    path = path_of(stamp)
    client.get(path, headers=PHONE)

    several = client.post("/truy-xuat/noi-quet/", {"duong": path, "noi": "Tân"}, headers=PHONE)
    unknown = client.post("/truy-xuat/noi-quet/", {"duong": path, "noi": "Không có xã này"}, headers=PHONE)
    told = client.post("/truy-xuat/noi-quet/", {"duong": path, "ma_noi": "00721"}, headers=PHONE)
    opened = client.post("/truy-xuat/da-mo/", {"duong": path}, headers=PHONE)

    assert (several.status_code, unknown.status_code, told.status_code, opened.status_code) == (200, 422, 302, 302)
    assert told["Location"] == path + "?cam-on=noi"
    stamp = Stamp.objects.get(pk=stamp.pk)
    assert stamp.first_province == "08"
    assert stamp.opened_at is not None
    assert "Tuyên Quang" in text_of(client.get(told["Location"]))
    for wrong in ("/01/1/21/2", "https://elsewhere.example/01/1", "", "/gio-hang/"):
        assert client.post("/truy-xuat/da-mo/", {"duong": wrong}).status_code == 404


def test_a_code_can_be_typed(client):
    stamp = a_stamp()
    spoken = "-".join((stamp.serial[:5], stamp.serial[5:10], stamp.serial[10:])).lower()

    assert client.get("/truy-xuat/", {"ma": spoken})["Location"] == path_of(stamp)
    assert digital_link_of(stamp.lot).endswith(client.get("/truy-xuat/", {"ma": stamp.lot.code})["Location"])
    assert client.get("/truy-xuat/", {"ma": f"https://cho.example{path_of(stamp)}"})["Location"] == path_of(stamp)
    assert client.get("/truy-xuat/", {"ma": "7K3"}).status_code == 404
    assert client.get("/truy-xuat/").status_code == 200


def test_the_page_is_light_and_takes_as_many_statements_for_many_households_as_for_few(client):
    few, goods, _growers = a_packed_lot("5", "6", "7")
    many, others, _more = a_packed_lot("5", "6", "7", "8", "9")
    stamp = a_stamp()
    client.get(path_of(stamp))

    with CaptureQueriesContext(connection) as asked_few:
        small = client.get(lot_path(few, goods), headers={"Accept-Encoding": "br"})
    with CaptureQueriesContext(connection) as asked_many:
        client.get(lot_path(many, others))

    assert len(asked_few) == len(asked_many) <= 45
    assert len(small.content) <= 20_000
