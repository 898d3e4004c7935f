"""Teams, tasks, shops that never sold, results and lead households at the office's desk, each for its own area."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.lib.dates import format_date, local_date
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.programmes.actions.tasks import make_task
from chophien.programmes.models import Member, MentorPair, QuarterResult, Task, Team
from chophien.programmes.states import TaskKind
from chophien.programmes.tests.factories import (
    ELSEWHERE,
    HERE,
    a_helped,
    a_household,
    a_team,
    a_visit,
    an_officer,
)
from chophien.sellers.tests.factories import helper_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agrees")]
DAY = timedelta(days=1)
PAGES = ["to", "viec", "chua-ban", "ket-qua", "ket-qua.csv", "chuyen-tham", "ho-dau-tau"]


def path_of(name):
    return f"/dieu-hanh/{name}" + ("" if "." in name else "/")


def a_task(seller, **facts):
    now = timezone.now()
    said = {"kind": TaskKind.VISIT, "note": "Hỏi thăm vụ chè", "due_on": local_date(now), "actor": an_officer()}
    return make_task(seller=seller, at=now, **{**said, **facts})


def an_old_shop(**facts):
    return a_household(approved_at=timezone.now() - 60 * DAY, **facts)


def a_lead(seller):
    return QuarterResult.objects.create(
        seller=seller,
        quarter=date(2026, 7, 1),
        months=3,
        orders=7,
        on_time=7,
        goods_vnd=9_500_000,
        criteria={"months": 3, "orders": 6, "goods_vnd": 9_000_000, "on_time_percent": 90},
        is_lead=True,
        computed_at=timezone.now(),
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_for_officers_and_operators(name):
    overseers = {"commune officer", "province officer", "province operator", "operator"}

    assert let_in(everybody("a-shop"), path_of(name)) == overseers | {
        f"{one} elsewhere" for one in overseers - {"operator"}
    }


def test_s22_what_lies_in_another_area_is_not_there():
    seller = a_household()
    team, task = a_team(), a_task(seller)
    paths = [f"to/{team.code}/", f"viec/{task.code}/", f"viec/moi/{seller.code}/"]

    found = {
        who: [signed_in(an_officer(commune)).get(f"/dieu-hanh/{path}").status_code for path in paths]
        for who, commune in (("here", HERE), ("there", ELSEWHERE))
    }

    assert found == {"here": [200] * 3, "there": [404] * 3}


def test_an_officer_of_another_commune_sees_none_of_its_tasks_and_gives_none_out():
    task, helper = a_task(a_household()), helper_in()
    client = signed_in(an_officer(ELSEWHERE))

    page = text_of(client.get("/dieu-hanh/viec/"))
    client.post("/dieu-hanh/viec/", {"seen": [task.code], "helper": helper.code})

    assert task.seller.name not in page
    assert Task.objects.get().assigned_to is None


def test_s24_a_team_is_registered_and_a_member_taken_in_and_let_go():
    client, mi = signed_in(an_officer()), PersonFactory(name="Vàng Mí Sính")

    client.post("/dieu-hanh/to/", {"commune_code": HERE, "name": "Tổ Sủng Là"})
    team = Team.objects.get()
    client.post(f"/dieu-hanh/to/{team.code}/", {"phone": mi.phone, "name": "", "villages": "Sủng Là, Lũng Cẩm"})
    member = Member.objects.get()
    refused = client.post(f"/dieu-hanh/to/{team.code}/dong/")
    client.post(f"/dieu-hanh/to/{team.code}/{mi.code}/bo/")
    client.post(f"/dieu-hanh/to/{team.code}/dong/")

    assert (member.person, member.villages, refused.status_code) == (mi, ["Sủng Là", "Lũng Cẩm"], 409)
    assert Team.objects.get().closed_at is not None


def test_who_looks_after_the_country_names_the_province_before_the_commune():
    client = signed_in(operator())
    here = a_team().commune

    first = client.get("/dieu-hanh/to/").content.decode()
    page = client.get(f"/dieu-hanh/to/?tinh={here.province.code}").content.decode()
    client.post(f"/dieu-hanh/to/?tinh={here.province.code}", {"commune_code": HERE, "name": "Tổ Sủng Là"})

    assert ('name="tinh"' in first, 'name="commune_code"' in first) == (True, False)
    assert f'<option value="{HERE}">' in page
    assert Team.objects.filter(name="Tổ Sủng Là", commune=here).exists()
    assert client.get("/dieu-hanh/to/?tinh=x").status_code == 200


def test_bad_answers_stand_beside_their_fields():
    client, team = signed_in(an_officer()), a_team()

    nameless = client.post("/dieu-hanh/to/", {"commune_code": HERE, "name": " "})
    far = client.post("/dieu-hanh/to/", {"commune_code": ELSEWHERE, "name": "Tổ khác"})
    phoneless = client.post(f"/dieu-hanh/to/{team.code}/", {"phone": "12", "name": "Sính"})

    assert [page.status_code for page in (nameless, far, phoneless)] == [422, 422, 422]
    assert 'value="Sính"' in text_of(phoneless)


def test_tasks_are_ticked_and_given_to_one_helper():
    tasks, helper = [a_task(a_household()) for _number in range(2)], helper_in()
    client = signed_in(an_officer())

    page = client.post("/dieu-hanh/viec/", {"seen": [one.code for one in tasks], "helper": helper.code})
    nothing = client.post("/dieu-hanh/viec/", {"helper": helper.code})

    assert "Đã giao 2 việc cho người giúp." in text_of(page)
    assert "Hãy đánh dấu việc muốn giao" in text_of(nothing)
    assert list(Task.objects.values_list("assigned_to", flat=True)) == [helper.pk] * 2


def test_tasks_are_found_by_kind_state_and_helper():
    helper = helper_in()
    mine, open_one = a_task(a_household(name="Nhà Mỷ"), helper=helper), a_task(a_household(name="Nhà Lan"))
    client = signed_in(an_officer())

    def shown(**query):
        page = text_of(client.get("/dieu-hanh/viec/", query))
        return [one.seller.name for one in (mine, open_one) if one.seller.name in page]

    assert shown(nguoi=helper.code) == ["Nhà Mỷ"]
    assert shown(nguoi="-") == ["Nhà Lan"]
    assert shown(loai="never_sold") == shown(viec="done") == []


def test_a_task_is_written_by_hand_finished_and_dropped():
    client, seller = signed_in(an_officer()), a_household()
    said = {"kind": "visit", "note": "Chụp lại ảnh", "due_on": format_date(local_date(timezone.now()) + DAY)}

    bad = client.post(f"/dieu-hanh/viec/moi/{seller.code}/", {**said, "note": ""})
    first = client.post(f"/dieu-hanh/viec/moi/{seller.code}/", said)
    client.post(first["Location"], {"finish": "1"})
    second = client.post(f"/dieu-hanh/viec/moi/{seller.code}/", said)
    unsaid = client.post(second["Location"], {"drop": "1", "reason": ""})
    client.post(second["Location"], {"drop": "1", "reason": "Hộ đi làm xa"})

    assert (bad.status_code, unsaid.status_code) == (422, 409)
    assert list(Task.objects.order_by("pk").values_list("status", flat=True)) == ["done", "dropped"]


def test_s01_shops_that_never_sold_are_given_to_helpers_with_the_honest_figure():
    shop, helper = an_old_shop(name="Nhà Mỷ"), helper_in()
    client = signed_in(an_officer())

    before = text_of(client.get("/dieu-hanh/chua-ban/"))
    after = text_of(client.post("/dieu-hanh/chua-ban/", {"seen": [shop.code], "helper": helper.code}))

    assert ("0 %" in before, "0 trên 1" in before, "Nhà Mỷ" in before) == (True, True, True)
    assert "Đã giao 1 việc cho người giúp." in after
    assert list(Task.objects.values_list("kind", "seller", "assigned_to")) == [("never_sold", shop.pk, helper.pk)]


def test_the_list_is_narrowed_to_a_commune():
    an_old_shop(name="Nhà Mỷ")
    an_old_shop(name="Nhà Sùng", commune_code=ELSEWHERE)
    operator = everybody("a-shop")["operator"]

    page = text_of(signed_in(operator).get("/dieu-hanh/chua-ban/", {"xa": ELSEWHERE}))

    assert ("Nhà Mỷ" in page, "Nhà Sùng" in page) == (False, True)


def test_s24_the_report_of_a_month_is_a_page_and_a_table_without_any_money():
    now = timezone.now()
    seller, helper = a_helped(at=now - 3 * DAY)
    helper.name = "=Páo"
    helper.save()
    a_visit(seller, helper, at=now)
    client = signed_in(an_officer())

    page = text_of(client.get("/dieu-hanh/ket-qua/"))
    table = client.get("/dieu-hanh/ket-qua.csv").content.decode("utf-8-sig").splitlines()

    assert "=Páo" in page
    assert table[1] == f"{now:%Y-%m},Tuyên Quang,Xã Đồng Văn,'=Páo,1,0,0,0"
    assert "đ" not in table[1].replace("Đồng", "")


def test_a_mentor_pair_is_proposed_from_the_lead_households_and_ended():
    lead, follower = a_household(name="Nhà Mỷ"), a_household(name="Nhà Sùng")
    a_lead(lead)
    client = signed_in(an_officer())

    page = text_of(client.get("/dieu-hanh/ho-dau-tau/", {"day": lead.code}))
    proposed = client.post("/dieu-hanh/ho-dau-tau/", {"lead": lead.code, "follower": follower.code})
    wrong = client.post("/dieu-hanh/ho-dau-tau/", {"lead": follower.code, "follower": lead.code})
    client.post(f"/dieu-hanh/ho-dau-tau/{MentorPair.objects.get().code}/thoi/")

    assert ("quý 3 năm 2026" in page, "9.500.000" in page, "Hộ nào học từ Nhà Mỷ?" in page) == (True, True, True)
    assert (proposed.status_code, wrong.status_code, MentorPair.objects.get().status) == (302, 409, "ended")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("to", 10), ("viec", 12), ("chua-ban", 18), ("ket-qua", 12), ("chuyen-tham", 7), ("ho-dau-tau", 13)],
)
def test_each_page_takes_the_same_queries_for_any_number_of_rows(name, queries, rows, django_assert_num_queries):
    now, helper, officer = timezone.now(), helper_in(), an_officer()
    for number in range(rows):
        seller, _helper = a_helped(helper, at=now - 3 * DAY, approved_at=now - 60 * DAY)
        a_visit(seller, helper, at=now, key=seller.code)
        a_task(seller)
        a_lead(seller)
        a_team(name=f"Tổ {number}")
    client = signed_in(officer)

    with django_assert_num_queries(queries):
        client.get(path_of(name))
