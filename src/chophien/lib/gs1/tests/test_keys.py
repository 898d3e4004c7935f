import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.gs1.keys import (
    BadKey,
    check_digit,
    check_pair,
    gtin14,
    has_check_digit,
    has_check_pair,
    is_gln,
    is_gtin,
    is_restricted,
    is_sscc,
    restricted_gtin,
    with_check_digit,
)

DIGITS = st.text("0123456789", min_size=1, max_size=40)


@given(DIGITS)
def test_a_number_with_its_check_digit_is_sound_and_with_any_other_it_is_not(digits):
    whole = with_check_digit(digits)

    sound = [last for last in "0123456789" if has_check_digit(digits + last)]

    assert sound == [whole[-1]]


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11))
def test_one_wrong_digit_is_always_found(digits, place):
    whole = with_check_digit(digits)
    wrong = str((int(whole[place]) + 1) % 10)

    assert not has_check_digit(whole[:place] + wrong + whole[place + 1 :])


@pytest.mark.parametrize("number", ["02345673", "416000336108", "2112345678900", "09521234543213"])
def test_a_gtin_of_each_length_is_known(number):
    assert (is_gtin(number), gtin14(number)) == (True, number.zfill(14))


@pytest.mark.parametrize("number", ["", "0", "2345673", "02345674", "95212345432131", "0234567a", "٠2345673", "1" * 20])
def test_what_is_no_gtin_is_refused(number):
    with pytest.raises(BadKey):
        gtin14(number)
    assert is_gtin(number) is False


def test_a_place_and_a_parcel_have_their_lengths():
    assert (is_gln("9520123456788"), is_gln("09520123456788")) == (True, False)
    assert (is_sscc("006141411234567890"), is_sscc("9520123456788")) == (True, False)


@pytest.mark.parametrize("prefix", ["02", "04", *(str(prefix) for prefix in range(20, 30))])
def test_a_number_of_the_market_is_one_of_restricted_circulation(prefix):
    number = restricted_gtin(1_234_567, prefix)

    assert (len(number), number[:2], is_gtin(number), is_restricted(number)) == (13, prefix, True, True)


@pytest.mark.parametrize("prefix", ["89", "893", "00", "01", "30", "19", ""])
def test_a_number_of_a_company_is_never_made_up(prefix):
    with pytest.raises(ValueError, match="not a prefix of restricted circulation"):
        restricted_gtin(1, prefix)


@pytest.mark.parametrize("number", [-1, 10**10])
def test_a_number_that_does_not_fit_is_refused(number):
    with pytest.raises(ValueError, match="at most ten digits"):
        restricted_gtin(number)


@pytest.mark.parametrize(
    ("gtin", "restricted"),
    [
        (with_check_digit("893000000001"), False),
        (with_check_digit("19312345678"), False),
        (with_check_digit("41234567890"), True),
        (with_check_digit("2999999"), True),
        (with_check_digit("0999999"), True),
        (with_check_digit("9501234"), False),
    ],
)
def test_who_may_use_a_number_shows_in_its_first_digits(gtin, restricted):
    assert is_restricted(gtin) is restricted


def test_a_check_digit_is_of_digits():
    for wrong in ("", "12a", "١٢"):
        with pytest.raises(ValueError, match="of digits"):
            check_digit(wrong)


def test_the_check_pair_of_a_model_number_is_the_known_one():
    assert check_pair("1987654Ad4X4bL5ttr2310c") == "2K"
    assert has_check_pair("1987654Ad4X4bL5ttr2310c2K")
    assert not has_check_pair("1987654Ad4X4bL5ttr2310c2X")
    with pytest.raises(ValueError, match="CSET 82"):
        check_pair("ô")
