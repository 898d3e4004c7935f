"""What operators write about holds and breaches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import VIETNAM
from chophien.officedesk.forms import MOMENT_FORMATS
from chophien.web.forms import PlainForm


class HoldForm(PlainForm):
    """Whose data must stay, and why."""

    subject_code = forms.CharField(label=_("Code of the person or shop, or a guest's phone number"), max_length=60)
    reason = forms.CharField(label=_("Why must it be kept?"), max_length=300)


class BreachForm(PlainForm):
    """What went wrong."""

    title = forms.CharField(label=_("What happened, in one line"), max_length=160)
    story = forms.CharField(label=_("What is known"), widget=forms.Textarea(attrs={"rows": "4"}), max_length=3000)
    people = forms.IntegerField(label=_("How many people are concerned?"), min_value=0, max_value=100_000_000)
    found_at = forms.DateTimeField(
        label=_("When was it found?"),
        input_formats=MOMENT_FORMATS,
        help_text=_("Day and hour, such as 24/11/2026 9:30."),
    )
    must_notify = forms.BooleanField(
        label=_("It may harm somebody: their safety, health, honour or property"), required=False
    )

    def clean_found_at(self) -> Any:
        moment = self.cleaned_data["found_at"]
        return moment.astimezone(VIETNAM) if moment else None
