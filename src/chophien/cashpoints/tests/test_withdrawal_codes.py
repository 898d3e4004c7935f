"""The QRCASH code of one withdrawal: what a household shows and the agent's device reads."""

import io

import pytest
import zxingcpp
from PIL import Image

from chophien.cashpoints.forms import CustomersCodeForm
from chophien.cashpoints.selectors.withdrawals import withdrawal_payload
from chophien.cashpoints.tests.factories import CONTRACT, a_household, a_point, a_till, an_agent, asked, real_money
from chophien.lib.qr import qr_png
from chophien.lib.vietqr import Withdrawal, parse_cash
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY

pytestmark = pytest.mark.django_db


def an_ask(**facts):
    till = a_till(point=a_point(**facts))
    return asked(a_household(), till, 1_500_000, an_agent(till.point))


def bank_of_the_partner(number):
    value = {"partner": "Tổng công ty Bưu điện", "contract": CONTRACT, "bin": number}
    LegalParameter.objects.filter(key="cashpoints.partner").update(value=value)
    remember(seconds=ONE_DAY)


def test_s08_the_code_names_the_ask_the_amount_and_the_till_and_on_trial_no_bank():
    order = an_ask(contract="")

    read = parse_cash(withdrawal_payload(order))

    assert read == Withdrawal(
        bank_bin="000000",
        machine=order.till.code.replace("-", ""),
        amount_vnd=1_500_000,
        owner="DIEM BUU DIEN DONG VAN",
        town="DONG VAN",
        reference=order.code,
        till=order.till.code,
        once=True,
    )


def test_the_agents_form_reads_the_scanned_picture_and_the_typed_code_alike():
    order = an_ask()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(withdrawal_payload(order) or order.code))))

    forms = [CustomersCodeForm({"code": typed}) for typed in (found.text, order.code.lower(), order.code)]

    assert [form.is_valid() for form in forms] == [True, True, True]
    assert {form.cleaned_data["code"] for form in forms} == {order.code}


def test_real_money_carries_the_partners_bank_and_none_where_the_contract_names_none():
    with real_money():
        order = an_ask()
        without = withdrawal_payload(order)
        bank_of_the_partner("970400")
        named = withdrawal_payload(order)
        bank_of_the_partner("không")
        wrong = withdrawal_payload(order)

    assert (without, wrong) == ("", "")
    assert parse_cash(named).bank_bin == "970400"


def test_names_of_any_length_fit():
    order = an_ask(name="Điểm bưu điện văn hóa xã Nguyễn Thị Minh Khai, huyện cũ Đồng Văn")

    assert parse_cash(withdrawal_payload(order)).owner == "DIEM BUU DIEN VAN HOA XA"


def test_a_name_without_letters_is_the_markets():
    order = an_ask(name="———")

    assert parse_cash(withdrawal_payload(order)).owner == "CHO PHIEN"
