"""What people choose about messages, read and cleaned. Nothing is saved here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.messages.kinds import Kind, kinds
from chophien.messages.wishes import choices_of
from chophien.web.forms import PlainForm

HOURS = [("", _("As usual on the market")), *((str(hour), f"{hour}:00") for hour in range(24))]


class WishesForm(PlainForm):
    """A choice for every kind of message that leaves the site, and the quiet hours."""

    from_hour = forms.ChoiceField(label=_("Do not wake me from"), choices=HOURS, required=False)
    to_hour = forms.ChoiceField(label=_("until"), choices=HOURS, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds().values():
            if len(choices_of(kind)) > 1:
                self.fields[field_of(kind)] = _way_field(kind)

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if bool(cleaned.get("from_hour")) != bool(cleaned.get("to_hour")):
            self.add_error("to_hour", _("Choose both hours, or none."))
        return cleaned

    def ways(self) -> dict[str, str]:
        """Kind → channel, as chosen."""
        return {
            name.removeprefix("way-"): str(way) for name, way in self.cleaned_data.items() if name.startswith("way-")
        }

    def quiet(self) -> tuple[int, int] | None:
        """The hours, or None for those of the market."""
        begin, end = self.cleaned_data["from_hour"], self.cleaned_data["to_hour"]
        return (int(begin), int(end)) if begin else None


def field_of(kind: Kind) -> str:
    """The name of a kind's field."""
    return f"way-{kind.name}"


def _way_field(kind: Kind) -> forms.ChoiceField:
    ways = [(way.value, _("Only on the site") if way == "app" else way.label) for way in choices_of(kind)]
    return forms.ChoiceField(label=kind.label, choices=[("", _("As usual on the market")), *ways], required=False)
