"""What officers type about teams, tasks and mentor pairs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.places.models import Commune
from chophien.programmes.states import BY_HAND
from chophien.sellers.forms import FaultyForm
from chophien.web.forms import DAY_FORMATS, PhoneField


class TeamForm(FaultyForm):
    """A new team of a commune."""

    commune_code = forms.ChoiceField(label=_("Commune"))
    name = forms.CharField(label=_("Name of the team"), max_length=120)

    def __init__(self, *args: Any, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune_code"]
        if isinstance(field, forms.ChoiceField):
            choices = [(one.code, f"{one.full_name}, {one.province.name}") for one in communes]
            field.choices = choices if len(choices) == 1 else [("", _("Choose the commune")), *choices]


class MemberForm(FaultyForm):
    """Somebody who comes into a team, with the villages they look after."""

    phone = PhoneField(label=_("Mobile phone"))
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False, help_text=_("Only for somebody who is new here.")
    )
    villages = forms.CharField(
        label=_("Villages they look after"),
        max_length=1_000,
        required=False,
        help_text=_("Separated by commas. New tasks of these villages go to them."),
    )

    @property
    def villages_named(self) -> list[str]:
        """The villages of a valid form, as they were typed."""
        return str(self.cleaned_data["villages"]).split(",")


class NewTaskForm(FaultyForm):
    """A task that is written by hand."""

    kind = forms.ChoiceField(
        label=_("What kind of task?"),
        choices=[(one.value, one.label) for one in BY_HAND],
        widget=forms.RadioSelect,
        initial=BY_HAND[0].value,
    )
    note = forms.CharField(label=_("What is to be done?"), max_length=500, widget=forms.Textarea)
    due_on = forms.DateField(
        label=_("Until which day?"),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}),
        error_messages={"invalid": _("Write a day as day/month/year, such as 31/12/2028.")},
    )
    helper = forms.ChoiceField(label=_("Who does it?"), required=False)

    def __init__(self, *args: Any, helpers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["helper"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Nobody yet")), *helpers]
