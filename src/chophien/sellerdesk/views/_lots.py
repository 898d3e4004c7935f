"""What the pages about lots have in common: whose they are, and refusals beside the fields."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import Invalid
from chophien.lots.models import Lot
from chophien.lots.selectors.lots import lots_of
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.web.forms import PlainForm


def weigher(request: SignedInRequest, *, at: datetime) -> Desk:
    """The desk, for who may weigh in for the shop.

    :raises Http404: for everybody else
    """
    desk = _desk.find_desk(request, at=at, fits=lambda one: one.counts)
    if desk is None or not desk.counts:
        raise Http404
    return desk


def lot_of(desk: Desk, code: str) -> Lot:
    return get_object_or_404(lots_of(desk.seller), code=code)


def take(form: PlainForm, refusal: Invalid) -> None:
    """Put what the domain says of a thing beside the field that says it here."""
    here = {"grades": "grade_1", "units": "units", "grams": "kg", "used": "used", "made": "made", "grower": "grower"}
    renamed = {here.get(name, name): texts for name, texts in refusal.field_errors.items()}
    form.take(Invalid(renamed))
