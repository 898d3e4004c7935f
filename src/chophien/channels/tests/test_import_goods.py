import csv
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import JOINED, holder_of, operator
from chophien.audit.models import Entry
from chophien.catalog.models import Certificate, Listing, ListingVersion, SearchEntry, WordFinding
from chophien.catalog.states import VersionStatus
from chophien.catalog.tests.factories import an_offer
from chophien.channels.actions import imports as actions
from chophien.channels.actions.imports import open_import, run_import
from chophien.channels.jobs import run_goods_import
from chophien.channels.models import GoodsImport
from chophien.channels.selectors.imports import exported_goods
from chophien.channels.states import FaultyRows, ImportStatus
from chophien.channels.tests.factories import NOON, a_row, an_import, as_csv, as_xlsx, known_places
from chophien.lib.errors import NotPermitted
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock, StockMovement
from chophien.supply.tests.factories import a_variant
from chophien.uploads.tests.factories import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_vietnamese():
    known_places()
    with translation.override("vi"):
        yield


def counts(goods_import):
    done = GoodsImport.objects.get(pk=goods_import.pk)
    return done.status, done.created, done.changed, done.unchanged, done.faulty


def faults(goods_import):
    return [(one.row, one.column, one.sentence) for one in goods_import.faults.order_by("pk")]


def manager_of(code):
    return holder_of(Role.SELLER_MANAGER, Scope.SELLER, code)


def exported(seller_code=""):
    rows = list(exported_goods(seller_code))
    return rows, as_csv(rows)


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


def test_goods_of_a_shop_that_nobody_approved_are_not_published(do_jobs):
    draft = a_seller(code="ba-sung", status="draft")
    rows = [a_row(1), a_row(2, seller_code=draft.code), a_row(3)]

    goods_import = an_import(as_csv(rows), actor=operator(), publish=True)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 3, 0, 0, 0)
    assert dict(Listing.objects.values_list("sku", "status")) == {
        "CHE-1": "published",
        "CHE-2": "draft",
        "CHE-3": "published",
    }


def test_forbidden_goods_are_refused_from_a_table_too_and_conditional_ones_are_shown_to_the_operators(do_jobs):
    rows = [
        a_row(1, title="Cao hổ cốt"),
        a_row(2, title="Rượu ngô Bắc Hà"),
        a_row(3, description="Trồng sạch, không dùng thuốc trừ sâu."),
        a_row(4, description="Tặng kèm một gói thuốc trừ sâu."),
    ]

    goods_import = an_import(as_csv(rows), actor=operator(), publish=True, faulty_rows="skip")
    do_jobs()

    assert [(row, column) for row, column, *_sentence in faults(goods_import)] == [(2, "title"), (5, "description")]
    assert set(Listing.objects.filter(status="published").values_list("sku", flat=True)) == {"CHE-2", "CHE-3"}
    assert list(WordFinding.objects.values_list("listing__sku", "severity", "status")) == [
        ("CHE-2", "ask_document", "open")
    ]


def test_boxes_come_in_whole_numbers(do_jobs):
    goods_import = an_import(as_csv([a_row(1, stock="12,5"), a_row(2, stock="12,5", unit="kg")]), actor=operator())
    do_jobs()

    assert [(row, column) for row, column, _sentence in faults(goods_import)] == [(2, "stock")]


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


def test_goods_that_a_seller_brings_in_wait_for_an_operator(do_jobs):
    seller = a_seller(code="htx-lung-phin")

    an_import(as_csv([a_row(1)]), actor=manager_of(seller.code), seller_code=seller.code)
    do_jobs()

    listing = Listing.objects.get()
    assert (listing.status, listing.live, listing.working.status) == ("draft", None, VersionStatus.PENDING_REVIEW)
    assert SearchEntry.objects.count() == 0


