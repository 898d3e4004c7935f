import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.phone import (
    BadPhone,
    ForeignPhone,
    NotAMobile,
    format_phone,
    mask_phone,
    parse_mobile,
    parse_phone,
)

MOBILES = st.from_regex(r"\A(3[2-9]|7[06-9]|8[1-5]|9[0-46-8])[0-9]{7}\Z").map(lambda digits: digits)


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "(0912) 345 678", "+84912345678", "+84 912 345 678",
        "+84 (0)912345678", "84912345678", "84 912 345 678", "0084912345678", "00 84 912 345 678", "０９１２３４５６７８",
        " 0912345678 ", "0912\u00a0345\u00a0678", "0912–345–678", "+84 0912 345 678", "0912/345/678",
    ],
)  # fmt: skip
def test_every_common_form_is_one_number(typed):
    assert (parse_mobile(typed), parse_phone(typed)) == ("+84912345678", "+84912345678")


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "abc", "0912", "091234567", "09123456789", "0912345678x", "0912\x00345678", "số 0912345678", "+", "++84912345678",
        "0912345678 / 0987654321", "🍵", "0" * 500, "01234567890", "0012", "09l2345678", "\u202e0912345678", "٠٩١٢٣٤٥٦٧٨",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(BadPhone):
        parse_phone(typed)
    with pytest.raises(BadPhone):
        parse_mobile(typed)


@pytest.mark.parametrize("typed", ["+1 650 253 0000", "+856 20 5555 5555", "0086 138 0013 8000"])
def test_a_foreign_number_is_refused_as_foreign(typed):
    with pytest.raises(ForeignPhone):
        parse_mobile(typed)


def test_a_landline_is_a_phone_but_receives_no_code():
    assert parse_phone("0243 825 1234") == "+842438251234"

    with pytest.raises(NotAMobile):
        parse_mobile("0243 825 1234")


@given(MOBILES)
def test_a_number_survives_being_written_and_read_again(digits):
    phone = parse_mobile("0" + digits)

    assert phone == "+84" + digits
    assert parse_mobile(phone) == parse_mobile(format_phone(phone)) == phone


@pytest.mark.parametrize(
    ("phone", "written", "masked"),
    [
        ("+84912345678", "0912 345 678", "091 *** *678"),
        ("+842438251234", "024 3825 1234", "024 *** *234"),
    ],
)
def test_a_number_is_shown_whole_or_masked(phone, written, masked):
    assert (format_phone(phone), mask_phone(phone)) == (written, masked)
