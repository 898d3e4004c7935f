"""The receipt on paper: as wide as the roll, as long as it needs, and everything on it can be read and scanned."""

import io
import json
import re

import pytest
import typst
import zxingcpp
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from chophien.accounts.tests.factories import operator
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors import slips
from chophien.cashpoints.selectors.customers import seller_of_order
from chophien.cashpoints.selectors.receipts import receipt_of
from chophien.cashpoints.selectors.slips import slip_name, slip_pdf
from chophien.cashpoints.tests.factories import (
    CONTRACT,
    NOON,
    a_household,
    a_point,
    a_till,
    an_agent,
    asked,
    confirmed,
    real_money,
)
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY
from chophien.sellers.tests.factories import manager_of

pytestmark = pytest.mark.django_db

MILLIMETRE = 72 / 25.4


def given(amount=1_234_000, **facts):
    """A receipt of cash that a household got."""
    till = a_till(point=a_point(**facts))
    agent = an_agent(till.point)
    order = confirmed(a_household(), till, amount, agent)
    return receipt_of(pay_out_cash(order=order, actor=agent, at=NOON).code)


def read(receipt):
    """The one page of the paper, and the words on it."""
    [page] = PdfReader(io.BytesIO(slip_pdf(receipt))).pages
    return page, " ".join(page.extract_text().split()).replace("\xa0", " ")


def test_s08_the_paper_is_58_mm_wide_and_says_amount_names_code_and_that_it_is_a_trial():
    receipt = given(contract="")

    page, words = read(receipt)

    assert round(float(page.mediabox.width) / MILLIMETRE, 1) == 58.0
    assert 100 < float(page.mediabox.height) / MILLIMETRE < 220
    for said in (
        "Biên nhận tiền mặt",
        "Chạy thử: không có tiền thật",
        "Điểm bưu điện Đồng Văn",
        "Cạnh chợ trung tâm",
        "1.234.000 đ",
        "Người nhận: Sùng Thị Máy",
        "Người trả: Vàng Thị Dợ",
        "12:00, 24/11/2026",
        receipt.code,
    ):
        assert said in words, said
    assert receipt.phone[-9:] not in words.replace(" ", "")
    assert "***" in words


def test_real_money_names_partner_and_contract_and_is_no_trial():
    with real_money():
        _page, words = read(given())

    assert "Chạy thử" not in words
    assert "Đối tác: Tổng công ty Bưu điện" in words
    assert f"Hợp đồng: {CONTRACT}" in words


def test_a_paper_printed_again_after_the_contract_was_renewed_names_who_it_was():
    with real_money():
        receipt = given()
    with real_money(number="13/2027"):
        _page, words = read(receipt_of(receipt.code))
        CashOrder.objects.update(partner="", contract="")
        LegalParameter.objects.filter(key="cashpoints.partner").update(
            value={"partner": "Tổng công ty Bưu điện", "contract": CONTRACT}
        )
        remember(seconds=ONE_DAY)
        older = receipt_of(receipt.code)

    assert "Đối tác: Tổng công ty Bưu điện" in words
    assert f"Hợp đồng: {CONTRACT}" in words
    assert (older.partner, older.contract) == ("Tổng công ty Bưu điện", CONTRACT)


def test_a_phone_scans_the_address_where_anybody_sees_that_it_is_genuine(settings):
    settings.SITE = "https://chophien.example"
    receipt = given()
    data = json.dumps(slips._slip(receipt))
    drawn = typst.compile(str(slips.TEMPLATE), format="png", ppi=203, sys_inputs={"data": data})

    picture = Image.open(io.BytesIO(drawn)).convert("L")
    [found] = zxingcpp.read_barcodes(picture)

    assert found.text == f"https://chophien.example/bien-nhan-tien-mat/{receipt.code}/"
    assert picture.width == round(58 / 25.4 * 203)


def test_thermal_paper_gets_no_colour_and_no_grey():
    content = slip_pdf(given())

    [page] = PdfReader(io.BytesIO(content)).pages
    inks = set(re.findall(rb"([\d. ]+) (?:rg|RG|k|K|scn|SCN|sc|SC|g|G)\b", page.get_contents().get_data()))
    assert {tuple(float(part) for part in ink.split()) for ink in inks} <= {
        (0.0,),
        (0.0, 0.0, 0.0),
        (1.0,),
        (1.0, 1.0, 1.0),
    }


def test_the_longest_names_stay_on_the_paper():
    receipt = given(name="Điểm bưu điện văn hóa xã " + "Nguyễn " * 12, address="Thôn " + "xa " * 60)

    page, words = read(receipt)

    assert round(float(page.mediabox.width) / MILLIMETRE, 1) == 58.0
    assert receipt.code in words


def test_what_was_not_paid_has_no_paper_and_the_file_is_named_after_its_code():
    till = a_till()
    agent = an_agent(till.point)

    assert receipt_of(asked(a_household(), till, 100_000, agent).code) is None
    receipt = given()
    assert slip_name(receipt) == f"bien-nhan-{receipt.code}.pdf"


def test_the_agents_of_the_point_and_whose_cash_it_was_have_the_paper_and_nobody_else():
    till = a_till()
    agent, elsewhere = an_agent(till.point), an_agent(a_point())
    order = pay_out_cash(order=confirmed(a_household(), till, 100_000, agent), actor=agent, at=NOON)
    second = manager_of(seller_of_order(order.seller_code), name="Sùng A Páo")
    readers = {
        "second manager": second,
        "agent": agent,
        "household": order.person,
        "elsewhere": elsewhere,
        "operator": operator(),
    }

    answers = {}
    for who, person in readers.items():
        client = Client()
        client.force_login(person)
        answers[who] = client.get(f"/diem-tien-mat/phieu/{order.code}/bien-nhan.pdf")

    assert {who: answer.status_code for who, answer in answers.items()} == {
        "second manager": 200,
        "agent": 200,
        "household": 200,
        "elsewhere": 404,
        "operator": 404,
    }
    paper = answers["agent"]
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert paper["Cache-Control"] == "private, no-store"
    assert f"bien-nhan-{order.code}.pdf" in paper["Content-Disposition"]
