"""The receipt on paper, for the agent who prints it and for the customer who wants it once more."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.selectors.papers import receipt_visible_to
from chophien.cashpoints.selectors.slips import slip_name, slip_pdf
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response


@require_safe
@signed_in
def slip(request: SignedInRequest, code: str) -> HttpResponse:
    """The receipt as a PDF for a printer of 58 mm; there is none until cash has changed hands."""
    receipt = receipt_visible_to(request.user, code, at=timezone.now())
    if receipt is None:
        raise Http404
    return private_file_response(slip_pdf(receipt), content_type="application/pdf", name=slip_name(receipt))
