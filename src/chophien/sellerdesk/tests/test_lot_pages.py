"""A cooperative's lots on its desk, from the scales to each household's money; and the household's own page."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.catalog.tests.factories import a_category
from chophien.growing.actions.diary import Line, write_entry
from chophien.growing.states import EntryKind
from chophien.growing.tests.factories import LON, a_square, an_area
from chophien.labels.models import ProductLabel
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lots.errors import OthersFirst
from chophien.lots.models import Contribution, Grower, Lot, Pack
from chophien.lots.tests.factories import NAMES, a_brought_lot, a_cooperative, a_grower, a_lot, brings, goods_of, packed
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.sending import pack_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, an_order
from chophien.payments import chart
from chophien.sellerdesk.tests.factories import a_picture, a_shop, signed_in, sold, text_of
from chophien.supply.selectors import available
from chophien.uploads.actions.held import hold_photo
from chophien.uploads.files import read_private
from chophien.uploads.models import Photo
from chophien.uploads.tidying import clean_orphans

pytestmark = pytest.mark.django_db
LOTS, GROWERS, MINE = "/ban-hang/lo/", "/ban-hang/ho-gop/", "/ban-hang/phan-cua-toi/"
TERMS = {"product": "Chè búp tươi", "grade_1": "Loại 1", "price_1": "30.000", "fee": "10", "allocation": "first_come"}


@pytest.fixture
def shop():
    return a_shop(name="HTX Chè Bản Bẹ")


@pytest.fixture
def client(shop):
    return signed_in(shop[1])


def scales(client, lot):
    """The form at the scales as its page draws it, with the id that makes it count once."""
    page = text_of(client.get(f"{LOTS}{lot.code}/can/"))
    return {"client_id": re.search(r'name="client_id" value="(\w+)"', page)[1]}


def test_s04_households_weigh_in_and_each_gets_its_part_of_what_is_sold(shop, client):
    seller, _manager = shop
    client.post(f"{GROWERS}them/", {"name": NAMES[0], "hamlet": "Bản Bẹ"})
    client.post(f"{GROWERS}them/", {"name": NAMES[1], "phone": "0912 345 678"})
    may, in_ = Grower.objects.filter(is_shop=False).order_by("pk")
    client.post(f"{LOTS}mo/", TERMS)
    lot = Lot.objects.get()

    for grower, kg in ((may, "10"), (in_, "20,5")):
        entry = {**scales(client, lot), "grower": grower.code, "grade": "Loại 1", "kg": kg}
        answers = [client.post(f"{LOTS}{lot.code}/can/", entry) for _press in range(2)]
        assert [one.status_code for one in answers] == [302, 302]
    boxes = goods_of(seller, holds_g=1_000)
    client.post(f"{LOTS}{lot.code}/dong-goi/", {"variant": boxes.code, "units": "30", "unit_g": "1000"})
    order = sold(boxes, 2)

    lot.refresh_from_db()
    assert (lot.total_g, lot.left_g, lot.status) == (30_500, 500, "frozen")
    assert available([boxes.pk]) == {boxes.pk: Decimal(28)}
    kept = order.goods_vnd * 9 // 10
    assert [balance_of(chart.grower(one.code)).owed for one in (may, in_)] == [
        round(kept * 10 / 30.5),
        kept - round(kept * 10 / 30.5),
    ]
    assert lot.code in text_of(client.get(f"/ban-hang/don/{order.code}/"))


def test_bad_scales_come_back_with_what_was_typed(client, shop):
    lot = a_lot(shop[0])
    a_grower(shop[0])
    assert 'name="area_code"' not in text_of(client.get(f"{LOTS}{lot.code}/can/"))
    area = an_area(shop[0])

    answer = client.post(f"{LOTS}{lot.code}/can/", {**scales(client, lot), "kg": "nhiều", "area_code": area.code})

    assert (answer.status_code, Contribution.objects.count()) == (422, 0)
    assert f'value="{area.code}" selected' in text_of(answer)


def test_a_lot_opened_from_a_field_keeps_its_kind_its_harvest_and_the_field_as_the_land_of_what_is_brought(
    client, shop
):
    a_category(slug="che", name_vi="Chè")
    grower, area = a_grower(shop[0]), an_area(shop[0])
    harvest = Line("may-1", EntryKind.HARVEST, date(2026, 11, 20), NOON, harvest_g=50_000)
    write_entry(area=area, line=harvest, actor=SYSTEM, at=NOON)

    listed = text_of(client.get(f"{LOTS}?vung={area.code}"))
    form = text_of(client.get(f"{LOTS}mo/?vung={area.code}"))
    client.post(f"{LOTS}mo/?vung={area.code}", {**TERMS, "kind": "che"})
    lot = Lot.objects.get()
    at_the_scales = text_of(client.get(f"{LOTS}{lot.code}/can/"))
    entry = {**scales(client, lot), "grower": grower.code, "grade": "Loại 1", "kg": "5", "area_code": area.code}
    client.post(f"{LOTS}{lot.code}/can/", entry)

    assert f"vung={area.code}" in re.search(r'href="([^"]*/lo/mo/[^"]*)"', listed)[1]
    assert 'value="che" selected' in form
    assert 'value="20/11/2026"' in form
    assert (lot.category.slug, lot.area_code) == ("che", area.code)
    assert f'value="{area.code}" selected' in at_the_scales
    assert Contribution.objects.get().area_code == area.code
    assert area.code in text_of(client.get(f"{LOTS}{lot.code}/"))


def test_an_unusual_yield_and_an_odd_pack_ask_for_a_reason_beside_it_and_keep_what_was_typed(client, shop):
    lot, _growers = a_brought_lot(shop[0], "100", category=a_category(slug="che", name_vi="Chè"))
    boxes = goods_of(shop[0])
    making = {"used": "50", "product": "Chè khô", "made": "40", "kind": "che"}
    odd = {"variant": boxes.code, "units": "10", "unit_g": "150"}

    why_so_much = client.post(f"{LOTS}{lot.code}/che-bien/", making)
    made = client.post(f"{LOTS}{lot.code}/che-bien/", {**making, "reason": "Mới làm héo"})
    why_so_heavy = client.post(f"{LOTS}{lot.code}/dong-goi/", odd)
    packed_so = client.post(f"{LOTS}{lot.code}/dong-goi/", {**odd, "reason": "Hộp quà Tết"})
    shown = text_of(client.get(f"{LOTS}{lot.code}/"))

    assert [one.status_code for one in (why_so_much, made, why_so_heavy, packed_so)] == [422, 302, 422, 302]
    assert 'name="reason"' in text_of(why_so_heavy)
    assert 'value="150"' in text_of(why_so_heavy)
    assert "15 đến 30 kg" in text_of(why_so_much)
    assert "Nặng hơn hoặc nhẹ hơn quy cách: Hộp quà Tết" in shown
    officer = signed_in(operator())
    officer.post(f"/truy-xuat/lo/{lot.code}/", {"purpose": "Xem vì sao nặng"})
    for reader in (client, officer):
        chain = text_of(reader.get(f"/truy-xuat/lo/{lot.code}/"))
        assert "Hộp quà Tết" in chain
        assert "Mới làm héo" in chain
        assert shop[1].name in chain
    assert Pack.objects.get().packed_by == shop[1].code


def test_the_last_day_of_packs_follows_from_how_long_the_goods_keep_where_nobody_types_it(client, shop):
    lot, _growers = a_brought_lot(shop[0], "10", harvested_on=date(2026, 10, 31))
    boxes = goods_of(shop[0])
    ProductLabel.objects.create(variant=boxes, texts={"hsd_ngay": "365"}, written_by="x", written_at=NOON)
    said = {"variant": boxes.code, "units": "1", "unit_g": "100", "made_on": "1/11/2026"}

    offered = text_of(client.get(f"{LOTS}{lot.code}/"))
    client.post(f"{LOTS}{lot.code}/dong-goi/", said)
    client.post(f"{LOTS}{lot.code}/dong-goi/", {**said, "best_before": "1/6/2027"})

    assert "để được 365 ngày" in offered
    days = [(one.day_made, one.best_before) for one in Pack.objects.order_by("pk")]
    assert days == [(date(2026, 11, 1), date(2027, 11, 1)), (date(2026, 11, 1), date(2027, 6, 1))]


def test_days_that_look_mistyped_are_asked_about_beside_the_form_with_what_was_typed(client, shop):
    lot, _growers = a_brought_lot(shop[0], "10")
    pack = {"variant": goods_of(shop[0]).code, "units": "1", "unit_g": "100", "made_on": "1/11/2026"}
    make = {"used": "2", "product": "Chè khô", "made": "2", "best_before": "20/11/2026"}

    asked = [client.post(f"{LOTS}{lot.code}/{step}", said) for step, said in (("dong-goi/", pack), ("che-bien/", make))]
    tick = {"days_are_right": "on"}
    kept = [
        client.post(f"{LOTS}{lot.code}/{step}", {**said, **tick})
        for step, said in (("dong-goi/", pack), ("che-bien/", make))
    ]

    assert [one.status_code for one in asked + kept] == [422, 422, 302, 302]
    for page, typed in zip(asked, ("1/11/2026", "20/11/2026"), strict=True):
        assert 'name="days_are_right"' in text_of(page)
        assert f'value="{typed}"' in text_of(page)
    assert 'name="days_are_right"' not in text_of(client.get(f"{LOTS}{lot.code}/"))
    assert Pack.objects.get().day_made == date(2026, 11, 1)


@pytest.mark.parametrize("has_land", [True, False])
def test_what_a_phone_kept_counts_without_land_that_is_not_the_shops(client, shop, has_land):
    lot, grower, foreign = a_lot(shop[0]), a_grower(shop[0]), an_area(a_cooperative(), land=a_square(LON + 0.1))
    if has_land:
        an_area(shop[0])
    row = {"client_id": "x1", "grower": grower.code, "grade": "Loại 1", "kg": "5", "area_code": foreign.code}

    answer = client.post(f"{LOTS}{lot.code}/can/loat/", {"weighings": [row]}, content_type="application/json")

    assert [one["status"] for one in answer.json()["weighings"]] == ["counted"]
    assert [one.area_code for one in Contribution.objects.all()] == [""]


def test_who_goes_back_to_the_scales_and_presses_again_is_asked_whether_it_is_another_weighing(client, shop):
    lot, grower = a_lot(shop[0]), a_grower(shop[0])
    entry = {"grower": grower.code, "grade": "Loại 1", "kg": "20"}
    rows = [{"client_id": f"p{place}", **entry} for place in range(2)]

    client.post(f"{LOTS}{lot.code}/can/", {**scales(client, lot), **entry})
    asked = client.post(f"{LOTS}{lot.code}/can/", {**scales(client, lot), **entry})
    kept = client.post(f"{LOTS}{lot.code}/can/", {**scales(client, lot), **entry, "is_another": "on"})
    sent = client.post(f"{LOTS}{lot.code}/can/loat/", {"weighings": rows}, content_type="application/json")

    assert (asked.status_code, kept.status_code) == (422, 302)
    assert 'name="is_another"' in text_of(asked)
    assert 'value="20"' in text_of(asked)
    assert 'name="is_another"' not in text_of(client.get(f"{LOTS}{lot.code}/can/"))
    assert [one["status"] for one in sent.json()["weighings"]] == ["counted", "counted"]
    assert Contribution.objects.count() == 4


def test_a_photo_of_the_scales_is_kept(client, shop):
    lot, grower = a_lot(shop[0]), a_grower(shop[0])
    entry = {**scales(client, lot), "grower": grower.code, "grade": "Loại 1", "kg": "1", "photo": a_picture()}

    client.post(f"{LOTS}{lot.code}/can/", entry)

    assert Contribution.objects.get().photo_code


def test_a_photo_is_chosen_once_though_the_scales_ask_and_what_nobody_answers_leaves_none(client, shop, settings):
    lot, grower = a_lot(shop[0]), a_grower(shop[0])
    entry = {"grower": grower.code, "grade": "Loại 1", "kg": "20"}
    path = f"{LOTS}{lot.code}/can/"
    client.post(path, {**scales(client, lot), **entry})
    nothing = client.post(path, {**scales(client, lot), "photo": a_picture()})
    asked = client.post(path, {**scales(client, lot), **entry, "photo": a_picture()})
    held = re.search(r'name="photo_held" value="([^"]+)"', text_of(asked))[1]
    again = client.post(path, {**scales(client, lot), **entry, "kg": "0", "photo_held": held})
    without_a_row = (Photo.objects.count(), Contribution.objects.exclude(photo_code="").count())

    kept = client.post(path, {**scales(client, lot), **entry, "is_another": "on", "photo_held": held})

    assert [page.status_code for page in (nothing, asked, again, kept)] == [422, 422, 422, 302]
    assert [held in text_of(page) for page in (nothing, again)] == [True, True]
    assert "Ảnh đã chọn vẫn còn." in text_of(asked)
    assert without_a_row == (0, 0)
    photo = Photo.objects.get()
    assert [one.photo_code for one in Contribution.objects.order_by("pk")] == ["", photo.code]
    assert (photo.owner_code, read_private(photo.original)) == (shop[0].code, a_picture().read())


def test_a_photo_that_was_put_aside_for_another_shop_or_is_gone_is_asked_for_again(client, shop):
    lot, grower = a_lot(shop[0]), a_grower(shop[0])
    entry = {"grower": grower.code, "grade": "Loại 1", "kg": "20"}
    others = hold_photo(file=a_picture(), owner_code="GH-KHAC")
    gone = hold_photo(file=a_picture(), owner_code=shop[0].code)
    clean_orphans(at=timezone.now() + timedelta(days=2))

    pages = [
        client.post(f"{LOTS}{lot.code}/can/", {**scales(client, lot), **entry, "photo_held": one})
        for one in (others, gone, "../../x")
    ]

    assert [page.status_code for page in pages] == [422] * 3
    assert ["Tệp chưa gửi được. Xin chọn lại." in text_of(page) for page in pages] == [True] * 3
    assert ['name="photo_held"' in text_of(page) for page in pages] == [False] * 3
    assert Contribution.objects.count() == 0


def test_what_a_phone_kept_without_signal_comes_in_any_order_and_counts_once(client, shop):
    lot, grower = a_lot(shop[0]), a_grower(shop[0])
    rows = [
        {
            "client_id": f"p{place}",
            "grower": grower.code,
            "grade": grade,
            "kg": "2,5",
            "recorded_at": "2026-11-20T08:00:00+07:00",
        }
        for place, grade in enumerate(["Loại 1", "Loại 9", "Loại 2"])
    ]

    def sent(found):
        body = json.dumps({"weighings": found})
        return client.post(f"{LOTS}{lot.code}/can/loat/", body, content_type="application/json")

    first, again = sent(rows[::-1]).json(), sent(rows).json()
    client.post(f"{LOTS}{lot.code}/chot/")
    late = sent([{**rows[0], "client_id": "p9"}]).json()

    assert [(one["client_id"], one["status"]) for one in first["weighings"]] == [
        ("p2", "counted"),
        ("p1", "refused"),
        ("p0", "counted"),
    ]
    assert [one["status"] for one in again["weighings"]] == ["counted", "refused", "counted"]
    assert [one["status"] for one in late["weighings"]] == ["too_late"]
    assert late["weighings"][0]["message"]
    assert Lot.objects.get().total_g == 5_000
    recorded = {one.recorded_at.isoformat() for one in Contribution.objects.all()}
    assert recorded == {"2026-11-20T01:00:00+00:00"}
    for body in ("x", "[]", "[" * 9_000, '{"weighings": 3}', '{"weighings": [1]}'):
        assert client.post(f"{LOTS}{lot.code}/can/loat/", body, content_type="application/json").status_code == 400
    assert client.post(f"{LOTS}{lot.code}/can/loat/", {"weighings": "1"}).status_code == 400


def test_what_came_too_late_is_listed_and_counted_where_the_manager_says(client, shop):
    lot, [grower] = a_brought_lot(shop[0], "10")
    client.post(f"{LOTS}{lot.code}/chot/")
    brings(lot, grower, "3", client_id="late")
    following = a_lot(shop[0], product="Chè đợt sau")

    assert "Chè đợt sau" in text_of(client.get(f"{LOTS}{lot.code}/"))
    grade = following.grades.get(name="Loại 2")
    client.post(f"{LOTS}{lot.code}/lan-can/", {"client_id": "late", "step": "chuyen", "grade": grade.pk})

    following.refresh_from_db()
    assert following.total_g == 3_000


@pytest.mark.parametrize(
    ("address", "typed", "status"),
    [
        ("hao/", {"kg": "1", "reason": "Ướt mưa"}, 302),
        ("hao/", {"kg": "100", "reason": "Ướt mưa"}, 422),
        ("hao/", {"kg": "1"}, 422),
        ("dong-goi/", {"units": "1", "unit_g": "10"}, 422),
        ("lan-can/", {"client_id": "x", "step": "bo"}, 409),
        ("chot/", {}, 302),
        ("ket-thuc/", {}, 409),
        ("sai/", {}, 404),
        ("thoa-thuan/", {**TERMS, "price_1": "31.000"}, 302),
        ("thoa-thuan/", {**TERMS, "grade_1": "Loại khác"}, 422),
        ("che-bien/", {"used": "10", "product": "Chè khô", "made": "2"}, 302),
        ("che-bien/", {"used": "10", "product": "Chè khô", "made": "11"}, 409),
        ("che-bien/", {"used": "", "product": "", "made": ""}, 422),
        ("che-bien/", {"used": "10", "product": "Chè khô", "made": "2", "second": "Chè vụn"}, 422),
    ],
)
def test_each_act_on_a_lot_answers_with_a_page(client, shop, address, typed, status):
    lot, _growers = a_brought_lot(shop[0], "10")

    assert client.post(f"{LOTS}{lot.code}/{address}", typed).status_code == status


def test_households_say_what_they_mean_to_bring(client, shop):
    lot, grower = a_lot(shop[0], target_g=100_000), a_grower(shop[0])

    client.post(f"{LOTS}{lot.code}/hen/", {"grower": grower.code, "kg": "40"})

    assert "40\xa0kg" in text_of(client.get(f"{LOTS}{lot.code}/"))


def test_a_shop_that_never_heard_of_lots_sees_where_they_begin(client):
    assert "/ban-hang/lo/mo/" in text_of(client.get(LOTS))
    assert "/ban-hang/ho-gop/them/" in text_of(client.get(GROWERS))


@pytest.mark.parametrize(
    ("role", "weighs", "decides", "pays"),
    [
        (Role.SELLER_MANAGER, 200, 200, 200),
        (Role.SELLER_PACKER, 200, 404, 404),
        (Role.SELLER_ACCOUNTANT, 404, 404, 200),
    ],
)
def test_who_opens_which_pages(shop, role, weighs, decides, pays):
    lot, [grower] = a_brought_lot(shop[0], "10")
    client = signed_in(holder_of(role, Scope.SELLER, shop[0].code))

    found = [
        [client.get(page).status_code for page in pages]
        for pages in (
            (LOTS, f"{LOTS}{lot.code}/", f"{LOTS}{lot.code}/can/", f"{LOTS}{lot.code}/che-bien/"),
            (f"{LOTS}mo/", f"{LOTS}{lot.code}/thoa-thuan/", f"{GROWERS}them/", f"{GROWERS}{grower.code}/sua/"),
            (GROWERS, f"{GROWERS}{grower.code}/", f"{GROWERS}{grower.code}/bang-chia/"),
        )
    ]

    assert found == [[weighs] * 4, [decides] * 4, [pays] * 3]


def test_the_lot_says_who_goes_first_when_it_is_short(client, shop):
    lot, _growers = a_brought_lot(shop[0], "10")
    boxes = goods_of(shop[0], available=9, holds_g=1_000)
    packed(lot, boxes, 3, 1_000)
    first, second = (
        confirm_order(order=an_order(variant=boxes, quantity=2), actor=SYSTEM, at=NOON) for _order in range(2)
    )

    page = text_of(client.get(f"{LOTS}{lot.code}/"))
    assert f"{first.code}</a>: 2" in page
    with pytest.raises(OthersFirst):
        pack_order(order=second, actor=SYSTEM, at=NOON)
    assert (client.post(f"/ban-hang/don/{second.code}/dong-goi/").status_code, Pack.objects.get().remaining) == (409, 3)
    pack_order(order=first, actor=SYSTEM, at=NOON)
    assert (Order.objects.get(pk=first.pk).delivery_status, Pack.objects.get().remaining) == ("packed", 1)
