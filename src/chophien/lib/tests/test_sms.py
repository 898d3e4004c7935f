import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.sms import GSM_BASIC, GSM_EXTENSION, SmsEncoding, SmsSize, shorter_if_cheaper, sms_size, without_marks
from chophien.lib.tests.vectors import vector_json


def test_the_alphabet_is_that_of_the_standard():
    table = vector_json("sms/gsm0338.json")

    assert "".join(table["basic"]).replace("\x1b", "") == GSM_BASIC
    assert set(GSM_EXTENSION) == set(table["extension"].values())


def test_every_known_message_has_its_encoding_and_parts():
    vectors = vector_json("sms/segment_vectors.json")["vectors"]

    wrong = [
        (vector["desc"], sms_size(vector["body"]))
        for vector in vectors
        if (sms_size(vector["body"]).encoding, sms_size(vector["body"]).segments)
        != (vector["encoding"], vector["segments"])
    ]

    assert len(vectors) == 46
    assert wrong == []


def test_every_known_message_has_its_size():
    vectors = [vector for vector in vector_json("sms/segment_vectors.json")["vectors"] if "messageSizeBits" in vector]
    bits = {SmsEncoding.GSM_7: 7, SmsEncoding.UCS_2: 16}

    sizes = [sms_size(vector["body"]) for vector in vectors]

    assert [size.units * bits[size.encoding] for size in sizes] == [vector["messageSizeBits"] for vector in vectors]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", SmsSize(SmsEncoding.GSM_7, 0, 0)),
        ("a" * 160, SmsSize(SmsEncoding.GSM_7, 160, 1)),
        ("a" * 161, SmsSize(SmsEncoding.GSM_7, 161, 2)),
        ("a" * 152 + "€" + "a" * 7, SmsSize(SmsEncoding.GSM_7, 161, 2)),
        ("a" * 152 + "€" + "a" * 152, SmsSize(SmsEncoding.GSM_7, 306, 3)),
        ("ạ" * 70, SmsSize(SmsEncoding.UCS_2, 70, 1)),
        ("ạ" * 71, SmsSize(SmsEncoding.UCS_2, 71, 2)),
        ("ạ" * 66 + "🍵" + "ạ" * 66, SmsSize(SmsEncoding.UCS_2, 134, 3)),
    ],
)
def test_no_character_is_torn_between_two_parts(text, size):
    assert sms_size(text) == size


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đơn CP-7K3M-92 đã được nhận. Tổng: 1.250.000\u00a0đ", "Don CP-7K3M-92 da duoc nhan. Tong: 1.250.000 d"),
        ("H’Mông “Chè” – ngon…", 'H\'Mong "Che" - ngon...'),
        ("chè 🍵 ngon", "che ngon"),
        ("Mã: 123456\nKhông đưa cho ai.", "Ma: 123456\nKhong dua cho ai."),
        ("Đắk Lắk", "Dak Lak"),
    ],
)
def test_a_message_without_marks_stays_readable(text, plain):
    assert without_marks(text) == plain


@given(st.text(max_size=200))
def test_a_message_without_marks_always_travels_in_the_short_alphabet(text):
    plain = without_marks(text)

    assert sms_size(plain).encoding == SmsEncoding.GSM_7
    assert without_marks(plain) == plain


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Đơn CP-7K3M-92 đã được nhận.", "Đơn CP-7K3M-92 đã được nhận."),  # one part either way
        ("ạ" * 70, "ạ" * 70),
        ("ạ" * 71, "a" * 71),  # two parts or one
        ("ạ" * 161, "ạ" * 161),  # three parts or two: not halved
        ("ạ" * 202, "a" * 202),  # four parts or two
        ("H’Mông", "H'Mông"),
        ("1.250.000\u00a0₫", "1.250.000 d"),
    ],
)
def test_tone_marks_go_only_where_that_halves_the_price(text, sent):
    assert shorter_if_cheaper(text) == sent


@given(st.text(max_size=300))
def test_what_is_sent_costs_at_most_twice_what_it_could(text):
    sent, plain = sms_size(shorter_if_cheaper(text)), sms_size(without_marks(text))

    assert sent.segments == plain.segments or sent.segments < 2 * plain.segments
