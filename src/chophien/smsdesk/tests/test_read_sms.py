from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.catalog.actions.texts import CODE_LENGTH, LISTING_PREFIX, VARIANT_PREFIX
from chophien.lib.codes import ALPHABET, new_code
from chophien.lib.errors import DomainError
from chophien.orders.actions.writing import ORDER_PREFIX, ORDER_SYMBOLS
from chophien.smsdesk.parsing import (
    CODES_OF_GOODS,
    CODES_OF_ORDERS,
    TEXT_MOST,
    Spoken,
    read_left,
    read_price,
    read_sms,
)
from chophien.smsdesk.states import Command

ORDER = "CP-8HPJ-67C"
GOODS = "SP-V28D-F63F-X8"


def test_codes_are_as_long_as_the_market_makes_them():
    assert CODES_OF_ORDERS == ((ORDER_PREFIX, ORDER_SYMBOLS),)
    assert CODES_OF_GOODS == ((LISTING_PREFIX, CODE_LENGTH), (VARIANT_PREFIX, CODE_LENGTH))


@pytest.mark.parametrize(
    "text",
    [
        "NHAN CP-8HPJ-67C",
        "nhận cp8hpj67c",
        "Nhan cp 8hpj 67c",
        "NHẬN: CP8HPJ67C.",
        "nhancp8hpj67c",
        "NHAN8HPJ67C",
        "nhan 8hpj67c",
        "  nhận   đơn cp8hpj67c",
        "nhận đơn hàng cp8hpj67c",
        "NHAM CP8HPJ67C",
        "NHNA CP8HPJ67C",
        "NHHAN CP-8HPJ-67C",
        "nhan cp.8hpj.67c",
        "ＮＨＡＮ ＣＰ８ＨＰＪ６７Ｃ",
        "NHAN CP-BHPJ-G7C",  # B for 8, G for 6
        "nhận đơn hàng số cp8hpj67c",
        "nhan ma so 8hpj67c",
        "em nhận đơn cp8hpj67c",
        "Dạ vâng chị nhận CP8HPJ67C",
        "Nha\u0323\u0302n CP8HPJ67C",  # marks apart from their letters
    ],
)
def test_accepting_is_understood_however_it_is_written(text):
    assert read_sms(text) == Spoken(Command.ACCEPT, code=ORDER)


@pytest.mark.parametrize(
    "text",
    [
        "TUCHOI CP8HPJ67C het hang",
        "từ chối cp-8hpj-67c: hết hàng",
        "khong nhan CP8HPJ67C hết hàng",
        "TUCHOICP8HPJ67C het hang",
        "ko nhận cp8hpj67c hết hàng",
        "em không nhận CP8HPJ67C, hết hàng",
        "TƯ CHÔI CP8HPJ67C hết hàng",
    ],
)
def test_refusing_is_understood_with_its_reason(text):
    spoken = read_sms(text)

    assert (spoken.command, spoken.code, spoken.rest) == (Command.REFUSE, ORDER, "HET HANG")


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("GIA SPV28DF63FX8 45k 123456", Spoken(Command.PRICE, GOODS, "45K", "123456")),
        ("giá sp-v28d-f63f-x8 45 000 pin 123456", Spoken(Command.PRICE, GOODS, "45 000", "123456")),
        ("gia v28d 120000", Spoken(Command.PRICE, "V28D", "120000")),
        ("GIA V28D PIN 123456 120000", Spoken(Command.PRICE, "V28D", "120000", "123456")),
        ("GIA V28D 120000 123456", Spoken(Command.PRICE, "V28D", "120000", "123456")),
        ("gia", Spoken(Command.PRICE)),
        ("HET V28D", Spoken(Command.SOLD_OUT, "V28D")),
        ("hết hàng spv28df63fx8", Spoken(Command.SOLD_OUT, GOODS)),
        ("HETSPV28DF63FX8", Spoken(Command.SOLD_OUT, GOODS)),
        ("hethang v28d", Spoken(Command.SOLD_OUT, "V28D")),
        ("em hết hàng v28d rồi", Spoken(Command.SOLD_OUT, "V28D", "ROI")),
        ("con v28d 12 hop", Spoken(Command.LEFT, "V28D", "12 HOP")),
        ("CÒN V28D 2,5", Spoken(Command.LEFT, "V28D", "2,5")),
        ("còn lại v28d:12", Spoken(Command.LEFT, "V28D", "12")),
        ("gia ban v28d = 45k pin: 123456", Spoken(Command.PRICE, "V28D", "45K", "123456")),
        ("DU 123456", Spoken(Command.OWED, pin="123456")),
        ("số dư pin: 123456", Spoken(Command.OWED, pin="123456")),
        ("dư", Spoken(Command.OWED)),
        ("Huỷ", Spoken(Command.REVOKE)),
        ("HỦY!", Spoken(Command.REVOKE)),
        ("hủy người giúp", Spoken(Command.REVOKE)),
        ("sodu 123456", Spoken(Command.OWED, pin="123456")),
        ("Trợ giúp", Spoken(Command.HELP)),
        ("NHAN", Spoken(Command.ACCEPT)),
        ("NHAN roi nhe", Spoken(Command.ACCEPT, rest="ROI NHE")),
        ("NHAN CP8HPJ67D", Spoken(Command.ACCEPT, rest="CP8HPJ67D")),  # one symbol is wrong
        ("NHAN CP8HJP67C", Spoken(Command.ACCEPT, rest="CP8HJP67C")),  # two are swapped
        ("GIA SPV28DF63FX9 45k 123456", Spoken(Command.PRICE, rest="SPV28DF63FX9 45K", pin="123456")),
    ],
)
def test_every_command_is_understood(text, spoken):
    assert read_sms(text) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "chao em",
        "HUY CP8HPJ67C",
        "HUYEN",
        "em hủy",
        "em du 123456",
        "duoc roi",
        "du roi nhe",
        "nhanh len",
        "hetroi",
        "cong ty",
        "🙂",
        "gia đình"[3:],
    ],
)
def test_what_could_mean_something_else_is_not_guessed(text):
    assert read_sms(text) == Spoken()


