"""The first page of the desk: what waits."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import roles_shown
from chophien.officedesk.selectors import Office, queues_of
from chophien.officedesk.views import _office


@require_safe
@_office.overseeing
def home(request: SignedInRequest, office: Office) -> HttpResponse:
    """The queues with how much waits in each; officers read what their desk shows."""
    at = timezone.now()
    context = {
        "queues": queues_of(request.user, at=at) if office.operates else None,
        "roles": roles_shown(request.user.code, at=at),
    }
    return _office.page(request, "home.html", office, context)