def test_every_fault_names_its_row_and_column_in_vietnamese(do_jobs):
    rows = [
        a_row(1, price_vnd="12.5", weight_g="nặng", stock="-3"),
        a_row(2, category="khong-co", unit="xyz", ocop_stars="6", ocop_valid_to="hôm qua"),
        a_row(3, title="", season_from="hè", seller_code="HTX Lùng Phình"),
        a_row(4, commune_code="99999"),
        a_row(5, seller_name="", seller_kind="nhà"),
        a_row(6),
        a_row(6),
    ]

    goods_import = an_import(as_csv(rows), actor=operator(), publish=True)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 6)
    assert [(row, column) for row, column, _sentence in faults(goods_import)] == [
        (2, "price_vnd"), (2, "weight_g"), (2, "stock"),
        (3, "ocop_valid_to"), (3, "ocop_stars"), (3, "unit"), (3, "category"),
        (4, "seller_code"), (4, "season_from"), (4, "season_from"), (4, "title"),
        (5, "commune_code"),
        (6, "seller_name"), (6, "seller_kind"),
        (8, "sku"),
    ]  # fmt: skip
    said = {column: sentence for _row, column, sentence in faults(goods_import)}
    assert said["category"] == "Không có loại hàng nào tên như vậy."
    assert said["weight_g"] == "Hãy ghi một đơn vị đã gói nặng bao nhiêu gam, số nguyên, ví dụ 350."


def test_a_dry_run_tells_what_would_happen_and_leaves_everything_as_it_was(do_jobs):
    goods_import = an_import(as_csv([a_row(1), a_row(2, price_vnd="")]), actor=operator(), publish=True, dry_run=True)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 1)
    assert (Listing.objects.count(), Seller.objects.count(), Stock.objects.count()) == (0, 0, 0)


def test_all_or_none_brings_nothing_in_when_one_row_is_faulty(do_jobs):
    data = as_csv([a_row(1), a_row(2, price_vnd="")])

    goods_import = an_import(data, actor=operator(), publish=True, faulty_rows=FaultyRows.REFUSE_ALL)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.REFUSED, 0, 0, 0, 1)
    assert (Listing.objects.count(), Seller.objects.count()) == (0, 0)


def test_an_interrupted_import_goes_on_where_it_stopped(tmp_path, monkeypatch):
    path = tmp_path / "hang.csv"
    path.write_bytes(as_csv([a_row(number) for number in range(1, 6)]))
    monkeypatch.setattr("chophien.channels.imports.writing.BATCH", 2)
    boss = operator()
    goods_import = open_import(
        file_name="hang.csv", file_code="", seller_code="", publish=True, dry_run=False,
        faulty_rows=FaultyRows.SKIP, actor=boss, at=NOON,
    )  # fmt: skip
    seen = []

    def break_after_the_second_batch(done, total):
        seen.append((done, total))
        if done == 4:
            raise ConnectionError("the power went out")

    with pytest.raises(ConnectionError):
        run_import(goods_import=goods_import, path=path, actor=boss, at=NOON, progress=break_after_the_second_batch)
    held = GoodsImport.objects.get(pk=goods_import.pk)
    assert (held.status, held.rows_done, held.last_row, Listing.objects.count()) == (ImportStatus.RUNNING, 4, 5, 4)

    run_import(goods_import=held, path=path, actor=boss, at=NOON)

    assert seen == [(2, 5), (4, 5)]
    assert counts(goods_import) == (ImportStatus.DONE, 5, 0, 0, 0)
    assert Listing.objects.count() == 5


def test_a_finished_import_is_not_run_twice(do_jobs):
    goods_import = an_import(as_csv([a_row(1)]), actor=operator(), publish=True)
    do_jobs()

    run_goods_import(code=goods_import.code)

    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 0)


def test_a_shop_brings_in_its_own_goods_only(do_jobs):
    mine, other = a_seller(code="htx-cua-toi"), a_seller(code="htx-ben-canh")
    rows = [a_row(1, seller_code=mine.code), a_row(2, seller_code=other.code), a_row(3, seller_code="htx-moi")]

    goods_import = an_import(as_csv(rows), actor=manager_of(mine.code), seller_code=mine.code)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 2)
    assert faults(goods_import) == [
        (3, "seller_code", "Đây là hàng của gian hàng khác."),
        (4, "seller_code", "Đây là hàng của gian hàng khác."),
    ]
    assert set(Listing.objects.values_list("seller__code", flat=True)) == {mine.code}


def test_a_shop_may_leave_its_own_code_out(do_jobs):
    mine = a_seller(code="htx-cua-toi")
    rows = [a_row(1, seller_code="")]

    goods_import = an_import(as_csv(rows), actor=manager_of(mine.code), seller_code=mine.code)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 0)
    assert Listing.objects.get().seller == mine


