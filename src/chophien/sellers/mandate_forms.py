"""What helpers fill in when they ask a household to be let help."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.sellers.forms import FaultyForm
from chophien.sellers.states import Deed
from chophien.web.forms import DAY_FORMATS


class MandateForm(FaultyForm):
    """What a helper asks a household to be let do, and until when."""

    deeds = forms.MultipleChoiceField(
        label=_("What may you do for the household?"),
        choices=Deed.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never its money, its papers or its people: those stay the household's own."),
    )
    valid_until = forms.DateField(
        label=_("Until which day?"),
        input_formats=DAY_FORMATS,
        help_text=_("Day/month/year, like 30/6/2027. Not longer than the household needs you."),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}),
    )
