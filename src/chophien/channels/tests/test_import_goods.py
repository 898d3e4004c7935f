"""Tables of goods that come in, and go out and come in again unchanged."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.management import call_command

from chophien.accounts.tests.factories import operator
from chophien.catalog.models import Certificate, Listing, ListingVersion, SearchEntry
from chophien.catalog.states import VersionStatus
from chophien.catalog.tests.factories import an_offer
from chophien.channels.states import ImportStatus
from chophien.channels.tests.factories import a_row, an_import, as_csv, as_xlsx
from chophien.channels.tests.imports import counts, exported, faults, manager_of
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock, StockMovement
from chophien.supply.tests.factories import a_variant
from chophien.uploads.tests.factories import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_vietnamese")]


def test_an_operator_brings_shops_and_goods_in_and_puts_them_on_sale(do_jobs):
    rows = [a_row(1, ocop_stars="4", ocop_valid_to="31/03/2028", season_from="1/9", season_to="15/2"), a_row(2)]

    goods_import = an_import(as_csv(rows), actor=operator(), publish=True)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 2, 0, 0, 0)
    first = Listing.objects.select_related("live", "seller").get(sku="CHE-1")
    assert (first.status, first.live.title, first.live.season_from, first.live.season_to) == (
        "published", "Chè Shan tuyết 1", "09-01", "02-15"
    )  # fmt: skip
    assert (first.seller.code, first.seller.status) == ("htx-lung-phin", "approved")
    assert Stock.objects.get(variant__listing=first).available == Decimal(20)
    assert Certificate.objects.get().stars == 4
    assert SearchEntry.objects.count() == 2


def test_the_same_file_again_changes_nothing(do_jobs):
    data = as_csv([a_row(1, ocop_stars="3"), a_row(2, stock="12,5", unit="kg", pack="")])
    boss = operator()
    an_import(data, actor=boss, publish=True)
    do_jobs()
    before = (ListingVersion.objects.count(), StockMovement.objects.count(), Certificate.objects.count())

    again = an_import(data, actor=boss, publish=True)
    do_jobs()

    assert counts(again) == (ImportStatus.DONE, 0, 0, 2, 0)
    assert (ListingVersion.objects.count(), StockMovement.objects.count(), Certificate.objects.count()) == before


def test_an_export_brought_in_again_changes_nothing(do_jobs):
    seller = a_seller()
    listed = a_variant(seller=seller, available=7, sku="MO-1", season_from="09-01", season_to="02-28").listing
    a_variant(seller=seller, title="Hai cỡ", offers=[an_offer(), an_offer(price_vnd=340_000, pack="200 g")])
    rows, data = exported(seller.code)
    before = ListingVersion.objects.count()

    goods_import = an_import(data, actor=manager_of(seller.code), seller_code=seller.code)
    do_jobs()

    assert listed.sku in {row["sku"] for row in rows}
    assert len(rows) == 3
    assert faults(goods_import) == []
    assert counts(goods_import) == (ImportStatus.DONE, 0, 0, 3, 0)
    assert ListingVersion.objects.count() == before
    assert exported(seller.code)[0] == rows


def test_an_export_changes_nothing_even_while_a_new_text_waits(do_jobs):
    seller = a_seller()
    manager = manager_of(seller.code)
    a_variant(seller=seller, sku="MO-1")
    rows, data = exported(seller.code)
    an_import(as_csv([{**rows[0], "title": "Tên mới đang chờ duyệt"}]), actor=manager, seller_code=seller.code)
    do_jobs()

    again = an_import(data, actor=manager, seller_code=seller.code)
    do_jobs()

    assert counts(again) == (ImportStatus.DONE, 0, 0, 1, 0)
    assert Listing.objects.get(sku="MO-1").working.title == "Tên mới đang chờ duyệt"


def test_a_price_alone_counts_at_once_and_a_new_title_waits_for_an_operator(do_jobs):
    seller = a_seller()
    manager = manager_of(seller.code)
    a_variant(seller=seller, sku="A")
    a_variant(seller=seller, sku="B")
    rows, _data = exported(seller.code)
    rows[0]["price_vnd"] = "199.000"
    rows[1]["title"] = "Chè tên mới"

    goods_import = an_import(as_csv(rows), actor=manager, seller_code=seller.code)
    do_jobs()

    dearer, renamed = Listing.objects.get(sku="A"), Listing.objects.get(sku="B")
    assert counts(goods_import) == (ImportStatus.DONE, 0, 2, 0, 0)
    assert (dearer.working, dearer.variants.get().price_vnd, dearer.live.number) == (None, 199_000, 2)
    assert (renamed.working.status, renamed.working.title) == (VersionStatus.PENDING_REVIEW, "Chè tên mới")
    assert renamed.live.title == "Chè Shan tuyết cổ thụ"


def test_pictures_that_come_with_the_file_become_the_goods_photos(do_jobs):
    rows = [a_row(1, photo_file="che.jpg"), a_row(2, photo_file="khong-gui.jpg")]

    goods_import = an_import(
        as_csv(rows), actor=operator(), publish=True, photos={"che.jpg": io.BytesIO(jpeg(400, 300))}
    )
    actions_done = do_jobs()

    listing = Listing.objects.select_related("live").get()
    assert listing.live.photo_codes == [goods_import.photos["che.jpg"]]
    assert faults(goods_import) == [(3, "photo_file", "Không có ảnh nào tên như vậy để cạnh tệp.")]
    assert "uploads.prepare_photo" in actions_done


def test_the_commands_export_comes_in_again_unchanged(tmp_path, capsys):
    a_variant(seller=a_seller(), sku="MO-1")
    path = tmp_path / "xuat.csv"
    call_command("export_goods", path)

    call_command("import_goods", path, publish=True)

    with path.open(encoding="utf-8", newline="") as source:
        assert [row["sku"] for row in csv.DictReader(source)] == ["MO-1"]
    assert capsys.readouterr().out == "rows=1 created=0 changed=0 unchanged=1 faulty=0\n"


@pytest.mark.parametrize(("first", "outcome", "lunar"), [("", "unchanged=1", "07-15/10-30"), ("1/9", "changed=1", "")])
def test_a_season_by_the_moon_stays_while_a_table_says_its_days(tmp_path, capsys, first, outcome, lunar):
    season = {"season_lunar": "07-15/10-30", "season_from": "08-27", "season_to": "12-08"}
    listing = a_variant(seller=a_seller(), sku="MO-1", **season).listing
    path = tmp_path / "xuat.csv"
    call_command("export_goods", path)
    path.write_text(
        path.read_text("utf-8").replace("08-27", first or "08-27").replace("27/8", first or "27/8"), "utf-8"
    )

    call_command("import_goods", path, publish=True)

    assert outcome in capsys.readouterr().out
    assert Listing.objects.get(pk=listing.pk).live.season_lunar == lunar


def test_a_spreadsheet_is_read_like_a_csv(do_jobs):
    rows = [{**a_row(1), "price_vnd": 185000.0, "weight_g": 180, "unit": "kg", "stock": 12.5, "commune_code": 721}]

    goods_import = an_import(as_xlsx(rows), actor=operator(), publish=True, file_name="hang.xlsx")
    do_jobs()

    assert faults(goods_import) == []
    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 0)
    assert Stock.objects.get().available == Decimal("12.5")


@pytest.mark.parametrize(
    "title",
    ["=HYPERLINK(1)", "+84 chè ngon", "- Chè gói", "@chè ngon", "'=chè ngon", "''-chè ngon", "'Y Ban chè"],
)
def test_no_text_of_a_seller_is_run_as_a_formula_and_it_comes_back_as_it_was(title, do_jobs):
    seller = a_seller()
    a_variant(seller=seller, sku="A", title=title, description="-5 độ trên núi, hái vào buổi sáng sớm.\n=1+1")
    rows, data = exported(seller.code)

    goods_import = an_import(data, actor=manager_of(seller.code), seller_code=seller.code)
    do_jobs()

    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert counts(goods_import) == (ImportStatus.DONE, 0, 0, 1, 0)
    assert Listing.objects.get(sku="A").live.title == title
