"""What selling costs: what counts, what is announced, a new announcement, and one taken back before its day."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.selectors import categories
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.officedesk.fee_forms import FeeForm, WithdrawalForm
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.regulations.actions.announcing import announce_fee, first_day, withdraw_fee
from chophien.regulations.selectors.fees import announced_by_key, fees_published
from chophien.regulations.selectors.sales import fee_vat
from chophien.regulations.states import SELLER_KINDS


@require_safe
@_office.operating_nationwide
def fees(request: SignedInRequest, office: Office) -> HttpResponse:
    """Every rate that counts, and those that are announced."""
    return _page(request, office)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def new_fee(request: SignedInRequest, office: Office) -> HttpResponse:
    """Announce one."""
    at = timezone.now()
    earliest = first_day(at=at)
    form = FeeForm(request.POST or None, initial={"effective_from": earliest}, branches=categories())
    if form.is_bound and form.is_valid():
        try:
            announce_fee(fee=form.fee(), actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("fees", xong="bao"))
        except Invalid as refusal:
            form.take(refusal)
    context = {"form": form, "earliest": earliest, "vat_percent": fee_vat(at=at)}
    status = _office.status_of(None, invalid=form.is_bound)
    return _office.page(request, "new_fee.html", office, context, status=status)


@require_POST
@_office.operating_nationwide
def withdraw(request: SignedInRequest, office: Office, key: str) -> HttpResponse:
    """Take an announced one back."""
    at, problem = timezone.now(), None
    rate = announced_by_key(key, at=at)
    if rate is None:
        raise Http404
    form = WithdrawalForm(request.POST, auto_id=f"{key}-%s")
    if form.is_valid():
        try:
            withdraw_fee(rate=rate, reason=form.cleaned_data["reason"], actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("fees", xong="rut"))
        except DomainError as refusal:
            problem = refusal
    return _page(request, office, bound={key: form}, problem=problem)


def _page(
    request: SignedInRequest,
    office: Office,
    *,
    bound: dict[str, WithdrawalForm] | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    at = timezone.now()
    rates = fees_published(at=at)
    context = {
        "rates": rates,
        "kinds": SELLER_KINDS,
        "today": local_date(at),
        "forms": {rate.key: WithdrawalForm(auto_id=f"{rate.key}-%s") for rate in rates} | (bound or {}),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(problem, invalid=bound is not None)
    return _office.page(request, "fees.html", office, context, status=status)
