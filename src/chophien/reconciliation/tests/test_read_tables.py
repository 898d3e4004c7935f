"""Statements as tables: three layouts, CSV and XLSX."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from chophien.lib.layouts import read_amount
from chophien.reconciliation.errors import LayoutUnknown, RowFaulty, StatementUnreadable
from chophien.reconciliation.reading.tables import read_table

VCB = """Ngân hàng TMCP Ngoại thương
Số tài khoản: 0000000000
STT,Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Mô tả
1,21/11/2026,5243.65937,,"250,000",MBVCB.45.GD7K3M92CW CT tu 0351000646393
2,21/11/2026,9920.28,"26,000",,PHI DICH VU
,,,,,
Tổng số,,,"26,000","250,000",
"""
TCB = """Ngày giao dịch / Transaction date;Đối tác / Remitter;Diễn giải / Details;Số bút toán / Transaction no;Nợ TKTT / Debit;Có TKTT / Credit;Số dư
21/11/2026 08:15;SUNG A PAO;GD7K3M92CW;FT26325001\\BNK;;250.000;500.000
21/11/2026;BUU DIEN;phi;FT26325002\\BNK;26.000;;474.000
"""
SIGNED = """Date,Reference,Amount,Content,Counterparty,Counterparty account
2026-11-21,FT1,250000.00,GD7K3M92CW,SUNG A PAO,0351000646393
2026-11-21,FT2,"-26,000",phi,,
"""


def as_xlsx(text, delimiter=","):
    book = Workbook()
    for line in text.splitlines():
        book.active.append(line.split(delimiter))
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def told(read):
    return [(one.incoming, one.booked_on, one.amount_vnd) for one in read.lines]


TWO = [(True, date(2026, 11, 21), 250_000), (False, date(2026, 11, 21), 26_000)]


@pytest.mark.parametrize(("text", "key"), [(VCB, "vcb"), (TCB, "tcb"), (SIGNED, "signed")])
def test_each_layout_is_known_by_its_headings(text, key):
    read, layout = read_table(text.encode())

    assert layout.key == key
    assert told(read) == TWO
    assert "GD7K3M92CW" in read.lines[0].text
    assert all(line.reference for line in read.lines)


@pytest.mark.parametrize(("text", "delimiter"), [(TCB, ";"), (SIGNED.replace('"-26,000"', "-26000"), ",")])
def test_a_spreadsheet_is_read_as_the_csv_is(text, delimiter):
    assert told(read_table(as_xlsx(text, delimiter))[0]) == TWO


def test_who_sent_it_is_read_where_the_table_tells():
    assert [(one.payer_name, one.payer_account) for one in read_table(SIGNED.encode())[0].lines] == [
        ("SUNG A PAO", "0351000646393"),
        ("", ""),
    ]


def test_lines_that_are_alike_and_have_no_number_stay_two():
    text = "Ngày,Số tiền,Nội dung\n2026-11-21,50000,mua che\n2026-11-21,50000,mua che\n"

    assert [one.number for one in read_table(text.encode())[0].lines] == [0, 1]


@pytest.mark.parametrize(
    ("changed", "number"),
    [(("250000.00", "25x"), "2"), (("2026-11-21,FT2", "2026-13-41,FT2"), "3"), (("250000.00", "250000.50"), "2")],
)
def test_a_line_that_cannot_be_read_refuses_the_whole_file(changed, number):
    with pytest.raises(RowFaulty) as refusal:
        read_table(SIGNED.replace(*changed).encode())

    assert str(refusal.value.facts["number"]) == number


def test_money_in_both_columns_of_one_line_is_refused():
    with pytest.raises(RowFaulty):
        read_table(VCB.replace('9920.28,"26,000",,', '9920.28,"26,000","1,000",').encode())


def test_headings_that_nobody_has_are_refused_with_the_names_of_those_that_are_known():
    with pytest.raises(LayoutUnknown) as refusal:
        read_table(b"name,price\nche,100\n")

    assert "Vietcombank" in str(refusal.value)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"PK\x03\x04 no zip", b"a\0b"])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(StatementUnreadable):
        read_table(data)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,250,000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("1 250 000 VND", 1_250_000),
        ("1250000.00", 1_250_000),
        ("1,250,000.00", 1_250_000),
        ("+5.000", 5_000),
        ("-5.000 đ", -5_000),
        ("(150,000)", -150_000),
        ("", 0),
        ("-", 0),
        ("12,50", None),
        ("1,25,000", None),
        ("1e6", None),
        ("9" * 20, None),
        ("12.5", None),
    ],
)
def test_an_amount_is_read_in_one_way_or_not_at_all(text, amount):
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    ("went", "came", "incoming"), [("", "-250000", False), ("-26000", "", False), ("26000", "", False)]
)
def test_a_minus_where_money_comes_in_takes_it_back_and_one_where_it_goes_out_is_how_some_banks_write_that(
    went, came, incoming
):
    text = VCB.splitlines()[2] + f"\n1,21/11/2026,5243,{went},{came},sua lai\n"

    [line] = read_table(text.encode())[0].lines

    assert (line.incoming, line.amount_vnd) == (incoming, abs(int(went or came)))
