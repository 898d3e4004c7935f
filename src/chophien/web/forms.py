"""Forms that clean what people type, and fields that read it as people write it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chophien.lib.codes import normalise_code
from chophien.lib.errors import DomainError, Invalid
from chophien.lib.money import MAX_VND, format_vnd, parse_vnd
from chophien.lib.phone import format_phone, parse_mobile, parse_phone
from chophien.lib.quantity import MAX_QUANTITY, format_quantity, parse_quantity, quantity_input
from chophien.lib.text import clean_line, clean_text

LINE_MOST, TEXT_MOST = 200, 5_000
DJANGO_ROWS, ROWS = "10", "4"
REQUIRED = _("Please fill this in.")
DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
"""A day as people write it, and as a browser's calendar sends it."""
YEARS = range(1900, 2201)
"""Whoever writes another year mistyped it. Days at the ends of the calendar are none that can be counted on from."""
PLAINLY: dict[type[forms.Field], Promise] = {
    forms.IntegerField: _("Write a whole number here."),
    forms.DateField: _("Write a day as day/month/year, such as 31/12/2028."),
}


class PlainForm(forms.Form):
    """A form whose texts are fit to keep: NFC, without NUL, control and bidi-override characters.

    Text fields without a length of their own get one: 200 letters a line, 5,000 a text. A
    password is left exactly as it was typed, a day lies in `YEARS`. What was typed stays in the refused form.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.required:
                if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                    field.error_messages["required"] = REQUIRED
                field.widget.attrs.setdefault("aria-required", "true")
            if isinstance(field, forms.DateField | forms.DateTimeField):
                field.validators = [*field.validators, _check_year]
            _say_plainly(field)
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                _plain(field)

    def take(self, refusal: Invalid, *, instead: str = "") -> None:
        """Put what the domain refused beside its fields; `instead` stands in for those that are not here."""
        for name, sentences in refusal.field_errors.items():
            self.add_error(name if name in self.fields else instead or None, sentences)


def ask_later(field: forms.Field) -> None:
    """Let a field that may stay empty now not be called optional: it is asked for in the end."""
    setattr(field, "asked_later", True)  # noqa: B010 -- read by the template of fields


def _say_plainly(field: forms.Field) -> None:
    """Refuse whole numbers and days in our words where the form has none of its own."""
    for kind, sentence in PLAINLY.items():
        if isinstance(field, kind) and field.error_messages["invalid"] == kind.default_error_messages["invalid"]:
            field.error_messages["invalid"] = str(sentence)
    if isinstance(field, forms.IntegerField):
        field.validators = [_in_our_words(rule) for rule in field.validators]


def _in_our_words(rule: Callable[[Any], None]) -> Callable[[Any], None]:
    if isinstance(rule, MinValueValidator):
        return MinValueValidator(rule.limit_value, _("The least possible is %(least)s.") % {"least": _dotted(rule)})
    if isinstance(rule, MaxValueValidator):
        return MaxValueValidator(rule.limit_value, _("The most possible is %(most)s.") % {"most": _dotted(rule)})
    return rule


def _dotted(rule: BaseValidator) -> str:
    return f"{rule.limit_value:,}".replace(",", ".")


def _check_year(day: date) -> None:
    if day.year not in YEARS:
        raise ValidationError(
            _("Look at the year again: between %(first)s and %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]},
            code="year",
        )


def _plain(field: forms.CharField) -> None:
    """Let the field clean its text before it is measured and validated."""
    many_lines = isinstance(field.widget, forms.Textarea)
    if many_lines and field.widget.attrs.get("rows") == DJANGO_ROWS:
        field.widget.attrs["rows"] = ROWS
    most = field.max_length or (TEXT_MOST if many_lines else LINE_MOST)
    clean: Callable[[str], str] = clean_text if many_lines else clean_line
    to_python = field.to_python

    def cleaned(value: object) -> Any:
        text = to_python(clean(value) if isinstance(value, str) else value)
        if isinstance(text, str) and len(text) > most:
            raise ValidationError(
                _("This is too long: %(length)s letters. At most %(most)s are possible.")
                % {"length": len(text), "most": most},
                code="max_length",
            )
        return text

    field.to_python = cleaned  # type: ignore[method-assign]  # each form's copy of the field cleans by itself
    field.validators = [rule for rule in field.validators if getattr(rule, "code", "") != "max_length"]


class _ReadField(forms.CharField):
    """A text field whose text the library reads; its refusals become the field's errors."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(clean_line(value) if isinstance(value, str) else value)
        if text in self.empty_values:
            return self.empty_value
        try:
            return self.read(str(text))
        except DomainError as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from None

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def run_validators(self, value: Any) -> None:
        if isinstance(value, str):
            super().run_validators(value)


