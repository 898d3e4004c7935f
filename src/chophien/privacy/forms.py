"""What people tick and write about their data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.privacy.states import RequestKind
from chophien.web.forms import PlainForm


class AskForm(PlainForm):
    """What somebody asks about their own data."""

    kind = forms.ChoiceField(label=_("What do you wish?"), choices=RequestKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=1000, required=False
    )


class HouseholdForm(AskForm):
    """What a household wishes, written down by somebody else."""

    witness = forms.CharField(label=_("Who was there and heard it?"), max_length=100)


class TakeBackForm(PlainForm):
    """Who was there when a household took something back."""

    witness = forms.CharField(label=_("Who was there and heard it?"), max_length=100)
