"""What is typed to keep a filter of a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.web.forms import PlainForm


class FilterForm(PlainForm):
    """A filter that is kept: what it asks for travels along."""

    asks = forms.CharField(widget=forms.HiddenInput, max_length=2_000, required=False)
    name = forms.CharField(label=_("Name of the filter"), max_length=40, help_text=_("Such as: tea of Ha Giang."))
    opens = forms.BooleanField(label=_("The list opens with it"), required=False)
    shared = forms.BooleanField(label=_("Others at the office's desk see it too"), required=False)