class DayField(forms.DateField):
    """A day as people write it, ``15/8/2027``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DAY_FORMATS, **kwargs)
        self.widget.format = "%d/%m/%Y"
        self.widget.attrs.update({"autocomplete": "off", "inputmode": "numeric", "placeholder": "15/8/2027"})
        self.error_messages["invalid"] = _("Write a day like 15/8/2027.")


class VndField(_ReadField):
    """Whole đồng as people write them (``1.250.000 đ``), cleaned to an int; None when empty."""

    def __init__(self, *, min_value: int = 0, max_value: int = MAX_VND, **kwargs: Any) -> None:
        kwargs.setdefault("empty_value", None)
        super().__init__(**kwargs)
        self.min_value, self.max_value = min_value, max_value
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "maxlength": "24"})

    def read(self, text: str) -> int:
        amount = parse_vnd(text)
        if amount < self.min_value:
            raise ValidationError(
                _("The least possible is %(least)s.") % {"least": format_vnd(self.min_value)}, code="min_value"
            )
        if amount > self.max_value:
            raise ValidationError(
                _("The most possible is %(most)s.") % {"most": format_vnd(self.max_value)}, code="max_value"
            )
        return amount

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class QuantityField(_ReadField):
    """A quantity as people write it (``2,5``), cleaned to a Decimal of 3 places; None when empty."""

    def __init__(
        self, *, min_value: Decimal | int | None = None, max_value: Decimal = MAX_QUANTITY, **kwargs: Any
    ) -> None:
        kwargs.setdefault("empty_value", None)
        super().__init__(**kwargs)
        self.min_value, self.max_value = min_value, max_value
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "maxlength": "20"})

    def read(self, text: str) -> Decimal:
        amount = parse_quantity(text)
        if self.min_value is not None and amount < self.min_value:
            least = format_quantity(Decimal(self.min_value))
            raise ValidationError(_("The least possible is %(least)s.") % {"least": least}, code="min_value")
        if amount > self.max_value:
            most = format_quantity(self.max_value)
            raise ValidationError(_("The most possible is %(most)s.") % {"most": most}, code="max_value")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return quantity_input(value) if isinstance(value, Decimal) else value


class PhoneField(_ReadField):
    """A Vietnamese phone number in any common form, cleaned to E.164; mobile only unless told."""

    def __init__(self, *, mobile_only: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mobile_only = mobile_only
        self.widget.input_type = "tel"
        self.widget.attrs.update({"autocomplete": "tel", "inputmode": "tel", "maxlength": "30"})

    def read(self, text: str) -> str:
        return parse_mobile(text) if self.mobile_only else parse_phone(text)

    def prepare_value(self, value: Any) -> Any:
        return format_phone(value) if isinstance(value, str) and value.startswith("+84") else value


class CodeField(_ReadField):
    """A public code as people type it (``cp 7k3m92``), cleaned to how it is written (``CP-7K3M-92``)."""

    def __init__(self, *, prefix: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.code_prefix = prefix
        self.widget.attrs.update({"autocomplete": "off", "autocapitalize": "characters", "maxlength": "30"})

    def read(self, text: str) -> str:
        return normalise_code(text, prefix=self.code_prefix)