@pytest.mark.parametrize(
    ("text", "vnd"),
    [
        ("45k", 45_000),
        ("45.000", 45_000),
        ("45,000", 45_000),
        ("45 000", 45_000),
        ("45000d", 45_000),
        ("45.000 đồng", 45_000),
        ("45 nghìn", 45_000),
        ("45 ngàn", 45_000),
        ("45 nghìn đồng", 45_000),
        ("45,5k", 45_500),
        ("1tr2", 1_200_000),
        ("1tr250", 1_250_000),
        ("1,2 triệu", 1_200_000),
        ("2 triệu", 2_000_000),
        ("1.250.000", 1_250_000),
    ],
)
def test_prices_are_read_as_people_write_them(text, vnd):
    assert read_price(text) == vnd


@pytest.mark.parametrize("text", ["", "k", "45.5", "1,2tr3", "0k", "-5k", "45kk", "999999999999999k"])
def test_what_is_no_price_in_one_way_only_is_refused(text):
    with pytest.raises(DomainError):
        read_price(text)


@pytest.mark.parametrize(("text", "left"), [("12", "12"), ("2,5 kg", "2.5"), ("10 hộp", "10"), ("0", "0")])
def test_what_is_left_is_read_with_or_without_its_unit(text, left):
    assert read_left(text) == Decimal(left)


@given(st.text(max_size=TEXT_MOST + 40))
def test_nothing_that_anybody_writes_breaks_the_reader(text):
    spoken = read_sms(text)

    assert spoken.command is None or spoken.command in Command


@given(
    st.sampled_from(["NHAN", "nhận", "Nhan:", "NHẬN -"]),
    st.sampled_from(["", " ", "  ", ". "]),
    st.lists(st.booleans(), min_size=20, max_size=20),
)
def test_any_order_code_is_found_however_it_is_grouped_and_cased(word, gap, coins):
    code = new_code(ORDER_PREFIX, ORDER_SYMBOLS)
    typed = "".join(letter.lower() if coin else letter for letter, coin in zip(code, coins, strict=False))

    assert read_sms(f"{word}{gap}{typed.replace('-', '' if coins[0] else ' ')}") == Spoken(Command.ACCEPT, code=code)


@given(st.sampled_from([*CODES_OF_GOODS, *CODES_OF_ORDERS]), st.sampled_from(ALPHABET), st.sampled_from(["", " ", "-"]))
def test_any_code_is_found_and_one_with_a_wrong_symbol_is_none(kind, symbol, gap):
    code = new_code(*kind)
    wrong, word = code[:-1] + symbol, "NHAN" if kind in CODES_OF_ORDERS else "HET"

    assert read_sms(f"{word} {code.replace('-', gap)}").code == code
    assert (read_sms(f"{word} {wrong.replace('-', gap)}").code == "") == (wrong != code)


@given(st.text(max_size=60))
def test_reading_amounts_refuses_in_words_or_reads_something_sane(text):
    for read in (read_price, read_left):
        with suppress(DomainError):
            assert read(text) >= 0
