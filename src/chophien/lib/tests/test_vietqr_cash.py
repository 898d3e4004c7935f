"""Codes for withdrawing cash. The known ones are from trantuan94/vietqrjs (MIT), tests and README, version 1.1.4; their
check numbers were computed again. The first two carry the example of NAPAS' specification."""

import io
from dataclasses import replace

import pytest
import zxingcpp
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chophien.lib.qr import qr_png
from chophien.lib.vietqr import (
    BadPayload,
    BadWithdrawal,
    Withdrawal,
    cash_payload,
    parse_cash,
    parse_vietqr,
    vietqr_payload,
)

OF_NAPAS = (
    "00020101021238500010A000000727012200069704030108123456780206QRCASH5204601153037045802VN5915NGUYEN HUU HUAN6005HANOI"
    "6237052120190109155714228384707080000111163041009"
)
WITH_SHOP = (
    "00020101021238500010A000000727012200069704030108123456780206QRCASH5204601153037045802VN5915NGUYEN HUU HUAN6005HANOI"
    "6105100006237052120190109155714228384707080000111164260002en0107shop vn0205Hanoi630476DA"
)
FOR_MANY = (
    "00020101021138500010A000000727012200069704160108123456780206QRCASH5204601153037045802VN5912NGUYEN VAN A6006HA NOI"
    "6237052120190109155714228384707080000111163049CE4"
)
ASKED = Withdrawal(
    bank_bin="970403",
    machine="12345678",
    amount_vnd=None,
    owner="NGUYEN HUU HUAN",
    town="HANOI",
    reference="201901091557142283847",
    till="00001111",
)
AT_A_POINT = Withdrawal("970409", "CP0000012", 1_500_000, "BDVHX Dong Van", "Tuyen Quang", "RT-7K3M-92", "QUAY-4F7H")


def test_the_code_of_the_specification_is_written_alike():
    assert cash_payload(ASKED) == OF_NAPAS


def test_a_code_for_many_withdrawals_is_written_alike():
    many = replace(ASKED, bank_bin="970416", owner="NGUYEN VAN A", town="HA NOI", once=False)

    assert cash_payload(many) == FOR_MANY


@pytest.mark.parametrize("payload", [OF_NAPAS, WITH_SHOP])
def test_known_codes_are_read_with_what_else_they_say(payload):
    assert parse_cash(payload) == ASKED


def test_the_amount_stands_between_the_currency_and_the_country():
    assert "530370454071500000" + "5802VN" in cash_payload(AT_A_POINT)


def test_a_phone_reads_the_code_that_a_till_shows():
    payload = cash_payload(AT_A_POINT)

    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(payload))))

    assert parse_cash(found.text) == AT_A_POINT


LABEL = st.from_regex(r"\A[0-9A-Z-]{1,25}\Z")


@given(
    st.builds(
        Withdrawal,
        bank_bin=st.from_regex(r"\A[0-9]{6}\Z"),
        machine=st.from_regex(r"\A[0-9A-Za-z]{1,19}\Z"),
        amount_vnd=st.none() | st.integers(1, 10**13 - 1),
        owner=st.from_regex(r"\A[0-9A-Za-z]([0-9A-Za-z .-]{0,23}[0-9A-Za-z.])?\Z"),
        town=st.from_regex(r"\A[0-9A-Za-z]([0-9A-Za-z .-]{0,13}[0-9A-Za-z.])?\Z"),
        reference=LABEL,
        till=LABEL,
        once=st.booleans(),
    )
)
def test_what_is_written_is_read_back(asked):
    assert parse_cash(cash_payload(asked)) == asked


def test_a_transfer_is_no_withdrawal():
    with pytest.raises(BadPayload) as refusal:
        parse_cash(vietqr_payload("970436", "1017595600", 180_000, "CP-7K3M-92"))

    with override("en"):
        assert str(refusal.value) == "This QR code is not for withdrawing cash."


def test_a_withdrawal_says_that_it_is_none_of_the_transfers():
    assert parse_vietqr(OF_NAPAS).service == "QRCASH"


@pytest.mark.parametrize("place", range(0, len(OF_NAPAS), 7))
def test_one_changed_letter_is_noticed(place):
    changed = OF_NAPAS[:place] + ("0" if OF_NAPAS[place] != "0" else "1") + OF_NAPAS[place + 1 :]

    with pytest.raises(BadPayload):
        parse_cash(changed)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"bank_bin": "97041"}, "The bank's number has six digits."),
        ({"machine": ""}, "The bank's number for a till has 1 to 19 digits or letters, without spaces."),
        ({"machine": "12 34"}, "The bank's number for a till has 1 to 19 digits or letters, without spaces."),
        ({"amount_vnd": 0}, "The amount to withdraw is above zero and has at most 13 digits."),
        ({"amount_vnd": 10**13}, "The amount to withdraw is above zero and has at most 13 digits."),
        ({"owner": "Bưu điện"}, "The till's owner has at most 25 and its place at most 15 letters without marks."),
        ({"owner": "x" * 26}, "The till's owner has at most 25 and its place at most 15 letters without marks."),
        ({"town": "x" * 16}, "The till's owner has at most 25 and its place at most 15 letters without marks."),
        (
            {"reference": "a b"},
            "The code of an ask and of a till has at most 25 letters without marks, digits or dashes.",
        ),
        ({"till": ""}, "The code of an ask and of a till has at most 25 letters without marks, digits or dashes."),
    ],
)
def test_details_that_no_bank_takes_are_refused_with_the_reason(change, sentence):
    with pytest.raises(BadWithdrawal) as refusal:
        cash_payload(replace(AT_A_POINT, **change))

    with override("en"):
        assert str(refusal.value) == sentence
