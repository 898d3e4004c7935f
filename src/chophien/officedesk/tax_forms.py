"""What the office decides and writes down about tax."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.tax.states import CLASSES_TO_CHOOSE
from chophien.web.forms import PlainForm

REASON_MOST, RECEIPT_MOST = 300, 80


class ClassifyForm(PlainForm):
    """Of which class a kind of goods is, and by which rule."""

    category = forms.CharField(max_length=60, widget=forms.HiddenInput)
    tax_class = forms.ChoiceField(label=_("Class"), choices=[(one.value, one.label) for one in CLASSES_TO_CHOOSE])
    reason = forms.CharField(label=_("By which rule"), max_length=REASON_MOST)


class MakeReturnForm(PlainForm):
    """Of which month."""

    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.isoformat(), f"{one:%m/%Y}") for one in months]


class FiledForm(PlainForm):
    """The number that the tax office gave."""

    receipt = forms.CharField(label=_("Number that the tax office gave"), max_length=RECEIPT_MOST)


class EndDeclarationForm(PlainForm):
    """Why a declaration counts no longer."""

    reason = forms.CharField(label=_("Why? The shop reads this."), max_length=REASON_MOST)
