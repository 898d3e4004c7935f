"""What is wrong with a table is told row by row; a trial changes nothing, an interrupted import goes on."""

import pytest
from django.core.management import CommandError, call_command

from chophien.accounts.tests.factories import operator
from chophien.catalog.models import Listing, WordFinding
from chophien.channels.actions.imports import open_import, run_import
from chophien.channels.jobs import run_goods_import
from chophien.channels.models import GoodsImport
from chophien.channels.states import FaultyRows, ImportStatus
from chophien.channels.tests.factories import NOON, a_row, an_import, as_csv
from chophien.channels.tests.imports import counts, faults
from chophien.sellers.models import Seller
from chophien.supply.models import Stock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_vietnamese")]


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


def test_goods_with_only_a_photo_and_a_price_wait_and_the_import_says_what_is_missing(do_jobs):
    data = as_csv([a_row(1), a_row(2, title="Chè xanh", description="Chè xanh")])

    goods_import = an_import(data, actor=operator(), publish=True)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 2, 0, 0, 1)
    assert [(row, column) for row, column, _sentence in faults(goods_import)] == [(3, "description")]
    assert "Kể cho người mua nghe" in faults(goods_import)[0][2]
    assert list(Listing.objects.order_by("sku").values_list("status", flat=True)) == ["published", "draft"]


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
