"""A shop's money: what is on its way, what came, what goes back; and what selling costs it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.selectors.customers import is_household
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError
from chophien.orders.actions.interest import record_interest
from chophien.orders.actions.money import record_refund
from chophien.payments.models import InterestOwed, Refund
from chophien.payments.selectors import figures_of
from chophien.payments.selectors.refunds import late_interest
from chophien.payments.states import Purpose
from chophien.rules.selectors import whole
from chophien.sellerdesk.forms import RefundForm
from chophien.sellerdesk.money import (
    cash_of,
    deposits_to_mark,
    interest_of_shop,
    interest_to_make,
    money_page,
    refunds_of_shop,
    refunds_to_make,
    transfers_to_mark,
)
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.sellers.selectors.papers import account_of
from chophien.sellers.selectors.support import fee_terms
from chophien.settlement.selectors.payable import waiting_of
from chophien.web.decorators import signed_in
from chophien.wholesale.actions.deposits import deposit_interest_went, deposit_went_back

INTEREST_MOST = 50


@never_cache
@require_safe
@signed_in
def money(request: SignedInRequest) -> HttpResponse:
    """Sums, transfers to look for, refunds to make, and every order as money."""
    desk = _desk.need_desk(request, at=timezone.now(), cashier=True)
    return money_page_of(request, desk)


@never_cache
@require_safe
@signed_in
def fees(request: SignedInRequest) -> HttpResponse:
    """What the shop pays for each service, and who bears the rest."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, cashier=True)
    context = {"terms": fee_terms(desk.seller, at=at), "notice_days": whole("regulations.fee_notice_days", at=at)}
    return _desk.page(request, "fees.html", desk, context)


@require_POST
@signed_in
def refunded(request: SignedInRequest, code: str) -> HttpResponse:
    """The shop gave money back, or the interest of what went back late: write down how."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, cashier=True)
    owed = interest_of_shop(desk.seller, code)
    refund = get_object_or_404(refunds_of_shop(desk.seller), code=code) if owed is None else owed.refund
    form = RefundForm(request.POST)
    problem: DomainError | None = None
    if form.is_valid():
        try:
            _write_down(refund, owed, form.cleaned_data, actor=request.user, at=at)
            return HttpResponseRedirect(_desk.address("money", desk, xong="hoan"))
        except DomainError as refusal:
            problem = refusal
    return money_page_of(request, desk, form=form, refund_code=code, problem=problem)


def _write_down(refund: Refund, owed: InterestOwed | None, said: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    of_contract, reference = refund.payment.purpose == Purpose.CONTRACT, said["reference"]
    if owed is not None:
        take_interest = deposit_interest_went if of_contract else record_interest
        take_interest(interest=owed, reference=reference, actor=actor, at=at)
        return
    take = deposit_went_back if of_contract else record_refund
    take(refund=refund, reference=reference, actor=actor, at=at, with_interest=not said["bare"])


def money_page_of(
    request: SignedInRequest,
    desk: Desk,
    *,
    form: RefundForm | None = None,
    refund_code: str = "",
    problem: DomainError | None = None,
) -> HttpResponse:
    """The whole page, also with what was refused."""
    page = money_page(desk.seller, cursor=request.GET.get("trang", ""))
    refunds, at = refunds_to_make(desk.seller), timezone.now()
    context = {
        "figures": figures_of(desk.seller.code),
        "waiting": waiting_of(desk.seller.code, at=timezone.now()),
        "held_at": settings.HELD_AT,
        "takes_cash": desk.manages and is_household(desk.seller),
        "page": page,
        "previous": _desk.address("money", desk, trang=page.previous) if page.previous else "",
        "following": _desk.address("money", desk, trang=page.following) if page.following else "",
        "transfers": transfers_to_mark(desk.seller),
        "deposits": deposits_to_mark(desk.seller),
        "refunds": refunds,
        "interest": {one.pk: late_interest(one, at=at) for one in refunds},
        "interests": interest_to_make(desk.seller)[:INTEREST_MOST],
        **cash_of(desk.seller),
        "account": account_of(desk.seller),
        "refund_form": form or RefundForm(),
        "refund_code": refund_code,
        "refund_query": f"?{_desk.SHOP}={desk.seller.code}",
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _desk.page(request, "money.html", desk, context, status=_desk.status_of(problem, invalid=invalid))
