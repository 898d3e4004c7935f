"""The parts of the search that need no database: words, packing, the dictionary, plans."""

from datetime import date

import pytest

from chophien.catalog.search import packing
from chophien.catalog.search.plan import array_of
from chophien.catalog.search.synonyms import same_meaning, synonyms
from chophien.catalog.search.vocabulary import Vocabulary
from chophien.catalog.search.words import (
    PRICE_BANDS,
    bare_words,
    entry_words,
    lexeme,
    price_token,
    price_tokens,
    split_words,
)
from chophien.catalog.states import CertificateKind
from chophien.sellers.states import SellerKind


def test_words_are_split_at_signs_and_between_letters_and_digits():
    assert split_words("Chè Shan-tuyết 100g, H’Mông (loại 1)") == [
        "chè", "shan", "tuyết", "100", "g", "hmông", "loại", "1",
    ]  # fmt: skip
    assert bare_words("ĐẮK LẮK hoà 🍵") == ["dak", "lak", "hoa"]


def test_a_listing_has_its_words_by_place():
    found = entry_words(title="Chè xanh", names=["HTX Tả Phìn"], story="Hái ở Tả Phìn, 100 g chè.")

    assert found == {
        "1che", "1xanh", "1che_xanh", "=chè",
        "2che", "2xanh", "2che_xanh", "2htx", "2ta", "2phin", "2htx_ta", "2ta_phin",
        "3che", "3xanh", "3htx", "3ta", "3phin", "3hai", "3o", "3g",
    }  # fmt: skip


def test_words_on_both_sides_of_a_comma_are_no_neighbours():
    found = entry_words(title="Mật ong, chè", names=[], story="")

    assert "1mat_ong" in found
    assert "1ong_che" not in found


def test_signs_of_the_query_language_are_only_letters():
    assert lexeme("a'b\\c") == "'a''b\\\\c'"
    assert array_of([lexeme('a"b'), "'c' & 'd'"]) == "{\"'a\\\"b'\",\"'c' & 'd'\"}"
    assert array_of([]) is None


@pytest.mark.parametrize("price", [0, 9_999, 10_000, 10_001, 75_000, 10_000_000, 10_000_001, 10**15])
def test_a_price_lies_in_one_of_the_bands_that_its_range_touches(price):
    assert price_token(price) in (price_tokens(price, price) or [price_token(price)])
    assert price_tokens(None, None) == []
    assert len(price_tokens(None, PRICE_BANDS[0])) == 1


def test_answers_are_packed_a_byte_each():
    packed = packing.pack(
        category_id=300,
        province_code="08",
        seller_kind=SellerKind.COOPERATIVE,
        stars=4,
        certificates=packing.certificate_bits({CertificateKind.OCOP: 1, CertificateKind.ORGANIC: 1}),
        price_vnd=100_000,
    )

    assert list(packed.to_bytes(8, "big")) == [1, 44, 8, 2, 4, 0b1001, 1, 0]
    assert packing.certificates_of(0b1001) == ["ocop", "organic"]


def test_a_category_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="categories"):
        packing.pack(
            category_id=2**15, province_code="08", seller_kind="individual", stars=0, certificates=0, price_vnd=1
        )


@pytest.mark.parametrize(
    ("day", "number"), [(date(2000, 1, 1), 0), (date(2026, 11, 24), 9_824), (date(2099, 1, 1), 32_767)]
)
def test_days_are_counted_from_2000(day, number):
    assert packing.day_number(day) == number


def test_synonyms_agree_with_typed_marks():
    assert ("bap",) in [phrase.plain for phrase in same_meaning(["ngô"])]
    assert ("bap",) in [phrase.plain for phrase in same_meaning(["ngo"])]
    assert same_meaning(["ngò"]) == []
    assert synonyms().longest >= 3


@pytest.fixture
def dictionary():
    made = Vocabulary(edition=1)
    rows = ["chè", "shan", "tuyết", "ong", "mật", "phê", "cà", "sơn", "hồng"]
    plain = {"chè": "che", "tuyết": "tuyet", "mật": "mat", "phê": "phe", "cà": "ca", "sơn": "son", "hồng": "hong"}
    made.add((number, plain.get(word, word), 5, 9) for number, word in enumerate(rows, start=1))
    made.add(
        [(20, "mat_ong", 4, 4), (21, "ca_phe", 9, 9), (22, "shan_tuyet", 3, 3), (23, "=mật", 4, 0), (24, "kim", 0, 0)]
    )
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("tuyeet", "tuyet"), ("tuyt", "tuyet"), ("tuyte", "tuyet"), ("tuyat", "tuyet"), ("shna", "shan"), ("fe", "phe")],
)
def test_one_mistake_leads_to_the_word_that_was_meant(dictionary, typed, meant):
    assert meant in dictionary.neighbours(typed)


def test_two_mistakes_do_not(dictionary):
    assert dictionary.neighbours("tyuett") == []


def test_words_of_stories_are_known_but_not_proposed(dictionary):
    assert dictionary.knows("kim")
    assert "kim" not in dictionary.neighbours("kin")
    assert dictionary.completions("ki") == []


def test_words_written_as_one_are_parted(dictionary):
    assert dictionary.split("matong") == ("mat", "ong")
    assert dictionary.split("caphe") == ("ca", "phe")
    assert dictionary.split("shanmat") is None


def test_a_begun_word_is_completed_by_what_follows_the_word_before(dictionary):
    assert dictionary.completions("o", after="mat") == ["ong"]
    assert set(dictionary.completions("s")) == {"shan", "son"}
    assert dictionary.marked_completions("mậ") == {"mat"}
