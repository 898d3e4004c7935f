import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.tests.vectors import vector_rows
from chophien.lib.text import (
    APOSTROPHES,
    clean_line,
    clean_text,
    fold,
    normalise_tone_placement,
    slugify_vi,
    sort_key,
    syllables,
)

ANY_TEXT = st.text(max_size=60)
VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĐÂƠ ’", max_size=60
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Chè Shan Tuyết", "che shan tuyet"),
        ("ĐƯỜNG ĐẤT Đỏ", "duong dat do"),
        ("H'Mông", "hmong"),
        ("H’Mông", "hmong"),
        ("HʼMông", "hmong"),
        ("M`Drắk", "mdrak"),
        ("  Mật \u00a0 ong\tBạc  Hà ", "mat ong bac ha"),
        ("Ðắk Lắk", "dak lak"),
        ("ƀuôn", "buon"),
        ("Ｃｈè", "che"),
        ("STRASSE straße", "strasse strasse"),
        ("ñ ü ç", "n u c"),
        ("mắc-ca (1 kg)", "mac-ca (1 kg)"),
        ("", ""),
        ("\x00\u202eche\u200b", "che"),
    ],
)
def test_folding_leaves_what_people_type_without_marks(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_folding_agrees_with_every_real_name_and_place():
    rows = vector_rows("names_text/diacritics_pairs_ship.csv")

    wrong = [
        (row["original"], fold(row["original"]))
        for row in rows
        if fold(row["original"]) != fold(row["undiacritised"])
        or fold(row["original"]) != row["undiacritised"].translate(str.maketrans("", "", APOSTROPHES))
    ]

    assert len(rows) == 6_581
    assert wrong == []


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_folding_does_not_depend_on_the_unicode_form(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert fold(composed) == fold(decomposed)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Lò  Thị\u00a0Pảo \n", "Lò Thị Pảo"),
        ("Pa\u0309o", "Pảo"),
        ("a\x00b\x07c", "abc"),
        ("a\u202eb\u2066c\u200fd\ufeff", "abcd"),
        ("\ud800x", "x"),
        ("شاي", "شاي"),
        ("🏳️\u200d🌈 chè 🍵", "🏳️\u200d🌈 chè 🍵"),
        ("H’Mông", "H’Mông"),
        ("one\u2028two", "one two"),
    ],
)
def test_a_line_is_cleaned_of_what_cannot_be_seen_and_nothing_else(text, cleaned):
    assert clean_line(text) == cleaned


def test_a_text_keeps_its_lines():
    assert clean_text("\r\nMột \x00 hai\r\n\r\n\n\n ba\u2028bốn  \n") == "Một hai\n\nba\nbốn"


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text):
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_cleaned_text_can_be_kept_by_the_database(text):
    cleaned = clean_text(text)

    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned


@pytest.mark.parametrize(
    ("text", "options", "slug"),
    [
        ("Mật ong Bạc Hà", {}, "mat-ong-bac-ha"),
        ("  Chè H’Mông -- 100% (2026) ", {}, "che-hmong-100-2026"),
        ("🍵", {}, ""),
        ("Mật ong bạc hà", {"max_length": 10}, "mat-ong"),
        ("Mật ong bạc hà", {"max_length": 7}, "mat-ong"),
        ("supercalifragilistic", {"max_length": 5}, "super"),
    ],
)
def test_a_slug_is_plain_and_cut_between_words(text, options, slug):
    assert slugify_vi(text, **options) == slug


@given(ANY_TEXT)
def test_a_slug_of_a_slug_is_itself(text):
    assert slugify_vi(slugify_vi(text)) == slugify_vi(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chè Shan Tuyết, H’Mông (1 kg)", ["chè", "shan", "tuyết", "h'mông", "1", "kg"]),
        ("'quoted' — H' Y", ["quoted", "h", "y"]),
        ("Pa\u0309o", ["pảo"]),
        ("", []),
    ],
)
def test_a_text_falls_into_its_words(text, words):
    assert syllables(text) == words


@pytest.mark.parametrize(
    ("typed", "placed"),
    [
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("Hoà Bình", "Hòa Bình"),
        ("KHOẺ THUỶ", "KHỎE THỦY"),
        ("uỷ ban", "ủy ban"),
        ("tóan", "toán"),
        ("hòang hoàng", "hoàng hoàng"),
        ("xòai ngóeo", "xoài ngoéo"),
        ("hùynh huỳnh", "huỳnh huỳnh"),
        ("quý quỳ Quý", "quý quỳ Quý"),
        ("của mùa tiếng", "của mùa tiếng"),
        ("Mù Cang Chải", "Mù Cang Chải"),
        ("", ""),
    ],
)
def test_the_tone_stands_where_place_names_have_it(typed, placed):
    assert normalise_tone_placement(typed) == placed


@given(VIETNAMESE)
def test_placing_tones_moves_marks_and_loses_none(text):
    placed = normalise_tone_placement(text)

    assert fold(placed) == fold(text)
    assert sorted(unicodedata.normalize("NFD", placed)) == sorted(unicodedata.normalize("NFD", text))
    assert normalise_tone_placement(placed) == placed


def test_names_sort_as_in_a_vietnamese_dictionary():
    in_order = [
        "", "1", "2", "a", "A", "à", "ả", "ã", "á", "ạ", "ạ b", "ac", "ă", "ằ", "ắ", "â", "ậ", "b", "c", "d", "đ", "đa", "e", "ê",
        "g", "h", "i", "ma", "mà", "mả", "mã", "má", "mạ", "me", "n", "o", "ô", "ơ", "u", "ư", "v", "w", "x", "y", "z",
    ]  # fmt: skip
    backwards = list(reversed(in_order))

    assert sorted(backwards, key=sort_key) == in_order


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Cao Bằng", "Đà Nẵng"),
        ("Dak", "Đắk Lắk"),
        ("Lai Châu", "Lạng Sơn"),
        ("Lạng Sơn", "Lào Cai"),
        ("An Giang", "Ấn"),
        ("Hà Nội", "Hải Phòng"),
        ("Thái Nguyên", "Thanh Hóa"),
        ("Lò Thị Pảo", "Lô A Páo"),
        ("Sơn La", "Tây Ninh"),
        ("Zuôn", "Ж"),
    ],
)
def test_one_place_comes_before_the_other(before, after):
    assert sort_key(before) < sort_key(after)


def test_apostrophes_do_not_change_the_order():
    assert sort_key("H’Mông") == sort_key("H'Mông") == sort_key("HMông")


@given(ANY_TEXT, ANY_TEXT)
def test_keys_sort_alike_as_text_and_as_bytes(one, other):
    first, second = sort_key(one), sort_key(other)

    assert first.isascii()
    assert (first < second) == (first.encode() < second.encode())


@given(ANY_TEXT)
def test_keys_do_not_depend_on_the_unicode_form(text):
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(unicodedata.normalize("NFC", text))


@given(VIETNAMESE, VIETNAMESE)
def test_two_vietnamese_texts_share_a_key_only_when_they_differ_in_apostrophes(one, other):
    def without_apostrophes(text):
        return clean_line(text).replace("’", "")

    assert (sort_key(one) == sort_key(other)) == (without_apostrophes(one) == without_apostrophes(other))
