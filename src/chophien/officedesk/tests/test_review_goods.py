"""The review queue, old beside new, and decisions about what was looked at."""

import re
from datetime import timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.audit.models import Entry
from chophien.catalog.actions.deciding import approve_version
from chophien.catalog.actions.listings import save_working_version, submit_version
from chophien.catalog.models import Listing
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.catalog.tests.factories import a_category, a_listing, a_text
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Notice
from chophien.officedesk import review
from chophien.officedesk.tests.factories import (
    changed_goods,
    mark_of,
    signed_in,
    stored_offer,
    text_of,
    waiting_goods,
)
from chophien.orders.tests.factories import NOON
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db


def titles(page):
    return re.findall(r'<a class="strong" href="/dieu-hanh/hang/[^"]+">([^<]+)</a>', page)


def queue(person, **query):
    return titles(text_of(signed_in(person).get("/dieu-hanh/duyet-hang/", query)))


def fresh(listing):
    return Listing.objects.select_related("live", "working").get(pk=listing.pk)


def test_what_was_sent_in_first_comes_first_and_shops_that_are_not_open_wait():
    waiting_goods(title="Chè gửi sau", at=NOON + timedelta(hours=1))
    waiting_goods(title="Chè gửi trước")
    closed = a_seller()
    waiting_goods(seller=closed, title="Hàng của gian hàng chưa mở")
    closed.status = SellerStatus.SUSPENDED
    closed.save()

    assert queue(operator()) == ["Chè gửi trước", "Chè gửi sau"]


def test_an_operator_of_a_province_sees_that_province():
    waiting_goods(seller=a_seller(commune_code="00721"), title="Chè Đồng Văn")
    waiting_goods(seller=a_seller(commune_code="06463"), title="Na Chi Lăng")

    assert queue(holder_of(Role.OPERATOR, Scope.PROVINCE, "20")) == ["Na Chi Lăng"]


def test_the_queue_is_narrowed_by_province_kind_shop_and_whether_it_is_new():
    food = a_category("do-uong", name_vi="Đồ uống")
    tea = a_category("che-kho", name_vi="Chè khô", parent=food)
    waiting_goods(
        seller=a_seller(commune_code="06463", name="HTX Chi Lăng"),
        title="Na dai",
        category=a_category("na", name_vi="Na"),
    )
    waiting_goods(seller=a_seller(name="HTX Phìn Hồ"), title="Chè đen", category=tea)
    changed_goods(title="Chè sửa", category=tea)
    boss = operator()

    assert queue(boss, tinh="20") == ["Na dai"]
    assert queue(boss, nhom="do-uong") == ["Chè đen", "Chè sửa"]
    assert queue(boss, nhom="khong-co") == []
    assert queue(boss, q="phin ho") == ["Chè đen"]
    assert queue(boss, q="Na d") == ["Na dai"]
    assert queue(boss, loai="new") == ["Na dai", "Chè đen"]
    assert queue(boss, loai="changed") == ["Chè sửa"]
    assert queue(boss, loai="xx", trang="bent", tinh="99") == []


def test_a_long_queue_goes_on_where_the_page_ended(monkeypatch):
    monkeypatch.setattr(review, "PAGE", 2)
    for number in range(5):
        waiting_goods(title=f"Chè số {number}")
    client, seen, address = signed_in(operator()), [], "/dieu-hanh/duyet-hang/"
    while address:
        page = text_of(client.get(address))
        seen.append(titles(page))
        address = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "")

    assert seen == [["Chè số 0", "Chè số 1"], ["Chè số 2", "Chè số 3"], ["Chè số 4"]]


def test_the_decisions_have_their_words():
    listing = waiting_goods()

    page = text_of(signed_in(operator()).get(f"/dieu-hanh/hang/{listing.code}/"))

    assert re.findall(r'<button class="btn[^"]*">(?:<svg.*?</svg>)?([^<]+)</button>', page) == [
        "Duyệt",
        "Yêu cầu sửa",
        "Từ chối",
    ]
    assert re.findall(r'<summary class="btn[^"]*">([^<]+)</summary>', page) == ["Yêu cầu sửa", "Từ chối"]


