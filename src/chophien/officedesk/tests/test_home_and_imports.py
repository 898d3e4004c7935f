import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.catalog.models import Listing
from chophien.channels.models import GoodsImport
from chophien.channels.tests.factories import a_row, as_csv, known_places
from chophien.officedesk.tests.factories import signed_in, text_of, waiting_goods
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
    assert page.count("Không có gì chờ.") == 7


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

    with django_assert_num_queries(29):
        assert client.get("/dieu-hanh/").status_code == 200


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
