import pytest

from chophien.places.errors import BadAddress
from chophien.places.models import Address
from chophien.places.requests import AddressForm
from chophien.places.selectors import address_of, is_in_vietnam

pytestmark = pytest.mark.django_db
DONG_VAN = "00721"


def typed(**answers: str) -> AddressForm:
    form = AddressForm({"place": "", "commune_code": "", "hamlet": "", "landmark": "", "pin": "", **answers})
    form.is_valid()
    return form


def test_an_address_keeps_the_names_as_they_are_now():
    address = address_of(
        commune_code=DONG_VAN, hamlet="  thôn  Lô Lô Chải ", landmark="gần cột cờ", lat=23.36, lon=105.31
    )

    assert address == Address(
        province_code="08",
        province_name="Tỉnh Tuyên Quang",
        commune_code=DONG_VAN,
        commune_name="Xã Đồng Văn",
        hamlet="thôn Lô Lô Chải",
        landmark="gần cột cờ",
        lat=23.36,
        lon=105.31,
        vintage="2025",
    )
    assert str(address) == "gần cột cờ, thôn Lô Lô Chải, Xã Đồng Văn, Tỉnh Tuyên Quang"


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"commune_code": ""}, ["commune_code"]),
        ({"commune_code": "99999"}, ["commune_code"]),
        ({"commune_code": DONG_VAN, "province_code": "01"}, ["province_code"]),
        ({"commune_code": DONG_VAN, "hamlet": "x" * 121}, ["hamlet"]),
        ({"commune_code": DONG_VAN, "landmark": "x" * 201}, ["landmark"]),
        ({"commune_code": DONG_VAN, "lat": 48.85, "lon": 2.35}, ["pin"]),
        ({"commune_code": DONG_VAN, "lat": 21.0}, ["pin"]),
        ({"commune_code": DONG_VAN, "lat": float("nan"), "lon": 105.0}, ["pin"]),
        ({"commune_code": "", "hamlet": "x" * 121}, ["commune_code", "hamlet"]),
    ],
)
def test_an_address_that_cannot_be_used_names_its_fields(facts, fields):
    with pytest.raises(BadAddress) as refusal:
        address_of(**facts)

    assert sorted(refusal.value.field_errors) == fields


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        (21.03, 105.85, True),
        (16.036, 112.556, True),  # Hoàng Sa
        (8.65, 111.92, True),  # Trường Sa
        (None, None, True),
        (23.6, 105.0, False),
        (21.0, 101.9, False),
        (105.85, 21.03, False),  # the wrong way round
        (float("inf"), 105.0, False),
    ],
)
def test_a_pin_lies_in_vietnam(lat, lon, inside):
    assert is_in_vietnam(lat, lon) is inside


def test_a_chosen_commune_makes_an_address():
    form = typed(commune_code=DONG_VAN, hamlet="thôn Má Lủng", pin="23.2781, 105.3616")

    assert form.errors == {}
    assert (form.cleaned_data["address"].hamlet, form.cleaned_data["address"].lat) == ("thôn Má Lủng", 23.2781)


@pytest.mark.parametrize("place", ["xã Vi Hương", "vi huong, bach thong, bac kan", "Phủ Thông"])
def test_a_name_that_means_one_commune_is_enough(place):
    form = typed(place=place)

    assert form.cleaned_data["address"].commune_name == "Xã Phủ Thông"


def test_a_name_that_means_several_lets_the_person_choose_and_keeps_what_was_typed():
    form = typed(place="nam ty", hamlet="bản Nà Pản")

    assert (
        form.errors == {"place": ["Several places have this name. Choose the right one below."]}
        or "place" in form.errors
    )
    assert [hit.full_name for hit in form.hits] == ["Xã Nậm Ty", "Xã Nậm Dịch"]
    assert form["hamlet"].value() == "bản Nà Pản"


def test_choosing_one_of_several_is_enough():
    form = typed(place="nam ty", commune_code=typed(place="nam ty").hits[1].code)

    assert form.cleaned_data["address"].commune_name == "Xã Nậm Dịch"


def test_a_new_name_beside_an_old_choice_is_asked_about():
    form = typed(place="nam ty", commune_code=DONG_VAN)

    assert list(form.errors) == ["place"]


def test_an_old_commune_of_no_list_lets_the_person_choose_in_its_district():
    form = typed(place="Xã Yên Nghĩa, Huyện Ý Yên, Nam Định")

    assert list(form.errors) == ["place"]
    assert "Xã Ý Yên" in [hit.full_name for hit in form.hits]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "place"),
        ({"place": "xyzw"}, "place"),
        ({"commune_code": "99999"}, "place"),
        ({"commune_code": "123456789"}, "commune_code"),
        ({"commune_code": DONG_VAN, "pin": "ở kia"}, "pin"),
        ({"commune_code": DONG_VAN, "pin": "48.85, 2.35"}, "pin"),
        ({"commune_code": DONG_VAN, "hamlet": "x" * 121}, "hamlet"),
        ({"commune_code": DONG_VAN, "landmark": "x" * 201}, "landmark"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(answers, field):
    form = typed(**answers)

    assert field in form.errors
    assert "address" not in form.cleaned_data


@pytest.mark.parametrize("text", ["🙂 thôn 🙂", "\u202eabc", "H'Mông", "a\x00b"])
def test_odd_letters_never_break_an_address(text):
    form = typed(commune_code=DONG_VAN, hamlet=text, landmark=text)

    assert form.errors == {}
    assert "\x00" not in form.cleaned_data["address"].hamlet


def test_a_province_alone_is_not_enough():
    form = typed(place="tinh lai chau")
    assert list(form.errors) == ["place"]
