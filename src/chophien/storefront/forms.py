"""What buyers type on these pages, read kindly: what cannot be read is left out and said so."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.storefront.selectors import provinces
from chophien.web.forms import PhoneField, PlainForm


class RemindForm(PlainForm):
    """To which phone the word goes when the season begins."""

    phone = PhoneField(label=_("Mobile phone"))


class PlaceForm(PlainForm):
    """Which province goods shall come to. Shipping is counted by province; the address is asked for when ordering."""

    province = forms.ChoiceField(
        label=_("Province or city"),
        error_messages={"invalid_choice": _("Choose a province from the list.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", _("Choose a province")), *((one.code, one.full_name) for one in provinces().values())]
