"""Cash points at the office's desk: opened with a place that was looked at, run by operators, seen by officers."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.accounts.models import Person
from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.cashpoints.actions.asking import cancel_cash_out
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.models import AgentPost, FloatMove, Point, Till
from chophien.cashpoints.selectors.overseeing import tills_low_for
from chophien.cashpoints.tests.factories import a_household, a_point, a_till, an_agent, asked, real_money
from chophien.cashpoints.tests.places import cash_that_was_paid
from chophien.officedesk.tests.factories import officer, signed_in, text_of

pytestmark = pytest.mark.django_db

DESK = "/dieu-hanh/diem-tien-mat/"
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
DONG_VAN, HA_NOI = "00721", "00004"
PLACE = {
    "name": "Bưu điện văn hóa Đồng Văn",
    "commune_code": DONG_VAN,
    "hamlet": "Tổ 1",
    "landmark": "cạnh chợ",
    "pin": "23.2779, 105.3620",
    "hours": "7:30 đến 17:00",
    "phone": "0219 3856 123",
}


@pytest.fixture(autouse=True)
def _tuesday(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def page(person, path="", **query):
    response = signed_in(person).get(DESK + path, query)
    return response.status_code, text_of(response).replace("\xa0", " ")


def test_an_operator_opens_a_point_with_its_place(client):
    response = signed_in(operator()).post(f"{DESK}moi/", PLACE)

    point = Point.objects.get()
    assert response["Location"] == f"{DESK}{point.code}/?xong=mo"
    assert (point.name, point.address, point.commune.code) == ("Bưu điện văn hóa Đồng Văn", "Tổ 1, cạnh chợ", DONG_VAN)
    assert (point.lat, point.lon, point.hours, point.phone) == (23.2779, 105.362, "7:30 đến 17:00", "+842193856123")
    assert point.contract == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"pin": "105.3620, 23.2779"}, "Hãy viết vĩ độ trước: 23.2779, 105.362"),
        ({"pin": "21.0285, 105.8542"}, "cách giữa Xã Đồng Văn"),
        ({"pin": "xa lắm"}, "Viết điểm bằng hai số"),
        ({"pin": "48.85, 2.35"}, "Điểm này không nằm trong Việt Nam"),
        ({"name": ""}, "Xin điền vào chỗ này"),
        ({"hamlet": "", "landmark": ""}, "Hãy viết điểm nằm ở đâu"),
        ({"commune_code": "", "place": ""}, "xã"),
        ({"phone": "12"}, "số điện thoại"),
    ],
)
def test_what_cannot_be_right_gets_a_sentence_and_keeps_what_was_typed(change, sentence):
    response = signed_in(operator()).post(f"{DESK}moi/", {**PLACE, **change})

    shown = text_of(response)
    assert response.status_code == 422
    assert sentence in shown
    assert "7:30 đến 17:00" in shown
    assert not Point.objects.exists()


def test_a_place_far_from_its_commune_is_opened_when_somebody_says_that_it_lies_there():
    far = {**PLACE, "pin": "21.0285, 105.8542"}
    refused = text_of(signed_in(operator()).post(f"{DESK}moi/", far))

    response = signed_in(operator()).post(f"{DESK}moi/", {**far, "far_ok": "on"})

    assert 'name="far_ok"' in refused
    assert 'name="far_ok"' not in page(operator(), "moi/")[1]
    assert response.status_code == 302
    assert (Point.objects.get().lat, Point.objects.get().lon) == (21.0285, 105.8542)


def test_with_a_contract_in_force_a_point_works_under_it_only_when_ticked():
    with real_money("7/2026"):
        signed_in(operator()).post(f"{DESK}moi/", {**PLACE, "under_contract": "on"})
        signed_in(operator()).post(f"{DESK}moi/", {**PLACE, "name": "Chạy thử"})

    assert dict(Point.objects.values_list("name", "contract")) == {PLACE["name"]: "7/2026", "Chạy thử": ""}


def test_an_operator_of_a_province_opens_points_there_and_nowhere_else():
    here = officer(Role.OPERATOR, "08")
    there = officer(Role.OPERATOR, "01")

    refused = signed_in(there).post(f"{DESK}moi/", PLACE)
    opened = signed_in(here).post(f"{DESK}moi/", PLACE)

    assert (refused.status_code, opened.status_code) == (409, 302)
    assert Point.objects.count() == 1


def every_label_leads_to_its_own_field(response):
    named = re.findall(r' id="([^"]+)"', response.content.decode())
    return len(named) == len(set(named))


def test_agents_tills_and_cash_are_written_down_at_the_point():
    point = a_point()
    desk = signed_in(operator())

    desk.post(f"{DESK}{point.code}/quay/", {"name": "Quầy 1"})
    desk.post(f"{DESK}{point.code}/nguoi/", {"phone": "0912345678", "name": "Vàng Thị Dợ"})
    till = Till.objects.get()
    form = {"key": "a" * 22, "kind": "float_in", "amount_vnd": "20.000.000", "reference": "VC-1"}
    for _twice in range(2):
        desk.post(f"{DESK}{point.code}/quay/{till.code}/tien/", form)
    taken = {**form, "key": "b" * 22, "kind": "float_out", "amount_vnd": "25.000.000"}
    too_much = desk.post(f"{DESK}{point.code}/quay/{till.code}/tien/", taken)

    post = AgentPost.objects.get()
    assert (post.person.name, post.ends_at) == ("Vàng Thị Dợ", None)
    assert list(FloatMove.objects.values_list("kind", "amount_vnd", "simulated")) == [("float_in", 20_000_000, True)]
    assert too_much.status_code == 409
    assert every_label_leads_to_its_own_field(too_much)
    shown = text_of(too_much).replace("\xa0", " ")
    assert "20.000.000 đ" in shown
    assert "25.000.000" in shown


def test_an_agent_serves_there_no_longer_and_a_point_is_closed_for_good():
    till = a_till(holds=0)
    agent = an_agent(till.point)
    desk = signed_in(operator())

    desk.post(f"{DESK}{till.point.code}/nguoi/{agent.code}/thoi/")
    again = desk.post(f"{DESK}{till.point.code}/nguoi/{agent.code}/thoi/")
    desk.post(f"{DESK}{till.point.code}/dong/")

    assert AgentPost.objects.get().ends_at == NOW
    assert again.status_code == 404
    assert Point.objects.get().closed_at == NOW
    assert till.point.name in page(operator(), xem="dong")[1]
    assert till.point.name not in page(operator())[1]


def test_a_point_with_cash_in_it_stays_open_and_says_how_much():
    with real_money():
        till = a_till(holds=3_000_000)

        response = signed_in(operator()).post(f"{DESK}{till.point.code}/dong/")

    assert response.status_code == 409
    assert "3.000.000 đ" in text_of(response).replace("\xa0", " ")
    assert Point.objects.get().closed_at is None


@pytest.mark.parametrize(
    ("form", "address"),
    [({"phone": "abc"}, "nguoi/"), ({"kind": "float_in", "amount_vnd": "không", "key": "k"}, "quay/{till}/tien/")],
)
def test_a_form_of_the_point_that_was_filled_in_wrongly_comes_back_filled(form, address):
    till = a_till(holds=0)

    response = signed_in(operator()).post(f"{DESK}{till.point.code}/{address.format(till=till.code)}", form)

    assert response.status_code == 422
    assert next(value for name, value in form.items() if name in {"phone", "amount_vnd"}) in text_of(response)


WHO = {
    "operator": operator,
    "operator there": lambda: officer(Role.OPERATOR, "08"),
    "operator elsewhere": lambda: officer(Role.OPERATOR, "01"),
    "province": officer,
    "province elsewhere": lambda: officer(code="01"),
    "commune": lambda: officer(Role.COMMUNE_OFFICER, DONG_VAN),
    "commune elsewhere": lambda: officer(Role.COMMUNE_OFFICER, HA_NOI),
    "buyer": PersonFactory,
}


def test_officers_see_the_points_of_their_area_and_change_nothing():
    till = a_till()
    code = till.point.code

    seen = {who: signed_in(make()).get(f"{DESK}{code}/").status_code for who, make in WHO.items()}
    done = {who: signed_in(make()).post(f"{DESK}{code}/quay/", {"name": "x"}).status_code for who, make in WHO.items()}

    there = {"operator", "operator there", "province", "commune"}
    assert {who for who, status in seen.items() if status == 200} == there
    assert {status for who, status in seen.items() if who not in there} == {404}
    assert {who for who, status in done.items() if status == 302} == {"operator", "operator there"}
    assert {status for who, status in done.items() if status != 302} == {404}


@pytest.mark.parametrize("path", ["", "luot/", "chot-ngay/", "hop-dong/", "xa-chua-co/", "xa-chua-co.csv"])
def test_whoever_has_no_area_finds_no_such_page(path):
    assert page(PersonFactory(), path)[0] == 404
    assert page(officer(Role.COMMUNE_OFFICER, DONG_VAN), path)[0] == 200


def test_asks_for_cash_say_amount_and_why_not_and_never_whose_it_was():
    till, household = a_till(), a_household()
    agent = an_agent(till.point)
    first, second = asked(household, till, 200_000, agent), asked(household, till, 300_000, agent)
    manager = Person.objects.get(name="Sùng Thị Máy")
    cancel_cash_out(order=first, actor=agent, at=NOW, reason="Khách đổi ý")
    cancel_cash_out(order=second, actor=manager, at=NOW)
    cash_that_was_paid(450_000, point=till.point)

    _status, shown = page(officer(), "luot/")
    _status, refused = page(officer(), "luot/", loai="refused")
    _status, elsewhere = page(officer(code="01"), "luot/")

    for words in ("200.000 đ", "điểm đã hủy. Khách đổi ý", "300.000 đ", "khách đã hủy.", "450.000 đ"):
        assert words in shown
    assert "450.000 đ" not in refused
    assert "200.000 đ" not in elsewhere
    for private in ("Sùng Thị Máy", "Nhà bà Sùng", household.code, manager.code, manager.phone[-9:]):
        assert private not in shown


def test_counted_days_stand_beside_the_books_and_those_that_differ_by_themselves():
    one, other = a_till(holds=1_000_000), a_till(holds=500_000)
    for till, notes, note in ((one, {500_000: 2}, ""), (other, {200_000: 2, 50_000: 1}, "Trả nhầm tờ 50")):
        day = date(2026, 11, 24)
        close_day(till=till, day=day, notes=notes, note=note, actor=an_agent(till.point), at=NOW)

    _status, days = page(officer(), "chot-ngay/")
    _status, different = page(officer(), "chot-ngay/", xem="lech")

    assert "khớp" in days
    assert "lệch −50.000 đ" in different.replace("-50", "−50")
    assert "Trả nhầm tờ 50" in different
    assert "khớp" not in different.split("<main")[1]


def test_the_contract_page_says_what_is_missing_and_then_what_is_in_force():
    a_point(contract="")
    _status, missing = page(officer(), "hop-dong/")
    with real_money("7/2026"):
        a_point(contract="7/2026")
        _status, there = page(officer(), "hop-dong/")

    assert "Người vận hành máy chủ ghi đúng số ấy vào máy." in missing
    assert "Tổng công ty Bưu điện" in there
    assert "7/2026" in there
    assert "Người vận hành máy chủ" not in there
    assert not [text for text in (missing, there) if "CHOPHIEN_" in text or "cashpoints." in text]


def test_every_page_says_that_no_money_is_real_until_a_contract_is_in_force():
    point = a_point()

    pages = {path: page(operator(), path)[1] for path in ("", "moi/", "luot/", "chot-ngay/", "xa-chua-co/")}
    pages["point"] = page(operator(), f"{point.code}/")[1]
    with real_money(point.contract):
        real = page(operator(), f"{point.code}/")[1]

    assert [path for path, shown in pages.items() if "Chạy thử: không có tiền thật" not in shown] == []
    assert "Chạy thử: không có tiền thật" not in real


def test_little_real_cash_waits_on_the_first_page_and_a_trial_does_not():
    with real_money():
        till = a_till(holds=4_000_000)

        assert list(tills_low_for(officer(), at=NOW)) == [till]
        assert list(tills_low_for(officer(code="01"), at=NOW)) == []
        assert "Quầy sắp hết tiền" in text_of(signed_in(operator()).get("/dieu-hanh/"))
    assert list(tills_low_for(officer(), at=NOW)) == []


@pytest.mark.parametrize("path", ["", "luot/", "chot-ngay/", "hop-dong/", "{point}/"])
def test_a_page_takes_the_same_statements_for_any_number_of_rows(path):
    counts = []
    desk = signed_in(operator())
    for rows in (1, 2):
        for _row in range(rows):
            till = a_till(holds=1_000_000)
            agent = an_agent(till.point)
            household = a_household()
            cancel_cash_out(order=asked(household, till, 100_000, agent), actor=agent, at=NOW)
            close_day(till=till, day=date(2026, 11, 24), notes={500_000: 2}, actor=agent, at=NOW)
        desk.get(DESK)
        with CaptureQueriesContext(connection) as queries:
            desk.get(DESK + path.format(point=till.point.code))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_map_page_shows_the_country_to_operators_and_a_province_to_its_officers():
    point = a_point(lat=23.2779, lon=105.362)
    an_agent(point)
    a_till(point=point, holds=0)

    _status, country = page(operator(), "xa-chua-co/")
    _status, province = page(officer(), "xa-chua-co/")
    _status, first = page(operator(), "xa-chua-co/08/")
    _status, one = page(operator(), "xa-chua-co/08/", xem="tat-ca")
    elsewhere, _shown = page(officer(), "xa-chua-co/01/")
    unknown, _shown = page(operator(), "xa-chua-co/99/")

    assert "Hoàng Sa" in country
    assert "/dieu-hanh/diem-tien-mat/xa-chua-co/08/" in country
    assert "Xã chưa có điểm tiền mặt: Tỉnh Tuyên Quang" in province
    assert re.search(r"<svg width=\"100%\" viewBox", one)
    assert (elsewhere, unknown) == (404, 404)
    assert "Xã Đồng Văn<" not in one.split("<tbody>")[1]
    assert "Xã Bạch Xa" in one
    assert first.count("<tr>") == 1 + 30
    assert f"Xem cả {one.count('<tr>') - 1}" in first


def test_the_table_to_take_along_has_every_commune_without_a_point():
    point = a_point(lat=23.2779, lon=105.362, name="=HYPERLINK()")
    an_agent(point)
    a_till(point=point, holds=0)

    response = signed_in(officer()).get(f"{DESK}xa-chua-co.csv")

    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Tỉnh,Xã,Xã (mã),Điểm tiền mặt gần nhất,Cách (km),Hộ bán hàng,Gian hàng"
    assert len(lines) > 100
    assert all(f",{point.code}," in line for line in lines[1:])
    assert not any(",00721," in line for line in lines)
