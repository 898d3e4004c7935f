"""What a request brings when somebody names a place: the address form, and the way to the chooser and back."""

import re
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chophien.places import sentences
from chophien.places.errors import BadAddress
from chophien.places.models import Address
from chophien.places.selectors import (
    COMMUNE,
    LONGEST_HAMLET,
    LONGEST_LANDMARK,
    PlaceHit,
    address_of,
    old_address,
    search_places,
)
from chophien.web.forms import PlainForm

PIN = re.compile(r"\s*(-?[0-9]{1,3}(?:\.[0-9]{1,12})?)\s*[,; ]\s*(-?[0-9]{1,3}(?:\.[0-9]{1,12})?)\s*")
FIND, CHOSEN, RETURN = "find_place", "place_chosen", "place_return"
"""Names of the button that only looks for a place, of the chooser's mark, and of the signed way back."""
HITS = 8
SALT = "places.chooser"


class PinField(forms.CharField):
    """A point on the map as people copy it, ``22.3964, 104.7123``, cleaned to (lat, lon) or None."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = PIN.fullmatch(text)
        if found is None:
            raise forms.ValidationError(sentences.PIN_UNREADABLE, code="pin")
        return float(found[1]), float(found[2])

    def run_validators(self, value: Any) -> None:
        """The action checks where the point lies."""


class AddressForm(PlainForm):
    """Commune by its name of today or yesterday, hamlet, landmark, optional pin. Draw it with `_address_fields.html`.

    After `is_valid()` the address stands in ``cleaned_data["address"]``. `hits` are the communes to choose from and
    `chosen` is the one that is chosen; both also in a form that is not bound or was refused.
    """

    place = forms.CharField(label=_("Commune or ward"), max_length=120, required=False)
    commune_code = forms.CharField(max_length=5, required=False)
    hamlet = forms.CharField(label=_("Hamlet, street, house number"), max_length=LONGEST_HAMLET, required=False)
    landmark = forms.CharField(label=_("A landmark that is easy to see"), max_length=LONGEST_LANDMARK, required=False)
    pin = PinField(label=_("Point on the map"), max_length=60, required=False)

    def __init__(self, *args: Any, return_path: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place_return = sign_return(return_path) if return_path else ""

    @property
    def chosen(self) -> PlaceHit | None:
        """The commune whose code is in the form, if there is such a one."""
        return hit_of(str(self["commune_code"].value() or ""))

    @property
    def hits(self) -> list[PlaceHit]:
        """Communes and provinces that the typed name may mean."""
        place = str(self["place"].value() or "")
        return search_places(place, limit=HITS) or _of_old_address(place)[:HITS]

    def clean(self) -> dict[str, Any]:
        """Find the one commune that is meant, and make the address."""
        cleaned: dict[str, Any] = self.cleaned_data
        code = self._meant(str(cleaned.get("place") or ""), str(cleaned.get("commune_code") or ""))
        if code and not self.errors:
            lat, lon = cleaned["pin"] or (None, None)
            try:
                cleaned["address"] = address_of(
                    commune_code=code, hamlet=cleaned["hamlet"], landmark=cleaned["landmark"], lat=lat, lon=lon
                )
            except BadAddress as refusal:
                for name, texts in refusal.field_errors.items():
                    self.add_error("place" if name == "commune_code" else name, texts)
        return cleaned

    def _meant(self, place: str, code: str) -> str:
        """The code of the commune that is meant; empty, with a sentence beside the field, when that is not clear."""
        if not place:
            if not code:
                self.add_error("place", forms.ValidationError(sentences.COMMUNE_MISSING, code="required"))
            return code
        communes = search_places(place, limit=50, kind=COMMUNE) or _of_old_address(place)
        codes = [hit.code for hit in communes]
        if code in codes or (code and _is_name_of(place, code)):
            return code
        if len(codes) == 1:
            return codes[0]
        if codes:
            sentence = sentences.SEVERAL_COMMUNES
        else:
            sentence = sentences.PROVINCE_NAMED if search_places(place, limit=1) else sentences.NO_SUCH_NAME
        self.add_error("place", forms.ValidationError(sentence, code="place"))
        return ""


def _is_name_of(place: str, code: str) -> bool:
    hit = hit_of(code)
    return hit is not None and place.strip().startswith(hit.full_name)


def _of_old_address(text: str) -> list[PlaceHit]:
    """Where an old commune was that is not in any list of names: the communes of its district."""
    found = [hit_of(place.code) for place in old_address(text).places]
    return [hit for hit in found if hit is not None]


def hit_of(commune_code: str) -> PlaceHit | None:
    """A commune of today as a hit, by its code; None when there is none. No query."""
    try:
        address: Address = address_of(commune_code=commune_code)
    except BadAddress:
        return None
    return PlaceHit(
        kind=COMMUNE,
        code=commune_code,
        name=address.commune_name,
        full_name=address.commune_name,
        slug="",
        province_code=address.province_code,
        province_name=address.province_name,
        old_name="",
    )


def is_draft(request: HttpRequest) -> bool:
    """Whether a form was sent only to look for a place, or comes back from the chooser: draw it again, do nothing."""
    return FIND in request.POST or CHOSEN in request.POST


def sign_return(path: str) -> str:
    """The way back from the chooser to a page of ours, which nobody else can write."""
    return signing.Signer(salt=SALT).sign(path)


def read_return(signed: str) -> str:
    """The path that `sign_return` signed; empty when it was bent."""
    try:
        return signing.Signer(salt=SALT).unsign(signed)
    except signing.BadSignature:
        return ""
