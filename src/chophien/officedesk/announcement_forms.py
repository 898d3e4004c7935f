"""What the office types to announce something."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import VIETNAM
from chophien.messages.states import Audience
from chophien.officedesk.actions.announcing import Words
from chophien.officedesk.forms import day_input
from chophien.web.forms import DAY_FORMATS, PlainForm


class AnnouncementForm(PlainForm):
    """What is announced, to whom and where, and from which day to which; both days belong to it."""

    text = forms.CharField(label=_("What do you announce?"), widget=forms.Textarea, max_length=300)
    audience = forms.ChoiceField(label=_("To whom?"), choices=Audience.choices, widget=forms.RadioSelect)
    province = forms.ChoiceField(label=_("Where?"), required=False)
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    starts_on = forms.DateField(label=_("From"), input_formats=DAY_FORMATS, widget=day_input())
    ends_on = forms.DateField(label=_("Until"), input_formats=DAY_FORMATS, widget=day_input())
    is_sent = forms.BooleanField(
        label=_("Also send it into the news of everybody whom it addresses"),
        required=False,
        help_text=_("By the way that each has chosen. Once sent, it cannot be called back."),
    )

    def __init__(
        self, *args: Any, provinces: list[tuple[str, str]], communes: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("province", provinces), ("commune", communes)):
            field = self.fields[name]
            empty = ("", _("The whole country") if name == "province" else _("All of the province"))
            if isinstance(field, forms.ChoiceField):
                field.choices = [empty, *choices]
        if not communes:
            del self.fields["commune"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        return said

    def words(self) -> Words:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        return Words(
            text=said["text"],
            audience=Audience(said["audience"]),
            starts_at=datetime.combine(said["starts_on"], time.min, VIETNAM),
            ends_at=datetime.combine(said["ends_on"], time.max, VIETNAM),
            province_code=said["province"],
            commune_code=said.get("commune", "") if said["province"] else "",
            is_sent=said["is_sent"],
        )
