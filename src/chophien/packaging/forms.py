"""What is typed about packaging."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.money import parse_vnd
from chophien.packaging.actions.suppliers import QUANTITY_MOST, ItemText
from chophien.web.forms import DAY_FORMATS, PlainForm, VndField


class TakeForm(PlainForm):
    """How much the shop takes."""

    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=QUANTITY_MOST)


class OpenForm(TakeForm):
    """How much the shop takes, and until when others may join."""

    last_day = forms.DateField(label=_("Last day to join"), input_formats=DAY_FORMATS)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].widget.attrs.update({"placeholder": "31/12/2026", "maxlength": "12"})
        self.fields["last_day"].error_messages["invalid"] = _("Write a day as day/month/year, such as 31/12/2028.")


class SupplierForm(PlainForm):
    """A firm."""

    name = forms.CharField(label=_("Name of the firm"), max_length=120)
    place = forms.CharField(label=_("Where it sends from"), max_length=160)
    phone = forms.CharField(label=_("Its telephone"), max_length=20)


class ItemForm(PlainForm):
    """What a firm offers. Steps are lines such as "500: 1.200"."""

    name = forms.CharField(label=_("What it is"), max_length=120)
    size = forms.CharField(label=_("Size"), max_length=60, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20)
    steps = forms.CharField(label=_("Price by quantity"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    least_quantity = forms.IntegerField(label=_("Least quantity"), min_value=1, max_value=QUANTITY_MOST)
    delivery_vnd = VndField(label=_("Delivery of all together"), required=False)
    delivery_days = forms.IntegerField(label=_("Days until it comes"), min_value=1, max_value=90)

    def clean_steps(self) -> list[tuple[int, int]]:
        """(from this quantity, đồng a unit)."""
        found = []
        for line in str(self.cleaned_data["steps"]).splitlines():
            least, colon, price = line.partition(":")
            digits = least.strip().replace(".", "")
            if not line.strip():
                continue
            if not colon or not digits.isdecimal() or len(digits) > 7:
                raise forms.ValidationError(_("Write a line as quantity: price, such as 500: 1.200."))
            try:
                found.append((int(digits), parse_vnd(price.strip())))
            except (ValueError, DomainError):
                raise forms.ValidationError(_("Write a line as quantity: price, such as 500: 1.200.")) from None
        return found

    def text(self) -> ItemText:
        """What was typed."""
        return ItemText(**{**self.cleaned_data, "delivery_vnd": self.cleaned_data["delivery_vnd"] or 0})
