"""What shops owe that sell no more: who they are, and two people who agree that the market bears it."""

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, NotFound
from chophien.officedesk.own_forms import WriteOffForm
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _borne, _office
from chophien.settlement.actions.setting_right import propose_debt
from chophien.settlement.selectors.debts import ShopDebt, debt_of, debts, shops_in_debt

SHOWN_MOST = 200


@require_safe
@_office.operating_nationwide
def shop_debts(request: SignedInRequest, office: Office) -> HttpResponse:
    """The shops that owe, are closed or have long sold nothing; the one that waits longest first."""
    owed = debts(at=timezone.now())
    context = {"rows": shops_in_debt(owed)[:SHOWN_MOST], "owed": owed}
    return _office.page(request, "shop_debts.html", office, context)


@require_safe
@_office.operating_nationwide
def shop_debt(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """What one of them owes, and what was written down about it."""
    return _page(request, office, _need(code))


@require_POST
@_office.operating_nationwide
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Write down that the market bears it, say yes to that, or call it off."""
    tried = _borne.try_step(request, _need(code), step, write_down=partial(propose_debt, seller_code=code))
    if tried.refused:
        return _page(request, office, _need(code), form=tried.form, problem=tried.problem)
    return HttpResponseRedirect(_office.address("shop-debt", code, xong=step))


def _need(code: str) -> ShopDebt:
    found = debt_of(code, at=timezone.now())
    if found is None or not (found.can_come_vnd or found.write_offs):
        raise NotFound
    return found


def _page(
    request: SignedInRequest,
    office: Office,
    found: ShopDebt,
    *,
    form: WriteOffForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    context = _borne.context(request, found, form=form, problem=problem) | {"twice": found.twice}
    invalid = form is not None and problem is None
    return _office.page(request, "shop_debt.html", office, context, status=_office.status_of(problem, invalid=invalid))
