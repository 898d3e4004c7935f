import io
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chophien.lib.qr import qr_png, qr_svg
from chophien.lib.tests.vectors import vector_json
from chophien.lib.vietqr import (
    BadPayload,
    BadTransfer,
    Transfer,
    crc16,
    parse_fields,
    parse_payload,
    parse_vietqr,
    vietqr_payload,
)

STATIC = "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F"
TORN = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"
VECTORS = "payments/vietqr_vnpayqr_payload_vectors.json"


def test_the_payload_of_a_static_code_is_the_known_one():
    assert vietqr_payload("970416", "257678859", None, "") == STATIC


def test_the_payload_with_amount_and_note_is_the_known_one():
    payload = vietqr_payload("970416", "257678859", 10_000, "Chuyen tien")

    known = [row["payload"] for row in vector_json(VECTORS) if row["source"].endswith("README.md:48")]
    assert [payload] == known


def test_the_check_number_is_the_known_one():
    assert crc16("123456789") == "29B1"


def test_every_known_payload_is_read_or_refused():
    rows = vector_json(VECTORS)

    wrong = []
    for row in rows:
        try:
            sound = parse_payload(row["payload"]) == row["fields"]
        except BadPayload:
            sound = not (row["crc_ok"] and row["tlv_ok"])
        if not sound:
            wrong.append(row["payload"])

    assert len(rows) == 18
    assert wrong == []


def test_every_payload_with_a_wrong_check_number_is_refused():
    damaged = [row["payload"] for row in vector_json(VECTORS) if not (row["crc_ok"] and row["tlv_ok"])]

    for payload in damaged:
        with pytest.raises(BadPayload):
            parse_payload(payload)
    assert len(damaged) == 3


def test_every_known_transfer_of_our_kind_is_written_again_alike():
    again = []
    for row in vector_json(VECTORS):
        fields = row["fields"] or {"01": ""}
        kind = "12" if "54" in fields else "11"
        ours = fields["01"] == kind and fields.get("62", "08").startswith("08") and "QRIBFTTA" in fields.get("38", "")
        if ours and row["crc_ok"] and row["tlv_ok"]:
            transfer = parse_vietqr(row["payload"])
            written = vietqr_payload(transfer.bank_bin, transfer.account, transfer.amount_vnd, transfer.content)
            again.append(written.upper() == row["payload"].upper())

    assert again == [True] * 6


def test_a_right_check_number_does_not_excuse_an_account_of_the_wrong_length():
    with pytest.raises(BadPayload):
        parse_vietqr(TORN)

    assert crc16(TORN[:-4]) == TORN[-4:]


def test_a_transfer_is_read_from_its_payload():
    payload = vietqr_payload("970436", "1017595600", 180_000, "CP-7K3M-92")

    assert parse_vietqr(payload) == Transfer("970436", "1017595600", 180_000, "CP-7K3M-92")


@given(
    st.from_regex(r"\A[0-9]{6}\Z"),
    st.from_regex(r"\A[0-9A-Z]{1,19}\Z"),
    st.none() | st.integers(1, 10**13 - 1),
    st.from_regex(r"\A[0-9A-Za-z .-]{0,25}\Z").map(str.strip),
)
def test_what_is_written_is_read_back(bank_bin, account, amount, content):
    payload = vietqr_payload(bank_bin, account, amount, content)

    assert parse_vietqr(payload) == Transfer(bank_bin, account, amount, content)


@given(st.integers(0, len(STATIC) - 1), st.characters(codec="ascii", exclude_categories=("Cc",)))
def test_one_changed_letter_is_noticed(place, letter):
    changed = STATIC[:place] + letter + STATIC[place + 1 :]
    if changed.upper() == STATIC:
        return

    with pytest.raises(BadPayload):
        parse_vietqr(changed)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        (("97041", "1", 1, ""), "The bank's number has six digits."),
        (("97041é", "1", 1, ""), "The bank's number has six digits."),
        (("970416", "", 1, ""), "An account number has 1 to 19 digits or letters, without spaces."),
        (("970416", "1" * 20, 1, ""), "An account number has 1 to 19 digits or letters, without spaces."),
        (("970416", "12 34", 1, ""), "An account number has 1 to 19 digits or letters, without spaces."),
        (("970416", "1", 0, ""), "The amount of a transfer is above zero and has at most 13 digits."),
        (("970416", "1", -5, ""), "The amount of a transfer is above zero and has at most 13 digits."),
        (("970416", "1", 10**13, ""), "The amount of a transfer is above zero and has at most 13 digits."),
        (
            ("970416", "1", 1, "Chuyển tiền"),
            "The note of a transfer has at most 25 letters without marks, digits, dots or dashes.",
        ),
        (
            ("970416", "1", 1, "x" * 26),
            "The note of a transfer has at most 25 letters without marks, digits, dots or dashes.",
        ),
        (
            ("970416", "1", 1, "a\x00"),
            "The note of a transfer has at most 25 letters without marks, digits, dots or dashes.",
        ),
    ],
)
def test_details_that_no_bank_takes_are_refused_with_the_reason(details, sentence):
    with pytest.raises(BadTransfer) as refusal:
        vietqr_payload(*details)

    with override("en"):
        assert str(refusal.value) == sentence


@pytest.mark.parametrize("payload", ["", "0", "6304", "🍵" * 10, "00020163041234", "abc" * 400, "0002016304" + "0000"])
def test_rubbish_is_refused(payload):
    with pytest.raises(BadPayload):
        parse_vietqr(payload)


@pytest.mark.parametrize("fields", ["00", "0005ab", "0002ab0002cd", "00-1ab", "xx02ab", "0 02ab", "٠٠٠٢ab"])
def test_fields_that_do_not_fit_are_refused(fields):
    with pytest.raises(BadPayload):
        parse_fields(fields)


def test_a_phone_reads_the_drawn_code():
    payload = vietqr_payload("970436", "1017595600", 10_000_000_000, "CP-7K3M-92")

    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(payload))))

    assert found.text == payload


def test_the_drawing_needs_no_style_and_no_script():
    drawn = qr_svg(vietqr_payload("970436", "1017595600", 1, ""), title="Quét để chuyển <tiền>")

    root = ET.fromstring(drawn)
    used = {name for element in root.iter() for name in element.attrib}
    assert drawn.startswith("<svg ")
    assert root.attrib["class"] == "qr"
    assert used <= {"class", "viewBox", "fill", "stroke", "d", "transform"}
    assert [child.text for child in root if child.tag.endswith("title")] == ["Quét để chuyển <tiền>"]
