"""The first page of the desk: what waits."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import roles_shown
from chophien.officedesk.queues import queues_of
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office


@require_safe
@_office.overseeing
def home(request: SignedInRequest, office: Office) -> HttpResponse:
    """The queues of this desk with how much waits in each and since when."""
    at = timezone.now()
    context = {
        "queues": queues_of(office, at=at),
        "roles": roles_shown(request.user.code, at=at),
    }
    return _office.page(request, "home.html", office, context)
