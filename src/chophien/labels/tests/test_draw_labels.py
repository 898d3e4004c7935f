"""Every code on the paper is read again after it was turned into pixels, and nothing is printed too small to be read."""

import io
from secrets import token_hex

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from chophien.labels.drawing import LabelText, Run, code_sides_mm, label_svg, labels_pdf
from chophien.labels.errors import LabelTooSmall
from chophien.labels.selectors.sheets import sheets
from chophien.lib.qr import LEAST_MODULE_MM, QUIET, CodeTooLarge, printed_code, short_address

DPI, POINTS = 200, 72
MILLIMETRE = POINTS / 25.4
LINK = "https://chophien.example/01/02900000000841/10/LO7K3MQ2"
TEA = LabelText(
    "Chè Shan tuyết cổ thụ, hộp 100 g",
    [
        ("Định lượng", "100 g"),
        ("Ngày sản xuất", "20/11/2026"),
        ("Hạn dùng", "20/11/2028"),
        ("Mã lô", "LO7K3MQ2"),
        ("Cách dùng", "Tráng ấm, hãm 5 g với 200 ml nước 90 °C trong 2 phút."),
        ("Cách bảo quản", "Nơi khô ráo, thoáng mát, tránh ánh nắng."),
        ("Xuất xứ", "Bản Phiêng Phàng, xã Yên Dương"),
        ("Người chịu trách nhiệm", "Hợp tác xã Chè Shan tuyết Bằng Phúc, bản Bẹ, xã Bằng Phúc"),
    ],
    LINK,
)


def read_all(pdf):
    """What a scanner sees of each page, printed with 200 dots to the inch."""
    for page in pypdfium2.PdfDocument(pdf):
        seen = page.render(scale=DPI / POINTS, grayscale=True).to_pil()
        yield [found.text for found in zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.QRCode)]


def test_s14_each_of_a_thousand_codes_is_read_at_200_dots_to_the_inch():
    links = [f"{LINK}/21/{token_hex(8).upper()}" for _ in range(1000)]

    pages = list(read_all(labels_pdf(sheets()["a4-3x8"], [Run(TEA, 1000, links)])))

    assert sorted(code for page in pages for code in page) == sorted(short_address(link) for link in links)
    assert [len(page) for page in pages] == [24] * 41 + [16]


@pytest.mark.parametrize("key", sheets())
def test_s14_every_paper_holds_a_whole_label_whose_code_is_read(key):
    sheet = sheets()[key]

    pdf = labels_pdf(sheet, [Run(TEA, sheet.cells)])
    [page] = PdfReader(io.BytesIO(pdf)).pages

    assert list(read_all(pdf)) == [[short_address(LINK)] * sheet.cells]
    assert (round(float(page.mediabox.width) / MILLIMETRE), round(float(page.mediabox.height) / MILLIMETRE)) == (
        sheet.page_w,
        sheet.page_h,
    )
    words = " ".join(page.extract_text().split())
    for what, said in TEA.lines:
        assert words.count(f"{what}: {said}") == sheet.cells
    assert "/Subtype /Image" not in pdf.decode("latin-1"), "codes are lines, not pixels"


def test_places_that_were_used_before_stay_empty():
    [first, second] = read_all(labels_pdf(sheets()["a4-2x4"], [Run(TEA, 4)], skip=5))

    assert (len(first), len(second)) == (3, 1)


def test_s14_words_that_do_not_fit_in_letters_that_can_be_read_are_refused():
    endless = LabelText("Chè", [("Cách dùng", "Hãm 5 g với 200 ml nước nóng. " * 40)], LINK)

    with pytest.raises(LabelTooSmall):
        labels_pdf(sheets()["roll-50x30"], [Run(endless, 1)])
    assert labels_pdf(sheets()["a4-2x2"], [Run(endless, 1)])[:5] == b"%PDF-"


def test_s14_a_code_whose_squares_would_be_too_fine_is_refused():
    long = printed_code("https://chophien.example/01/02900000000841/10/lo7k3mq2?" + "x" * 400)

    with pytest.raises(CodeTooLarge):
        code_sides_mm(sheets()["roll-50x30"], long)


@pytest.mark.parametrize("key", sheets())
def test_a_code_is_drawn_with_its_quiet_zone_and_no_square_is_finer_than_an_old_phone_sees(key):
    code = printed_code(short_address(LINK))

    sides = code_sides_mm(sheets()[key], code)

    assert code.modules == 29 + 2 * QUIET
    assert sides == sorted(sides, reverse=True)
    assert round(min(sides) / code.modules, 3) >= LEAST_MODULE_MM
    assert max(sides) <= sheets()[key].label_h


def test_what_somebody_typed_is_never_a_command():
    hostile = LabelText('#panic("x") $a$ *b* \\ "', [("#let x", ']]#read("/etc/passwd")')], LINK)

    [page] = PdfReader(io.BytesIO(labels_pdf(sheets()["a4-2x4"], [Run(hostile, 1)]))).pages

    assert '#read("/etc/passwd")' in page.extract_text()


def test_one_label_is_drawn_to_be_looked_at():
    drawn = label_svg(sheets()["a4-3x8"], TEA)

    assert drawn.startswith(b"<svg")


def test_an_address_is_written_in_capitals_only_where_that_says_the_same():
    assert short_address(LINK) == "HTTPS://CHOPHIEN.EXAMPLE/01/02900000000841/10/LO7K3MQ2"
    assert short_address(LINK + "?a=b") == LINK + "?a=b"
    assert short_address("https://chophien.example/san-pham/che") == "https://chophien.example/san-pham/che"
