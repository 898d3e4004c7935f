"""What operators fill in about cash points: where one is, who serves there, its tills, cash that the partner moves."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.cashpoints.states import FloatKind
from chophien.lib.earth import km_between
from chophien.places.errors import NoSuchPlace
from chophien.places.requests import AddressForm
from chophien.places.selectors import commune, is_in_vietnam
from chophien.rules import selectors as rules
from chophien.web.forms import PhoneField, PlainForm, VndField

NAME_MOST, HOURS_MOST, TILL_NAME_MOST, REFERENCE_MOST, KEY_MOST = 120, 120, 60, 80, 40


class PointForm(AddressForm):
    """A cash point to open. Its place is looked at: latitude first, and not far from its commune unless that is so."""

    name = forms.CharField(
        label=_("Name of the point"),
        max_length=NAME_MOST,
        help_text=_("As it stands on the house: Đồng Văn post and culture point."),
    )
    hours = forms.CharField(label=_("When it is open"), max_length=HOURS_MOST, required=False)
    phone = PhoneField(
        label=_("Phone of the place"),
        required=False,
        mobile_only=False,
        help_text=_("Everybody sees it. Not an agent's own number."),
    )
    far_ok = forms.BooleanField(label=_("The point on the map is right, it lies there"), required=False)
    under_contract = forms.BooleanField(label=_("It works under the partner's contract"), required=False)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.asks_far = False
        self.fields["pin"].help_text = _("Latitude and longitude, as maps on the phone show them: 23.2780, 105.3620")

    def clean_pin(self) -> tuple[float, float] | None:
        """The place, if it can be one of ours; two numbers the wrong way round are said to be that."""
        pin: tuple[float, float] | None = self.cleaned_data["pin"]
        if pin is not None and not is_in_vietnam(*pin) and is_in_vietnam(pin[1], pin[0]):
            raise forms.ValidationError(
                _("Longitude stands first here. Write latitude first: %(lat)s, %(lon)s"),
                code="swapped",
                params={"lat": pin[1], "lon": pin[0]},
            )
        return pin

    def clean(self) -> dict[str, Any]:
        """Ask once more about a place far from its commune."""
        cleaned = super().clean()
        address = cleaned.get("address")
        if address is not None and not address.hamlet and not address.landmark:
            self.add_error("hamlet", _("Write where the place is, so that people find it."))
        if address is not None and address.lat is not None and address.lon is not None:
            km = self._from_middle(address.commune_code, (address.lat, address.lon))
            if km > rules.whole("cashpoints.outside_km", at=self.at) and not cleaned.get("far_ok"):
                self.asks_far = True
                self.add_error(
                    "pin",
                    forms.ValidationError(
                        _("This place is %(km)s km from the middle of %(commune)s. Look at it again, or tick below."),
                        code="far",
                        params={"km": round(km), "commune": address.commune_name},
                    ),
                )
        self.asks_far = self.asks_far or bool(cleaned.get("far_ok"))
        return cleaned

    def _from_middle(self, commune_code: str, pin: tuple[float, float]) -> float:
        try:
            found = commune(commune_code)
        except NoSuchPlace:
            return 0.0
        return km_between((found.lat, found.lon), pin) if found.lat is not None and found.lon is not None else 0.0


class AgentForm(PlainForm):
    """Who is to serve at a point."""

    phone = PhoneField(label=_("Mobile phone"))
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False, help_text=_("Only for somebody who is new here.")
    )


class TillForm(PlainForm):
    """A drawer for cash."""

    name = forms.CharField(label=_("What the till is called"), max_length=TILL_NAME_MOST, required=False)


class MoveForm(PlainForm):
    """Cash that the partner brought to a till or took from it."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_MOST)
    kind = forms.ChoiceField(label=_("Brought or taken?"), choices=FloatKind, widget=forms.RadioSelect)
    amount_vnd = VndField(label=_("How much"), min_value=1)
    reference = forms.CharField(
        label=_("The partner's number"),
        max_length=REFERENCE_MOST,
        help_text=_("As it stands on the transport's paper."),
    )