def test_old_stands_beside_new_and_changes_are_marked():
    listing = changed_goods(title="Chè Shan tên mới", season_from="03-01", season_to="11-30")

    page = text_of(signed_in(operator()).get(f"/dieu-hanh/hang/{listing.code}/"))

    rows = dict(re.findall(r"<tr( class=\"changed\")?><th scope=\"row\">([^<]+?) ?<", page)[i][::-1] for i in range(6))
    assert {label: bool(changed) for label, changed in rows.items()} == {
        "Ảnh": False,
        "Tên hàng": True,
        "Nhóm hàng": False,
        "Lời kể": False,
        "Cỡ và giá": False,
        "Mùa vụ": True,
    }
    for told in (
        "Chè Shan tuyết cổ thụ",
        "Chè Shan tên mới",
        "quanh năm",
        "1/3 – 30/11",
        "hộp 100 g · 185.000 đ · 180\u00a0g",
    ):
        assert told.replace(" đ", "\u00a0đ") in page


def test_approved_goods_are_on_sale_and_the_shop_is_told():
    listing = waiting_goods()
    my = holder_of(Role.SELLER_MANAGER, Scope.SELLER, listing.seller.code)
    boss = operator()

    answer = signed_in(boss).post(f"/dieu-hanh/hang/{listing.code}/duyet/", {"number": "1"})

    assert answer["Location"] == "/dieu-hanh/duyet-hang/?xong=duyet"
    assert (fresh(listing).status, fresh(listing).live.decided_by) == (ListingStatus.PUBLISHED, boss.code)
    assert Notice.objects.filter(person_code=my.code, about=listing.code).count() == 1
    assert Entry.objects.filter(what="catalog.version_approved", subject_code=listing.code).count() == 1


@pytest.mark.parametrize(
    ("decision", "status"), [("yeu-cau-sua", VersionStatus.NEEDS_CHANGES), ("tu-choi", VersionStatus.REJECTED)]
)
def test_sent_back_and_refused_goods_carry_the_reason(decision, status):
    listing = waiting_goods()
    client = signed_in(operator())

    without = client.post(f"/dieu-hanh/hang/{listing.code}/{decision}/", {"number": "1", "reason": " "})
    given = client.post(
        f"/dieu-hanh/hang/{listing.code}/{decision}/", {"number": "1", "reason": "Ảnh quá tối, xin chụp lại"}
    )

    version = listing.versions.get()
    assert without.status_code == 409
    assert given.status_code == 302
    assert (version.status, version.decision_reason) == (status, "Ảnh quá tối, xin chụp lại")


def test_a_reason_that_was_typed_stays_when_the_decision_is_refused():
    listing = waiting_goods()
    typed = "Ảnh quá tối, xin chụp lại"

    answer = signed_in(operator()).post(
        f"/dieu-hanh/hang/{listing.code}/yeu-cau-sua/", {"number": "7", "reason": typed}
    )

    assert answer.status_code == 409
    assert typed in text_of(answer)
    assert "Người bán đã sửa sau khi bạn xem." in text_of(answer)


def test_nobody_approves_what_has_changed_since_it_was_looked_at():
    listing = waiting_goods(title="Chè hay")
    seen = mark_of(listing)
    save_working_version(listing=listing, text=a_text(title="Chè khác hẳn"), actor=SYSTEM, at=NOON)
    submit_version(listing=listing, actor=SYSTEM, at=NOON)
    client = signed_in(operator())

    one = client.post(f"/dieu-hanh/hang/{listing.code}/duyet/", {"number": "1"})
    many = client.post("/dieu-hanh/duyet-hang/duyet/", {"seen": [seen]})

    assert (one.status_code, many.status_code) == (409, 409)
    assert fresh(listing).live is None
    assert "Người bán đã sửa sau khi bạn xem." in text_of(many)


