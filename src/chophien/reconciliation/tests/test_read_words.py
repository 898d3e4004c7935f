"""The market's codes in the words of transfers."""

import pytest

from chophien.lib.codes import new_code
from chophien.reconciliation.codes import codes_in
from chophien.reconciliation.reading.lines import bare, reference_of, says_the_same

GROUP = "GD-7K3M-92CW"


def sound(prefix, length):
    return new_code(prefix, length)


@pytest.mark.parametrize(
    "written",
    [
        "{code}",
        "{bare}",
        "{lower}",
        "MBVCB.4525077405.{bare}.CT tu 0351000646393 NGUYEN VAN A toi 1018795282",
        "CHUYENTIEN{bare}",
        "{bare}CHUYENTIEN",
        "thanh toán đơn hàng {code}, cảm ơn",
        "{spaced}",
        "{broken}",
        "IBFT {dotted}/FT26325",
        "CK{bare}-CHUYEN TIEN-OQCH0000TBPF-MOMO",
    ],
)
@pytest.mark.parametrize(("prefix", "length"), [("GD", 8), ("CP", 7), ("HD", 7)])
def test_a_code_is_found_whatever_banks_and_thumbs_make_of_it(written, prefix, length):
    code = sound(prefix, length)
    plain = code.replace("-", "")
    text = written.format(
        code=code,
        bare=plain,
        lower=plain.lower(),
        spaced=" ".join(plain),
        broken=f"{plain[:5]}\n{plain[5:]}",
        dotted=code.replace("-", "."),
    )

    assert code in codes_in(text)


def test_what_only_looks_like_a_code_is_none():
    code = sound("GD", 8).replace("-", "")
    wrong = code[:-1] + next(one for one in "23456789" if one != code[-1])

    assert codes_in(wrong) == []
    assert codes_in("GDP 2026 tang 8 phan tram, HD so 12") == []
    assert codes_in("") == []


def test_two_codes_are_both_found_in_the_order_of_the_words():
    first, second = sound("GD", 8), sound("HD", 7)

    assert codes_in(f"tra {first} va {second}") == [first, second]


def test_letters_that_are_misread_are_understood():
    code = "GD" + sound("GD", 8).replace("-", "")[2:].replace("5", "S").replace("8", "B")

    assert [one.replace("-", "") for one in codes_in(code)] == [code[:2] + code[2:].replace("S", "5").replace("B", "8")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("MUA CHE GD7K3M92CW", "mua chè GD-7K3M-92CW", True),
        ("GD7K3M92CW", "MBVCB.123.GD7K3M92CW.CT tu 0123", True),
        ("A", "MUA CHE A", False),
        ("mua che", "mua mat ong", False),
        ("", "mua che", False),
    ],
)
def test_words_of_one_transfer_may_be_cut_off_or_wrapped(one, other, same):
    assert says_the_same(one, other) is same
    assert says_the_same(other, one) is same


def test_a_number_is_the_same_however_it_is_written():
    assert reference_of(" ft-26325 001\\BNK") == "FT26325001"
    assert reference_of("NONREF") == reference_of("") == reference_of("//") == ""
    assert bare("Mật ong – 12/9") == "MATONG129"