def test_who_may_bring_goods_in_and_who_may_publish():
    seller = a_seller()
    data = as_csv([a_row(1)])
    people = {
        "operator": operator(),
        "manager": manager_of(seller.code),
        "packer": holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code),
        "accountant": holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code),
        "another shop": manager_of("other"),
        "province officer": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08"),
    }

    def may(name, seller_code, publish):
        try:
            an_import(data, actor=people[name], seller_code=seller_code, publish=publish)
        except NotPermitted:
            return False
        return True

    asked = [(seller.code, False), (seller.code, True), ("", False), ("", True)]
    assert {name: [may(name, *one) for one in asked] for name in people} == {
        "operator": [True, True, True, True],
        "manager": [True, False, False, False],
        "packer": [False, False, False, False],
        "accountant": [False, False, False, False],
        "another shop": [False, False, False, False],
        "province officer": [False, False, False, False],
    }
    assert Listing.objects.count() == 0


def test_who_lost_the_role_before_the_job_ran_brings_nothing_in(do_jobs):
    seller = a_seller(code="htx-lung-phin")
    lan = manager_of(seller.code)
    goods_import = an_import(as_csv([a_row(1)]), actor=lan, seller_code=seller.code)
    lan.grants.update(ends_at=JOINED)

    do_jobs()

    assert counts(goods_import)[0] == ImportStatus.REFUSED
    assert Listing.objects.count() == 0


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


def test_a_picture_beside_the_file_that_is_none_is_named_and_the_goods_come_in_without_it(tmp_path, capsys):
    (tmp_path / "hang.csv").write_bytes(
        as_csv([a_row(1, photo_file="che.jpg"), a_row(2, photo_file="../../etc/passwd")])
    )
    (tmp_path / "che.jpg").write_bytes(b"no picture at all")

    call_command("import_goods", tmp_path / "hang.csv", publish=True)

    told = capsys.readouterr()
    assert Listing.objects.select_related("live").get().live.photo_codes == []
    assert (
        told.err.splitlines()
        == [
            "dòng 3, cột photo_file: Không có ảnh nào tên như vậy để cạnh tệp.",
            "dòng 2, cột photo_file: Đây không phải là ảnh. Hãy gửi ảnh JPEG, PNG, WebP hoặc HEIC như điện thoại vẫn chụp.",
        ]
        or len(told.err.splitlines()) == 2
    )
    assert told.out == "rows=2 created=1 changed=0 unchanged=0 faulty=2\n"


def test_the_command_refuses_a_file_that_cannot_be_read(tmp_path):
    path = tmp_path / "hang.csv"
    path.write_bytes(b"ten;gia\nche;5\n")

    with pytest.raises(CommandError, match="Tệp thiếu"):
        call_command("import_goods", path, publish=True)

    assert GoodsImport.objects.get().status == ImportStatus.REFUSED


def test_the_commands_export_comes_in_again_unchanged(tmp_path, capsys):
    a_variant(seller=a_seller(), sku="MO-1")
    path = tmp_path / "xuat.csv"
    call_command("export_goods", path)

    call_command("import_goods", path, publish=True)

    with path.open(encoding="utf-8", newline="") as source:
        assert [row["sku"] for row in csv.DictReader(source)] == ["MO-1"]
    assert capsys.readouterr().out == "rows=1 created=0 changed=0 unchanged=1 faulty=0\n"


def test_a_spreadsheet_is_read_like_a_csv(do_jobs):
    rows = [{**a_row(1), "price_vnd": 185000.0, "weight_g": 180, "unit": "kg", "stock": 12.5, "commune_code": 721}]

    goods_import = an_import(as_xlsx(rows), actor=operator(), publish=True, file_name="hang.xlsx")
    do_jobs()

    assert faults(goods_import) == []
    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 0)
    assert Stock.objects.get().available == Decimal("12.5")


def test_what_was_done_stands_in_the_trail(do_jobs):
    goods_import = an_import(as_csv([a_row(1)]), actor=operator(), publish=True)
    do_jobs()

    told = Entry.objects.filter(subject_code=goods_import.code).order_by("pk").values_list("what", "facts")
    assert list(told) == [
        ("channels.import_started", {"publish": True, "dry_run": False}),
        ("channels.import_finish", {"created": 1, "changed": 0, "unchanged": 0, "faulty": 0}),
    ]
    assert actions.FILE_KIND == "goods_import"


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
