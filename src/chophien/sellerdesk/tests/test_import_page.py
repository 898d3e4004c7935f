import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.catalog.models import Listing
from chophien.catalog.states import VersionStatus
from chophien.channels.imports.rows import COLUMNS, read_rows
from chophien.channels.models import GoodsImport
from chophien.channels.states import ImportStatus
from chophien.channels.tests.factories import a_row, as_csv, known_places
from chophien.sellerdesk.tests.factories import a_picture, a_shop, signed_in, text_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places():
    known_places()


def sent(data, **changes):
    return {"file": SimpleUploadedFile("hang.csv", data, content_type="text/csv"), "faulty_rows": "skip", **changes}


def test_a_table_is_sent_in_read_by_a_job_and_followed(do_jobs):
    seller, my = a_shop()
    client = signed_in(my)
    rows = [
        a_row(1, seller_code=seller.code, photo_file="che.jpg"),
        a_row(2, seller_code=seller.code, price_vnd="mười"),
    ]

    answer = client.post("/ban-hang/nhap-hang/", sent(as_csv(rows), photos=[a_picture("che.jpg")]))
    page = answer["Location"]
    waiting = text_of(client.get(page))
    do_jobs()
    done = text_of(client.get(page))

    assert 'hx-trigger="every 2s"' in waiting
    assert "Xem đến đâu rồi" in waiting
    assert "hx-trigger" not in done
    assert "dòng 3, cột price_vnd:" in done
    listing = Listing.objects.get()
    assert (listing.live, listing.working.status, len(listing.working.photo_codes)) == (
        None,
        VersionStatus.PENDING_REVIEW,
        1,
    )


def test_a_script_asks_for_the_moving_part_and_is_sent_to_the_whole_at_the_end(do_jobs):
    seller, my = a_shop()
    client = signed_in(my)
    page = client.post("/ban-hang/nhap-hang/", sent(as_csv([a_row(1, seller_code=seller.code)])))["Location"]
    ask = {"HX-Request": "true"}

    moving = client.get(page, headers=ask)
    do_jobs()
    over = client.get(page, headers=ask)

    assert "<h1>" not in text_of(moving)
    assert (over.status_code, over["HX-Redirect"]) == (204, page)


def test_a_try_changes_nothing_until_it_is_meant(do_jobs):
    seller, my = a_shop()
    client = signed_in(my)
    page = client.post("/ban-hang/nhap-hang/", sent(as_csv([a_row(1, seller_code=seller.code)]), dry_run="on"))[
        "Location"
    ]
    do_jobs()
    tried = text_of(client.get(page))
    before = Listing.objects.count()

    real = client.post(f"{page}nhap-that/")
    do_jobs()

    assert "Mới chỉ thử, chưa đổi gì." in tried
    assert (before, Listing.objects.count()) == (0, 1)
    assert real["Location"] != page


def test_the_faults_are_had_as_a_table(do_jobs):
    seller, my = a_shop()
    client = signed_in(my)
    page = client.post(
        "/ban-hang/nhap-hang/", sent(as_csv([a_row(1, seller_code=seller.code, weight_g="nặng", stock="")]))
    )["Location"]
    do_jobs()

    answer = client.get(f"{page}loi.csv")

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["dòng", "cột", "chỗ sai"]
    assert [row[:2] for row in rows[1:]] == [["2", "weight_g"], ["2", "stock"]]


def test_a_table_of_another_shops_goods_brings_nothing_in(do_jobs):
    _seller, my = a_shop()
    other, _them = a_shop()
    client = signed_in(my)

    page = client.post("/ban-hang/nhap-hang/", sent(as_csv([a_row(1, seller_code=other.code)])))["Location"]
    do_jobs()

    assert "Đây là hàng của gian hàng khác." in text_of(client.get(page))
    assert Listing.objects.count() == 0


def test_nobody_publishes_here(do_jobs):
    seller, my = a_shop()
    client = signed_in(my)

    client.post("/ban-hang/nhap-hang/", sent(as_csv([a_row(1, seller_code=seller.code)]), publish="on"))
    do_jobs()

    assert (GoodsImport.objects.get().publish, Listing.objects.get().live) == (False, None)
    assert 'name="publish"' not in text_of(client.get("/ban-hang/nhap-hang/"))


@pytest.mark.parametrize(
    "data",
    [{}, {"file": SimpleUploadedFile("a.csv", b""), "faulty_rows": "skip"}, {"faulty_rows": "xx"}],
    ids=["nothing", "empty", "no choice"],
)
def test_what_is_no_table_is_refused_beside_its_field(data):
    _seller, my = a_shop()

    answer = signed_in(my).post("/ban-hang/nhap-hang/", data)

    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)
    assert GoodsImport.objects.count() == 0


def test_a_file_that_cannot_be_read_ends_with_its_sentence(do_jobs):
    _seller, my = a_shop()
    client = signed_in(my)

    page = client.post("/ban-hang/nhap-hang/", sent(b"PK\x03\x04 bomb"))["Location"]
    do_jobs()

    assert GoodsImport.objects.get().status == ImportStatus.REFUSED
    assert "Không đọc được tệp này." in text_of(client.get(page))


def test_the_empty_table_is_one_that_can_be_read(tmp_path):
    seller, my = a_shop()
    client = signed_in(my)
    for kind in ("csv", "xlsx"):
        answer = client.get(f"/ban-hang/nhap-hang/mau.{kind}")
        path = tmp_path / f"mau.{kind}"
        path.write_bytes(answer.content)

        assert f'filename="mau.{kind}"' in answer["Content-Disposition"]
        assert [row.cells["seller_code"] for row in read_rows(path)] == [seller.code]
    assert client.get("/ban-hang/nhap-hang/mau.exe").status_code == 404


def test_the_shops_goods_are_had_as_a_table_and_brought_in_again_unchanged(do_jobs):
    seller, my = a_shop()
    a_variant(seller=seller, sku="MO-1", available=7)
    a_variant(title="Hàng của người khác")
    client = signed_in(my)

    table = b"".join(client.get("/ban-hang/nhap-hang/xuat.csv").streaming_content)
    client.post("/ban-hang/nhap-hang/", sent(table))
    do_jobs()

    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert ([row["sku"] for row in rows], tuple(rows[0])) == (["MO-1"], COLUMNS)
    done = GoodsImport.objects.get()
    assert (done.created, done.changed, done.unchanged, done.faulty) == (0, 0, 1, 0)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    seller, my = a_shop()
    client = signed_in(my)
    for place in range(number):
        client.post("/ban-hang/nhap-hang/", sent(as_csv([a_row(place, seller_code=seller.code)])))

    with django_assert_num_queries(5):
        assert client.get("/ban-hang/nhap-hang/").status_code == 200
