"""Deposits of contracts in the area: those that came to the market's account, and what goes back of them."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.officedesk import selectors
from chophien.officedesk.forms import MoneyCameForm, RefundForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.payments.selectors.asking import asked_about, waiting_for_account
from chophien.payments.selectors.refunds import late_interest
from chophien.wholesale.actions.deposits import deposit_came, deposit_interest_went, deposit_went_back
from chophien.wholesale.selectors.deposits import contract_of_deposit

REFUNDS_MOST = 100


@require_safe
@_office.operating
def deposits(request: SignedInRequest, office: Office) -> HttpResponse:
    """Deposits that have not come, and what goes back, most urgent first."""
    return _page(request, office)


@require_POST
@_office.operating
def came(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The deposit of a contract is on the account."""
    at = timezone.now()
    payment = get_object_or_404(selectors.deposits_of_area(request.user, at=at), order_code=code)
    contract, form = contract_of_deposit(payment.order_code), MoneyCameForm(request.POST)
    if contract is None:
        raise Http404
    reference = form.cleaned_data["reference"] if form.is_valid() else ""
    try:
        deposit_came(contract=contract, actor=request.user, at=at, reference=reference)
    except DomainError as refusal:
        return _page(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("deposits", xong="ve"))


@require_POST
@_office.operating
def went_back(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """What was left of a deposit is with the buyer, or the interest of what had gone back late."""
    at = timezone.now()
    owed = selectors.deposit_interest(request.user, code, at=at)
    waiting = selectors.deposits_to_give_back(request.user, at=at)
    refund = get_object_or_404(waiting, code=code) if owed is None else owed.refund
    form = RefundForm(request.POST)
    if not form.is_valid():
        return _page(request, office, form=form, refund_code=code)
    said, how = form.cleaned_data, {"reference": form.cleaned_data["reference"], "actor": request.user, "at": at}
    try:
        if owed is not None:
            deposit_interest_went(interest=owed, **how)
        else:
            deposit_went_back(refund=refund, with_interest=not said["bare"], **how)
    except DomainError as refusal:
        return _page(request, office, form=form, refund_code=code, problem=refusal)
    return HttpResponseRedirect(_office.address("deposits", xong="hoan"))


def _page(
    request: SignedInRequest,
    office: Office,
    *,
    form: RefundForm | None = None,
    refund_code: str = "",
    problem: DomainError | None = None,
) -> HttpResponse:
    at = timezone.now()
    waiting = selectors.deposits_awaited(request.user, at=at)
    purpose = "officedesk.deposits"
    page = page_by_pk(waiting, cursor=request.GET.get("trang", ""), purpose=purpose, newest_first=False)
    refunds = list(selectors.deposits_to_give_back(request.user, at=at)[:REFUNDS_MOST])
    interests = list(selectors.deposits_interest_due(request.user, at=at)[:REFUNDS_MOST])
    asked = asked_about([*(one.code for one in refunds), *(one.code for one in interests)])
    context = {
        "rows": page.rows,
        "refunds": refunds,
        "interest": {one.pk: late_interest(one, at=at) for one in refunds},
        "interests": interests,
        "asked": asked,
        "unnamed": waiting_for_account([code for code, one in asked.items() if one.answered_at is None]),
        "following": _office.address("deposits", trang=page.following) if page.following else "",
        "refund_form": form or RefundForm(),
        "refund_code": refund_code,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _office.page(request, "deposits.html", office, context, status=_office.status_of(problem, invalid=invalid))
