"""What an operator types to turn a part of the market on or off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.officedesk.forms import day_input
from chophien.switches.actions import REASON_MOST
from chophien.web.forms import DAY_FORMATS, PlainForm

ON, OFF = "mo", "tat"


class SwitchForm(PlainForm):
    """On or off, where, from which day on, and why."""

    state = forms.ChoiceField(
        label=_("What do you want?"), choices=[(OFF, _("Turn it off")), (ON, _("Turn it on"))], widget=forms.RadioSelect
    )
    province = forms.ChoiceField(label=_("Where?"), required=False)
    starts_on = forms.DateField(label=_("From day"), input_formats=DAY_FORMATS, widget=day_input())
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": "3"}),
        max_length=REASON_MOST,
        help_text=_("Kept with your name, for those who come after you."),
    )

    def __init__(self, *args: Any, provinces: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].error_messages["invalid"] = _("Write a day as day/month/year, such as 31/12/2028.")
        field = self.fields["province"]
        if not provinces:
            del self.fields["province"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [("", _("The whole country")), *provinces]
