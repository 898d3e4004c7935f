import io
from decimal import Decimal

import pytest

from chophien.catalog.models import Listing
from chophien.catalog.tests.factories import a_category
from chophien.channels.actions.channels import link_listing, open_channel
from chophien.channels.actions.foreign import bring_in, decide_rows, name_columns, take_foreign_table
from chophien.channels.errors import ColumnsNotNamed, RowsUndecided, TooManyRows, UnreadableFile
from chophien.channels.imports.foreign import guess_columns, title_key
from chophien.channels.models import ForeignRow
from chophien.channels.selectors.foreign import known_goods
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.tests.factories import NOON
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

HEAD = "Mã sản phẩm;Tên sản phẩm;Giá bán;Quy cách;Tồn kho;Khối lượng;Mã vạch"
ROWS = (
    "CHE-1;Chè Shan tuyết;190.000;100 g;5;0,2 kg;",
    "X-9;chè shan  tuyết cổ thụ;185000;100 g;7;180 g;",
    "MO-1;Mật ong bạc hà;250000;500 ml;3;600 g;8931234567890",
)
SILENT = {"category": "che", "unit": "box"}


def a_table(seller, *rows, head=HEAD, actor=None, data=None):
    data = data if data is not None else "\n".join([head, *rows]).encode()
    actor = actor or manager_of(seller)
    return take_foreign_table(seller=seller, file=io.BytesIO(data), file_name="c-thainguyen.csv", actor=actor, at=NOON)


def mapped(seller, *rows, **facts):
    table = a_table(seller, *(rows or ROWS), **facts)
    return name_columns(table=table, columns=table.columns, instead=SILENT, actor=SYSTEM, at=NOON)


def proposals(table):
    return list(table.rows.order_by("number").values_list("number", "same_by", "decision"))


def test_s23_another_sites_columns_are_guessed_and_may_be_named():
    table = a_table(a_seller(), *ROWS)

    assert table.columns == {
        "sku": "Mã sản phẩm", "barcode": "Mã vạch", "title": "Tên sản phẩm", "price_vnd": "Giá bán",
        "pack": "Quy cách", "weight_g": "Khối lượng", "stock": "Tồn kho",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "guessed"),
    [
        (["Handle", "Title", "Variant Price", "Variant Grams"], {"title": "Title", "price_vnd": "Variant Price", "weight_g": "Variant Grams"}),
        (["TÊN HÀNG", "ĐVT", "ton_kho"], {"title": "TÊN HÀNG", "unit": "ĐVT", "stock": "ton_kho"}),
        (["a", "b"], {}),
    ],
)  # fmt: skip
def test_the_words_of_common_shops_are_known(headings, guessed):
    assert guess_columns(headings) == guessed


def test_s23_doubles_are_found_by_sku_bar_code_and_name():
    seller = a_seller()
    a_variant(seller=seller, title="Chè khác hẳn loại", sku="CHE-1")
    a_variant(seller=seller, title="Chè Shan tuyết cổ thụ")
    honey = a_variant(seller=seller, title="Mật ong hoa rừng")
    channel = open_channel(
        seller=seller, name="C", connector="table", price_percent=0, actor=manager_of(seller), at=NOON
    )
    link_listing(channel=channel, listing=honey.listing, barcode="8931234567890", actor=SYSTEM, at=NOON)

    table = mapped(seller, *ROWS, "N-1;Miến dong Bình Liêu;90000;1 kg;9;1 kg;")

    assert proposals(table) == [(2, "sku", ""), (3, "title", ""), (4, "barcode", ""), (5, "", "new")]


def test_goods_of_other_shops_are_no_doubles():
    a_variant(seller=a_seller(), title="Chè Shan tuyết", sku="CHE-1")

    table = mapped(a_seller())

    assert {decision for _number, _why, decision in proposals(table)} == {"new"}


