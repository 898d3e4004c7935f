import unicodedata

import pytest
from django.utils.translation import override

from chophien.lib.names import BadName, clean_person_name, given_name
from chophien.lib.tests.vectors import vector_file


@pytest.mark.parametrize(
    "name",
    [
        "Páo", "Lò Thị Pảo", "Sùng A Páo", "H' Y Ban Niê", "H’Hen Niê", "Y Moan Ênuôl", "K'Brới", "Ksor Hʼ Nan", "Ya", "Ô", "Y",
        "Nguyễn T. Lan", "Thào-Mỹ", "Kpă Ƀuôn", "Phạm Nguyễn Hoàng Thị Minh Khai", "王小明", "أحمد", "Nguyễn Com", "x" * 100,
    ],
)  # fmt: skip
def test_no_real_name_is_refused_or_changed(name):
    assert clean_person_name(name) == name


def test_every_known_given_name_and_producer_passes():
    documents = ("given_names_boy", "given_names_girl", "given_names_boy_one_word", "given_names_girl_one_word")
    lines = [
        line
        for name in documents
        for line in vector_file(f"names_text/{name}.txt").read_text("utf-8").splitlines()
        if line
    ]

    changed = [
        line for line in lines if clean_person_name(line) != unicodedata.normalize("NFC", " ".join(line.split()))
    ]

    assert len(lines) > 1_000
    assert changed == []


def test_a_name_is_tidied():
    assert clean_person_name("  Lo\u0300  Thị\u00a0Pảo\n") == "Lò Thị Pảo"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write a name."),
        (" \n ", "Write a name."),
        ("Pảo\x00", "The name holds signs that cannot be seen. Type it again."),
        ("Lò\nPảo", "The name holds signs that cannot be seen. Type it again."),
        ("\u202eoảP", "The name holds signs that cannot be seen. Type it again."),
        ("\ud800", "The name holds signs that cannot be seen. Type it again."),
        ("x" * 101, "The name is too long: at most 100 letters."),
        ("http://x.vn", "Write a name, not an address of the web."),
        ("Mua ngay www.x.com", "Write a name, not an address of the web."),
        ("Lan shop.vn", "Write a name, not an address of the web."),
        ("lan@example", "Write a name, not an address of the web."),
        ("12345", "Write the name as it stands on your papers."),
        ("🍵", "Write the name as it stands on your papers."),
        ("\u200b", "Write the name as it stands on your papers."),
        ("...", "Write the name as it stands on your papers."),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(BadName) as refusal:
        clean_person_name(typed)

    with override("en"):
        assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Sùng A Páo", "Páo"),
        ("Chị Hoa (mẫu)", "Hoa"),
        ("H' Y Ban Niê", "Niê"),
        ("Mỷ", "Mỷ"),
        ("(mẫu)", "(mẫu)"),
        ("", ""),
    ],
)
def test_people_are_called_by_the_last_word_of_their_name(name, called):
    assert given_name(name) == called
