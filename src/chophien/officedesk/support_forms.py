"""What officers write down about the support of a shop."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.regulations.states import SupportTarget
from chophien.sellers.actions.supporting import DECIDABLE, Ruling
from chophien.uploads.forms import PaperField
from chophien.web.forms import DAY_FORMATS, PlainForm


def _day(**facts: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"})
    return forms.DateField(input_formats=DAY_FORMATS, widget=widget, **facts)


class RulingForm(PlainForm):
    """An authority's decision as it stands on paper."""

    target = forms.ChoiceField(
        label=_("Whom is it about?"),
        choices=[(one.value, one.label) for one in DECIDABLE],
        widget=forms.RadioSelect,
        help_text=_("Sealed at once. Who wants to read it again says what for, and that is written down."),
    )
    number = forms.CharField(label=_("Number of the decision"), max_length=60)
    issued_on = _day(label=_("Day of the decision"), help_text=_("Such as 24/11/2026."))
    issued_by = forms.CharField(label=_("Who decided"), max_length=160)
    funder = forms.CharField(
        label=_("Who bears the fees"),
        max_length=160,
        help_text=_("The budget or fund. It stands on the shop's page of fees, so name nobody's situation in it."),
    )
    since = _day(label=_("It counts from"))
    until = _day(label=_("It counts until"))
    evidence = PaperField(label=_("Photo or PDF of the decision"))

    @property
    def ruling(self) -> Ruling:
        """The decision of a valid form."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "evidence"}
        return Ruling(**{**said, "target": SupportTarget(said["target"])})


class EndingForm(PlainForm):
    """Until when a decision counts after all, and why."""

    last_on = _day(label=_("Last day on which it counts"))
    reason = forms.CharField(label=_("Why does it end?"), max_length=300)

    @classmethod
    def empty(cls, today: date) -> "EndingForm":
        """The form before anything is typed."""
        return cls(initial={"last_on": f"{today:%d/%m/%Y}"})
