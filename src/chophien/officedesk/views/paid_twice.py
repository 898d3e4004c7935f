"""What a shop was paid twice: what it still owes of it, and two people who agree that the market bears that."""

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, NotFound
from chophien.officedesk.own_forms import WriteOffForm
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _borne, _office
from chophien.sellers.selectors.shops import names_of_shops
from chophien.settlement.actions.setting_right import propose
from chophien.settlement.selectors.paid_twice import PaidTwice, twice_by_code


@require_safe
@_office.operating_nationwide
def paid_twice(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Both payouts, what of them the shop still owes, and what was written down about it."""
    return _page(request, office, _need(code))


@require_POST
@_office.operating_nationwide
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Write down that the market bears it, say yes to that, or call it off."""
    found = _need(code)
    tried = _borne.try_step(request, found, step, write_down=partial(propose, payout=found.payout))
    if tried.refused:
        return _page(request, office, _need(code), form=tried.form, problem=tried.problem)
    return HttpResponseRedirect(_office.address("paid-twice", code, xong=step))


def _need(code: str) -> PaidTwice:
    found = twice_by_code(code)
    if found is None:
        raise NotFound
    return found


def _page(
    request: SignedInRequest,
    office: Office,
    found: PaidTwice,
    *,
    form: WriteOffForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    seller = found.seller_code
    context = _borne.context(request, found, form=form, problem=problem)
    context["shop"] = names_of_shops([seller]).get(seller, seller)
    invalid = form is not None and problem is None
    return _office.page(request, "paid_twice.html", office, context, status=_office.status_of(problem, invalid=invalid))
