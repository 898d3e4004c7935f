"""Forms clean what is typed, say what is wrong beside the field, and keep what was typed."""

from decimal import Decimal

import pytest
from django import forms

from chophien.web.forms import CodeField, PhoneField, PlainForm, QuantityField, VndField
from chophien.web.tests.site import OrderForm


def good(**changes):
    answers = {"name": "Sùng Thị Mỷ", "phone": "0912 345 678", "province": "14", "payment": "cod", "consent": "on"}
    return {**answers, **changes}


def test_a_good_form_gives_plain_values():
    form = OrderForm(good(price="1.250.000 đ", quantity="2,5", note="Gọi trước\r\nkhi giao"))

    assert form.is_valid()
    assert form.cleaned_data == {
        "name": "Sùng Thị Mỷ",
        "phone": "+84912345678",
        "price": 1_250_000,
        "quantity": Decimal("2.5"),
        "code": "",
        "note": "Gọi trước\nkhi giao",
        "province": "14",
        "payment": "cod",
        "photo": None,
        "consent": True,
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Sùng\u00a0 A\tPáo ", "Sùng A Páo"),
        ("Pa\u0301o", "Páo"),
        ("H’Mông\x00", "H’Mông"),
        ("\u202egnoM", "gnoM"),
        ("Lò 🌾", "Lò 🌾"),
        ("Y\ud800", "Y"),
    ],
)
def test_texts_are_fit_to_keep(typed, kept):
    form = OrderForm(good(name=typed))

    assert form.is_valid()
    assert form.cleaned_data["name"] == kept


def test_what_a_field_says_itself_when_it_is_missing_stays():
    class Agreement(PlainForm):
        yes = forms.BooleanField(error_messages={"required": "Tick it first."})

    assert Agreement({}).errors == {"yes": ["Tick it first."]}


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("name", "", "Xin điền vào chỗ này."),
        ("name", "\x00\u202e ", "Xin điền vào chỗ này."),
        ("name", "x" * 41, "Dài quá: 41 chữ. Nhiều nhất là 40 chữ."),
        ("note", "x" * 5_001, "Dài quá: 5001 chữ. Nhiều nhất là 5000 chữ."),
        ("price", "999", "Ít nhất là 1.000\u00a0đ."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(field, typed, error):
    form = OrderForm(good(**{field: typed}))

    assert form.errors == {field: [error]}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("price", "12.5"),
        ("price", "-1"),
        ("price", "9" * 30),
        ("quantity", "-2"),
        ("quantity", "1e5"),
        ("phone", "+1 202 555 0100"),
    ],
)
def test_nonsense_is_refused_and_stays_in_the_form(field, typed):
    form = OrderForm(good(**{field: typed}))

    assert list(form.errors) == [field]
    assert form[field].value() == typed


def test_ten_thousand_million_is_an_amount():
    form = OrderForm(good(price="10.000.000.000"))

    assert form.is_valid()
    assert form.cleaned_data["price"] == 10_000_000_000


def test_a_password_is_left_as_it_was_typed():
    class SignInForm(PlainForm):
        password = forms.CharField(widget=forms.PasswordInput, strip=False)

    form = SignInForm({"password": "  a  e\u0301 "})

    assert form.is_valid()
    assert form.cleaned_data["password"] == "  a  e\u0301 "


def test_two_forms_of_a_kind_do_not_disturb_each_other():
    first, second = OrderForm(good(name=" A ")), OrderForm(good(name=" B "))

    assert (first.is_valid(), second.is_valid()) == (True, True)
    assert (first.cleaned_data["name"], second.cleaned_data["name"]) == ("A", "B")


def test_kept_values_are_shown_as_people_write_them():
    class GoodsForm(PlainForm):
        price = VndField()
        quantity = QuantityField()
        phone = PhoneField()
        code = CodeField(prefix="CP")

    form = GoodsForm(initial={"price": 1_250_000, "quantity": Decimal("2.500"), "phone": "+84912345678"})

    assert [form[name].value() for name in ("price", "quantity", "phone")] == ["1.250.000", "2,5", "0912 345 678"]


class DaysForm(PlainForm):
    day = forms.DateField(input_formats=["%d/%m/%Y"])
    moment = forms.DateTimeField(required=False, input_formats=["%d/%m/%Y %H:%M"])


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/1899", "01/01/2201", "31/12/9999"])
def test_a_year_that_nobody_means_is_refused_beside_the_field(day):
    form = DaysForm({"day": day, "moment": f"{day} 08:00"})

    assert form.errors["day"] == ["Bạn xem lại năm: từ 1900 đến 2200."]
    assert form.errors["moment"]


def test_a_day_of_our_time_is_read():
    form = DaysForm({"day": "31/12/2200", "moment": "01/01/1900 08:00"})

    assert form.is_valid()


class NumbersForm(PlainForm):
    uses = forms.IntegerField(min_value=1, max_value=1_000_000)
    day = forms.DateField(required=False, input_formats=["%d/%m/%Y"])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "Ít nhất là 1."),
        ("1000001", "Nhiều nhất là 1.000.000."),
        ("9" * 30, "Nhiều nhất là 1.000.000."),
        ("một", "Xin ghi một số nguyên vào đây."),
        ("1e9", "Xin ghi một số nguyên vào đây."),
    ],
)
def test_whole_numbers_are_refused_in_our_words(typed, sentence):
    assert NumbersForm({"uses": typed}).errors["uses"] == [sentence]


def test_a_day_that_is_none_is_refused_with_how_to_write_one():
    form = NumbersForm({"uses": "1", "day": "2026-13-45"})

    assert form.errors["day"] == ["Hãy ghi ngày/tháng/năm, ví dụ 31/12/2028."]
