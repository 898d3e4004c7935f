import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chophien.lib.codes import (
    ALPHABET,
    BadCode,
    new_code,
    new_pin,
    new_token,
    normalise_code,
    token_digest,
    token_matches,
)

LENGTHS = st.integers(4, 16)
CODES = st.builds(new_code, st.just("CP"), LENGTHS)


def test_a_code_has_two_letters_and_groups_of_four_symbols():
    assert re.fullmatch(rf"CP-[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}", new_code("CP"))
    assert re.fullmatch(rf"SP-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", new_code("SP", 8))


def test_the_symbols_cannot_be_mistaken_and_spell_no_word():
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    assert not set(ALPHABET) & set("01OILQUAEZSBG")


@pytest.mark.parametrize("prefix", ["", "C", "cp", "CPX", "C1", "ĐH"])
def test_a_prefix_is_two_capital_letters(prefix):
    with pytest.raises(ValueError, match="two capital letters"):
        new_code(prefix)


@pytest.mark.parametrize("length", [0, 2, 23])
def test_a_code_has_three_to_twenty_two_symbols(length):
    with pytest.raises(ValueError, match="3 to 22 symbols"):
        new_code("CP", length)


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code):
    body = code[3:].replace("-", "")

    assert {
        normalise_code(code),
        normalise_code(code.lower()),
        normalise_code(code.replace("-", "")),
        normalise_code(f"  {code.replace('-', ' – ')} "),
        normalise_code(".".join(code)),
        normalise_code(code.translate({ord("2"): "Z", ord("5"): "s", ord("8"): "B", ord("6"): "g"})),
        normalise_code(code, prefix="CP"),
        normalise_code(body, prefix="CP"),
    } == {code}


@given(CODES, st.data())
def test_one_wrong_symbol_is_noticed(code, data):
    place = data.draw(st.sampled_from([at for at in range(3, len(code)) if code[at] != "-"]))
    wrong = data.draw(st.sampled_from(ALPHABET))
    assume(wrong != code[place])

    with pytest.raises(BadCode):
        normalise_code(code[:place] + wrong + code[place + 1 :])


@given(CODES, st.data())
def test_any_two_swapped_symbols_are_noticed(code, data):
    kind, body = code[:2], code[3:].replace("-", "")
    first, second = sorted(data.draw(st.sets(st.integers(0, len(body) - 1), min_size=2, max_size=2)))
    assume(body[first] != body[second])
    swapped = list(body)
    swapped[first], swapped[second] = swapped[second], swapped[first]

    with pytest.raises(BadCode):
        normalise_code(kind + "".join(swapped))


@pytest.mark.parametrize(
    "typed",
    ["", "CP", "CP-", "CP-7", "7K3M-92", "CP-7K3O-92", "🍵", "CP-\x00", "'; DROP TABLE", "C" * 10_000, "１２３"],
)
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(BadCode):
        normalise_code(typed)


def test_a_code_of_another_kind_is_refused():
    for _draw in range(200):
        with pytest.raises(BadCode):
            normalise_code("SP-" + new_code("CP", 8)[3:], prefix="CP")


def test_codes_hardly_repeat():
    assert len({new_code("CP", 12) for _draw in range(2_000)}) == 2_000


def test_a_token_is_long_and_fits_an_address():
    token = new_token()

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert token != new_token()


def test_a_token_is_kept_as_its_digest_only():
    assert token_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("wrong", ["", "abd", "ABC", "abc ", "abc\x00", "\ud800", "á"])
def test_only_the_token_matches_its_digest(wrong):
    digest = token_digest("abc")

    assert token_matches("abc", digest) is True
    assert token_matches(wrong, digest) is False


def test_a_pin_has_six_digits_and_keeps_its_zeros():
    pins = [new_pin() for _draw in range(500)]

    assert all(re.fullmatch(r"[0-9]{6}", pin) for pin in pins)
    assert any(pin.startswith("0") for pin in pins)