def test_many_are_approved_at_once_each_with_its_own_verdict():
    good, other = waiting_goods(title="Chè một"), waiting_goods(title="Chè hai")
    stale = waiting_goods(title="Chè ba")
    gone = waiting_goods(title="Chè bốn")
    seen = [mark_of(one) for one in (good, other, stale, gone)]
    save_working_version(listing=stale, text=a_text(title="Chè ba mới"), actor=SYSTEM, at=NOON)
    submit_version(listing=stale, actor=SYSTEM, at=NOON)
    approve_version(listing=gone, actor=SYSTEM, at=NOON)

    answer = signed_in(operator()).post(
        "/dieu-hanh/duyet-hang/duyet/", {"seen": [*seen, "SP-KHONG-CO:1", "bent", ":", "SP-1:x"]}
    )

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Đã duyệt 2 tin." in page
    assert "Chè ba mới</a>: Người bán đã sửa" in page
    assert "2 tin không còn chờ duyệt nữa." in page
    assert [fresh(one).status for one in (good, other, stale)] == ["published", "published", "draft"]


def test_ticking_nothing_says_what_to_do():
    waiting_goods()

    page = text_of(signed_in(operator()).post("/dieu-hanh/duyet-hang/duyet/"))

    assert "Hãy đánh dấu những tin muốn duyệt." in page


def test_goods_are_taken_off_the_market_with_a_reason_and_given_back():
    listing = a_listing()
    client = signed_in(operator())
    path = f"/dieu-hanh/hang/{listing.code}/go-xuong/"

    without = client.post(path, {"reason": ""})
    client.post(path, {"reason": "Theo yêu cầu của Chi cục Quản lý thị trường"})
    again = client.post(path, {"reason": "Theo yêu cầu của Chi cục Quản lý thị trường"})
    down = fresh(listing).status
    client.post(path, {"reason": "Đã bổ sung giấy tờ", "step": "restore"})

    assert (without.status_code, again.status_code) == (409, 409)
    assert "Bước này không làm được nữa." in text_of(again)
    assert (down, fresh(listing).status) == (ListingStatus.TAKEN_DOWN, ListingStatus.PAUSED)


def test_who_presses_approve_twice_reads_that_it_is_done():
    listing = waiting_goods()
    client = signed_in(operator())
    path, said = f"/dieu-hanh/hang/{listing.code}/duyet/", {"number": listing.working.number}

    first, second = client.post(path, said), client.post(path, said)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Bước này không làm được nữa." in text_of(second)


def test_an_unknown_decision_decides_nothing():
    listing = waiting_goods()

    answer = signed_in(operator()).post(f"/dieu-hanh/hang/{listing.code}/xoa/", {"number": "1"})

    assert answer.status_code == 422
    assert fresh(listing).working.status == VersionStatus.PENDING_REVIEW


def test_officers_read_and_have_no_buttons():
    listing = waiting_goods(seller=a_seller(commune_code="00721"))
    page = text_of(
        signed_in(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721")).get(f"/dieu-hanh/hang/{listing.code}/")
    )

    assert "Chè Shan tuyết cổ thụ" in page
    assert "Duyệt</button>" not in page
    assert "Gỡ khỏi chợ" not in page


def test_the_goods_of_the_area_are_found_by_title_shop_and_state():
    here = a_listing(seller=a_seller(commune_code="00721", name="HTX Đồng Văn"))
    a_listing(seller=a_seller(commune_code="06463"))
    client = signed_in(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721"))

    def found(**query):
        return re.findall(r'href="/dieu-hanh/hang/(SP-[^"/]+)/"', text_of(client.get("/dieu-hanh/hang/", query)))

    assert found() == [here.code]
    assert found(q="dong van") == [here.code]
    assert found(q="shan tuyết", loai="published") == [here.code]
    assert found(loai="paused") == []
    assert found(q="' OR 1=1 --") == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    for place in range(number):
        waiting_goods(title=f"Chè {place}", photo_codes=["a" * 24])
    client = signed_in(operator())
    client.get("/dieu-hanh/duyet-hang/")

    with django_assert_num_queries(10):
        assert client.get("/dieu-hanh/duyet-hang/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_goods_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        a_listing(photo_codes=["a" * 24])
    client = signed_in(operator())

    with django_assert_num_queries(10):
        assert client.get("/dieu-hanh/hang/").status_code == 200


def test_stored_offers_keep_their_codes():
    listing = a_listing()

    assert stored_offer(listing).code == listing.variants.get().code
