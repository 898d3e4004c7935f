"""What a household fills in to take its money in cash."""

from collections.abc import Collection, Sequence
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

    def __init__(self, *args: Any, points: Sequence[NearPoint], marked: Collection[str] = (), **kwargs: Any) -> None:
        """`marked`: codes of the points that say of themselves that no real money moves there."""
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [  # type: ignore[attr-defined]  # a choice
            (one.point.code, place_of(one, is_trial=one.point.code in marked)) for one in points
        ]


def place_of(near: NearPoint, *, is_trial: bool = False) -> str:
    """A cash point in one line: its name, its commune, how far it is, and whether it only shows how it works."""
    place = f"{near.point.name}, {near.point.commune.full_name}"
    if near.km is not None:
        place += " · " + _("about %(km)s km") % {"km": max(round(near.km), 1)}
    return place + " · " + _("Trial: no real money") if is_trial else place