def test_s23_a_person_decides_and_only_then_it_is_brought_in(do_jobs):
    a_category("che")
    seller = a_seller()
    same = a_variant(seller=seller, title="Chè Shan tuyết cổ thụ", available=1)
    table = mapped(seller)
    manager = manager_of(seller)

    with pytest.raises(RowsUndecided):
        bring_in(table=table, dry_run=False, actor=manager, at=NOON)
    decide_rows(table=table, decisions={2: "skip", 3: "merge"}, actor=manager, at=NOON)
    goods_import = bring_in(table=table, dry_run=False, actor=manager, at=NOON)
    do_jobs()

    goods_import.refresh_from_db()
    assert (goods_import.created, goods_import.faulty) == (1, 0), list(goods_import.faults.values_list("sentence"))
    assert sorted(Listing.objects.filter(seller=seller).values_list("sku", flat=True)) == ["", "MO-1"]
    assert Stock.objects.get(variant=same).available == Decimal(7)
    table.refresh_from_db()
    assert table.status == "brought_in"
    with pytest.raises(StepNotAllowed):
        bring_in(table=table, dry_run=False, actor=manager, at=NOON)


def test_goods_that_are_something_else_after_all_get_a_name_of_their_own(do_jobs):
    a_category("che")
    seller = a_seller()
    a_variant(seller=seller, title="Chè khác hẳn loại", sku="CHE-1")
    table = mapped(seller, ROWS[0])

    decide_rows(table=table, decisions={2: "new"}, actor=SYSTEM, at=NOON)
    bring_in(table=table, dry_run=False, actor=manager_of(seller), at=NOON)
    do_jobs()

    assert sorted(Listing.objects.values_list("sku", flat=True)) == ["CHE-1", "CHE-1-2"]


def test_a_bar_code_that_came_in_once_is_known_the_next_time(do_jobs):
    a_category("che")
    seller = a_seller()
    table = mapped(seller, ROWS[2])
    bring_in(table=table, dry_run=False, actor=manager_of(seller), at=NOON)
    do_jobs()

    assert list(known_goods(seller).by_barcode) == ["8931234567890"]


def test_naming_the_columns_again_keeps_what_was_decided():
    seller = a_seller()
    a_variant(seller=seller, title="Chè khác hẳn loại", sku="CHE-1")
    table = mapped(seller)
    decide_rows(table=table, decisions={2: "skip", 3: "nonsense", 99: "new"}, actor=SYSTEM, at=NOON)

    name_columns(table=table, columns=table.columns, instead=SILENT, actor=SYSTEM, at=NOON)

    assert proposals(table)[0] == (2, "sku", "skip")


def test_a_new_row_cannot_be_merged_with_nothing():
    table = mapped(a_seller())

    assert decide_rows(table=table, decisions={2: "merge"}, actor=SYSTEM, at=NOON) == 0


def test_name_and_price_have_to_be_somewhere():
    table = a_table(a_seller(), *ROWS)

    with pytest.raises(ColumnsNotNamed):
        name_columns(
            table=table, columns={"title": "Tên sản phẩm", "price_vnd": "x"}, instead={}, actor=SYSTEM, at=NOON
        )


def test_a_table_has_so_many_rows():
    LegalParameter.objects.filter(key="channels.foreign_rows_most").update(value=2)
    forget()

    with pytest.raises(TooManyRows):
        mapped(a_seller())

    assert not ForeignRow.objects.exists()


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b";;;\n", b"a\0b", b"PK\x03\x04nonsense"])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(UnreadableFile):
        a_table(a_seller(), data=data)


def test_only_the_shops_manager_brings_it_in():
    seller = a_seller()
    table = mapped(seller)

    for stranger in (packer_of(seller), manager_of(a_seller())):
        with pytest.raises(NotPermitted):
            a_table(seller, *ROWS, actor=stranger)
        with pytest.raises(NotPermitted):
            decide_rows(table=table, decisions={2: "skip"}, actor=stranger, at=NOON)
        with pytest.raises(NotPermitted):
            bring_in(table=table, dry_run=True, actor=stranger, at=NOON)


@pytest.mark.parametrize("name", ["Chè Shan tuyết", "CHÈ  SHAN TUYẾT ", "che shan tuyet", "Chè-Shan (tuyết)"])
def test_case_marks_and_signs_do_not_tell_goods_apart(name):
    assert title_key(name, "100 g") == title_key("Chè Shan tuyết", "100g")
