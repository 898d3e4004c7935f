"""The season calendar of a province, for its officers: what is expected against what is ordered."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.officedesk import selectors
from chophien.officedesk.seasons import calendar_page
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office


@require_safe
@_office.overseeing
def provinces(request: SignedInRequest, office: Office) -> HttpResponse:
    """The provinces of the office; who sees one only is led to it."""
    found = selectors.provinces_of_office(request.user, at=timezone.now())
    if not found:
        raise Http404
    if len(found) == 1:
        return HttpResponseRedirect(_office.address("season-calendar", found[0].code))
    return _office.page(request, "seasons.html", office, {"provinces": found})


@require_safe
@_office.overseeing
def calendar(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One province, week by week."""
    at = timezone.now()
    known = selectors.provinces_of_office(request.user, at=at)
    province = next((one for one in known if one.code == code), None)
    if province is None:
        raise Http404
    context = {"page": calendar_page(province, on=local_date(at)), "is_one": len(known) == 1}
    return _office.page(request, "season_calendar.html", office, context)
