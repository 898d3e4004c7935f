"""What the pages about land have in common: whose it is, which area, and refusals beside the fields."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from chophien.growing.models import AreaHousehold, GrowingArea
from chophien.growing.selectors.areas import areas_of, households_on
from chophien.lib.errors import Invalid
from chophien.sellerdesk.selectors import Desk
from chophien.web.forms import PlainForm


def area_of(desk: Desk, code: str) -> GrowingArea:
    return get_object_or_404(areas_of(desk.seller).select_related("seller__commune", "commune__province"), code=code)


def household_of(area: GrowingArea, code: str) -> AreaHousehold:
    """A household that grows on the area.

    :raises Http404: if there is none of this code
    """
    found = next((one for one in households_on(area) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def client_id(desk: Desk, drawn: str) -> str:
    """The id of a page or phone, as it cannot meet another shop's."""
    return f"{desk.seller.pk}:{drawn}"


def sentences(refusal: Invalid) -> str:
    return " ".join(text for texts in refusal.field_errors.values() for text in texts)


def take(form: PlainForm, refusal: Invalid, *, instead: str = "") -> None:
    """Put what the domain says of a thing beside the field that says it here."""
    form.take(refusal, instead=instead)
