"""The paper that goes with cash: for whoever gave it, whoever received it, and the market."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.collecting.receipt import receipt_name, receipt_pdf
from chophien.collecting.selectors.handovers import hand_overs_visible_to, with_all
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response


@never_cache
@require_safe
@signed_in
def receipt(request: SignedInRequest, code: str) -> HttpResponse:
    """The receipt of one hand-over as a PDF."""
    mine = with_all(hand_overs_visible_to(request.user, at=timezone.now()))
    found = get_object_or_404(mine, code=code)
    return private_file_response(receipt_pdf(found), content_type="application/pdf", name=receipt_name(found))
