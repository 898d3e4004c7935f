from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.catalog.models import Listing
from chophien.channels.models import GoodsImport
from chophien.channels.tests.factories import a_row, as_csv, known_places
from chophien.officedesk.queues import QUEUES, queues_of
from chophien.officedesk.selectors import office_of
from chophien.officedesk.tests.factories import officer, signed_in, text_of, waiting_goods
from chophien.orders.tests.factories import NOON
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db


def sent(data, **changes):
    return {"file": SimpleUploadedFile("hang.csv", data, content_type="text/csv"), "faulty_rows": "skip", **changes}


def test_the_first_page_counts_what_waits():
    waiting_goods()
    waiting_goods()
    a_seller(status=SellerStatus.IN_REVIEW, submitted_at=NOON)

    page = text_of(signed_in(operator()).get("/dieu-hanh/"))

    assert "2 đang chờ, lâu nhất từ 12:00 thứ Bảy 21/11" in page
    assert page.count("1 đang chờ, lâu nhất từ") == 1
    assert page.count("panel task") == 2
    assert "Ở đây không có gì chờ" in page


def test_officers_read_what_their_desk_shows_and_find_no_other_section():
    page = text_of(signed_in(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721")).get("/dieu-hanh/"))

    assert "Ở đây bạn xem được gian hàng và hàng trong địa bàn." in page
    for hidden in ("/dieu-hanh/duyet-hang/", "/dieu-hanh/don/", "/dieu-hanh/nguoi/", "/dieu-hanh/nhat-ky/"):
        assert hidden not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_page_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        waiting_goods()
    client = signed_in(operator())

    with django_assert_num_queries(11):
        assert client.get("/dieu-hanh/").status_code == 200


def test_every_queue_is_counted_with_its_oldest_in_one_statement_after_one_that_finds_the_shops_that_owe(
    django_assert_num_queries,
):
    boss = operator()
    waiting_goods(at=NOON)
    waiting_goods(at=NOON + timedelta(hours=1))
    office = office_of(boss, at=NOON)

    with django_assert_num_queries(6) as asked:
        found = {one.kind.key: (one.count, one.since) for one in queues_of(office, at=NOON)}

    assert found["listings"] == (2, NOON)
    assert len(found) == len(QUEUES)
    assert sum("COUNT(" in one["sql"] for one in asked.captured_queries) == 1


def test_an_operator_of_a_province_counts_only_what_waits_there():
    waiting_goods()

    here = queues_of(office_of(officer(Role.OPERATOR, "08"), at=NOON), at=NOON)
    there = queues_of(office_of(officer(Role.OPERATOR, "20"), at=NOON), at=NOON)

    assert {one.count for one in there} == {0}
    assert next(one.count for one in here if one.kind.key == "listings") == 1


def test_officers_have_the_queues_of_helping_alone():
    keys = [one.kind.key for one in queues_of(office_of(officer(Role.COMMUNE_OFFICER, "00721"), at=NOON), at=NOON)]

    assert keys == ["suspect-stamps", "tasks", "callbacks"]


def test_an_operator_brings_in_any_shops_goods_and_may_publish_them(do_jobs):
    known_places()
    client = signed_in(operator())

    page = client.post("/dieu-hanh/nhap-hang/", sent(as_csv([a_row(1), a_row(2, price_vnd="")]), publish="on"))[
        "Location"
    ]
    do_jobs()

    assert (Listing.objects.get().status, Listing.objects.get().seller.code) == ("published", "htx-lung-phin")
    assert "dòng 3, cột price_vnd:" in text_of(client.get(page))


def test_without_the_tick_goods_wait_for_review(do_jobs):
    known_places()

    signed_in(operator()).post("/dieu-hanh/nhap-hang/", sent(as_csv([a_row(1)])))
    do_jobs()

    assert (Listing.objects.get().status, GoodsImport.objects.get().publish) == ("draft", False)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_tables_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    client = signed_in(operator())
    for place in range(number):
        client.post("/dieu-hanh/nhap-hang/", sent(as_csv([a_row(place)])))

    with django_assert_num_queries(6):
        assert client.get("/dieu-hanh/nhap-hang/").status_code == 200
