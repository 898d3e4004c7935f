"""The account that a buyer gave for money which the bank had sent back, or that was paid in cash: seen whole for a
stated purpose.
"""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.officedesk import selectors
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.payments.actions.asking import see_account
from chophien.payments.selectors.asking import bank_of

PURPOSE_MOST = 300


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating
def asked_account(request: SignedInRequest, office: Office, about: str) -> HttpResponse:
    """Bank, owner and last digits; the whole number once somebody has said what for, which is written down."""
    at = timezone.now()
    asked = selectors.account_told(request.user, about, at=at)
    if asked is None:
        raise Http404
    number, problem = "", None
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")[:PURPOSE_MOST]
        try:
            number = see_account(asked=asked, purpose=purpose, actor=request.user, at=at)
        except DomainError as refusal:
            problem = refusal
    context = {"asked": asked, "bank": bank_of(asked), "number": number, "problem": problem}
    return _office.page(request, "asked_account.html", office, context, status=_office.status_of(problem))
