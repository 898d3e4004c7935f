"""The list of banks can be read and names each bank once."""

from chophien.lib.banks import Bank, banks


def test_a_bank_is_found_by_its_number():
    assert banks()["970405"] == Bank(
        code="AGRIBANK",
        bin="970405",
        short_name="Agribank",
        name="Ngân hàng Nông nghiệp và Phát triển Nông thôn Việt Nam",
        takes_vietqr=True,
    )


def test_every_bank_has_a_number_and_a_code_of_its_own():
    assert len(banks()) == len({bank.code for bank in banks().values()}) == 57
