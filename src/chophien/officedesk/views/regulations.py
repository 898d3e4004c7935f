"""What the law wants the market's documents to say, and whether they say it."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.regulations.selectors.documents import check_documents
from chophien.regulations.selectors.fees import missing_fees


@require_safe
@_office.operating
def contents(request: SignedInRequest, office: Office) -> HttpResponse:
    """Every public document, version by version: which required contents stand in it and which are missing."""
    at = timezone.now()
    context = {"documents": check_documents(at=at), "services": missing_fees(at=at)}
    return _office.page(request, "contents.html", office, context)
