"""What a household fills in to take its money in cash."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.cashpoints.selectors.points import NearPoint
from chophien.web.forms import PlainForm, VndField

KEY_MOST = 40


class CashForm(PlainForm):
    """How much, and at which cash point."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_MOST)
    amount_vnd = VndField(label=_("How much in cash"), min_value=1)
    point = forms.ChoiceField(
        label=_("At which cash point"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the cash points.")},
    )

    def __init__(self, *args: Any, points: Sequence[NearPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [(one.point.code, place_of(one)) for one in points]  # type: ignore[attr-defined]  # a choice


def place_of(near: NearPoint) -> str:
    """A cash point in one line: its name, its commune, and how far it is."""
    place = f"{near.point.name}, {near.point.commune.full_name}"
    if near.km is None:
        return place
    return f"{place} · " + _("about %(km)s km") % {"km": max(round(near.km), 1)}
