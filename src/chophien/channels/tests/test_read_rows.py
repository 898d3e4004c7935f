import io
import zipfile

import pytest
from django.utils import translation

from chophien.channels.errors import ColumnsMissing, TooManyRows, UnreadableFile
from chophien.channels.imports import rows as reading
from chophien.channels.imports.rows import COLUMNS, read_rows
from chophien.channels.tests.factories import a_row, as_csv, as_xlsx


@pytest.fixture
def read(tmp_path):
    def read_bytes(data):
        path = tmp_path / "goods"
        path.write_bytes(data)
        return list(read_rows(path))

    return read_bytes


def xlsx_with(name, content):
    """A spreadsheet in which one part is replaced."""
    source = zipfile.ZipFile(io.BytesIO(as_xlsx([a_row(1)])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, content if part == name else source.read(part))
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_rows_are_counted_as_a_spreadsheet_counts_and_empty_ones_passed_over(read, delimiter):
    data = as_csv([a_row(1), dict.fromkeys(COLUMNS, ""), a_row(3)], delimiter=delimiter)

    assert [(row.number, row.cells["sku"]) for row in read(data)] == [(2, "CHE-1"), (4, "CHE-3")]


def test_a_byte_order_mark_capitals_and_other_columns_do_not_matter(read):
    data = b"\xef\xbb\xbf" + as_csv([a_row(1)]).replace(b"sku,title", b"SKU, Title").replace(
        b"photo_file", b"photo_file,extra"
    )

    assert [row.cells["title"] for row in read(data)] == ["Chè Shan tuyết 1"]


def test_what_spreadsheets_save_as_unicode_text_is_read(read):
    data = as_csv([a_row(1)]).decode().replace(",", "\t").encode("utf-16")

    assert [row.cells["title"] for row in read(data)] == ["Chè Shan tuyết 1"]


def test_missing_headings_are_named(read):
    with translation.override("vi"), pytest.raises(ColumnsMissing) as refusal:
        read(b"sku,title,price_vnd,unit,stock\nA,B,1,kg,1\n")

    assert str(refusal.value) == "Tệp thiếu các cột: category, weight_g, seller_code"


@pytest.mark.parametrize(
    "data",
    [
        as_csv([a_row(1)]).replace(b"CHE", b"C\x00E"),
        "sku,title\nA,Chè\n".encode("latin-1", "replace") + b"\xe8\xff",
        as_csv([a_row(1)]).decode().encode("utf-16")[:-1],
        b"PK\x03\x04 is no spreadsheet",
        as_xlsx([a_row(1)])[:-200],
        b'sku,"title\n' + b"x" * 200_000,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        xlsx_with("xl/workbook.xml", b"<broken"),
        xlsx_with("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='1'><c t='s'><v>99</v></c></row>"),
    ],
    ids=[
        "nul",
        "latin-1",
        "half a letter",
        "fake zip",
        "cut off",
        "endless cell",
        "picture",
        "broken book",
        "broken sheet",
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(read, data):
    with pytest.raises(UnreadableFile):
        read(data)


def test_an_empty_file_lacks_its_headings(read):
    with pytest.raises(ColumnsMissing):
        read(b"\n")


def test_a_bomb_of_a_gigabyte_is_refused_before_it_is_unpacked(read):
    zeroes = b"0" * 1_000_000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/sharedStrings.xml", "w") as part:
        for _million in range(1_000):
            part.write(zeroes)

    with pytest.raises(UnreadableFile):
        read(out.getvalue())


def test_what_a_spreadsheet_says_about_its_size_is_not_believed(read):
    sheet = zipfile.ZipFile(io.BytesIO(as_xlsx([a_row(1)]))).read("xl/worksheets/sheet1.xml")
    lied = sheet.replace(b'<dimension ref="A1:S2"', b'<dimension ref="A1:XFD1048576"')
    assert lied != sheet

    assert [row.cells["sku"] for row in read(xlsx_with("xl/worksheets/sheet1.xml", lied))] == ["CHE-1"]


def test_a_file_may_not_be_endless(read, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)

    assert len(read(as_csv([a_row(1), a_row(2)]))) == 2
    with pytest.raises(TooManyRows):
        read(as_csv([a_row(1), a_row(2), a_row(3)]))
