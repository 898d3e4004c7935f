"""What a seller types about a harvest to come. Forms read; the actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.seasons.actions.harvests import NOTE_MOST, HarvestTerms
from chophien.web.forms import DayField, PlainForm, QuantityField, VndField

SEASON_NOTE_MOST = 120


class WindowForm(PlainForm):
    """Between which days the harvest comes, and why it was moved."""

    begins_on = DayField(label=_("First day of the harvest"))
    ends_on = DayField(label=_("Last day of the harvest"))
    reason = forms.CharField(label=_("Why"), max_length=NOTE_MOST, required=False)


class HarvestForm(PlainForm):
    """A harvest to be ordered from: of what, when, how much, at which price."""

    variant = forms.ChoiceField(label=_("Of which goods"))
    begins_on = DayField(label=_("First day of the harvest"))
    ends_on = DayField(label=_("Last day of the harvest"))
    cap = QuantityField(label=_("How much may be ordered, at most"), min_value=0)
    price_vnd = VndField(label=_("Price of one unit"), min_value=1)
    deposit_percent = forms.IntegerField(label=_("Deposit, percent"), min_value=0, max_value=100, required=False)
    note = forms.CharField(label=_("A word for the buyers"), max_length=NOTE_MOST, required=False)

    def __init__(self, *args: Any, variants: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["variant"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose the goods")), *variants]
            field.error_messages["invalid_choice"] = _("Choose goods from the list.")

    def terms(self) -> HarvestTerms:
        """The answers as the action takes them."""
        kept = self.cleaned_data
        return HarvestTerms(
            begins_on=kept["begins_on"],
            ends_on=kept["ends_on"],
            cap=kept["cap"],
            price_vnd=kept["price_vnd"],
            deposit_percent=kept.get("deposit_percent") or 0,
            note=kept.get("note", ""),
        )


class SeasonNoteForm(PlainForm):
    """The season in the seller's own words."""

    text = forms.CharField(label=_("The season in your words"), max_length=SEASON_NOTE_MOST, required=False)


class CallOffForm(PlainForm):
    """Why there will be no harvest."""

    reason = forms.CharField(label=_("Why"), max_length=NOTE_MOST)
