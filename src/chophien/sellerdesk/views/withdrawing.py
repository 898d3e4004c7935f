"""A household takes its earned money in cash near its home: where, how much, and the code to show at the counter."""

from collections.abc import Collection, Sequence
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.actions.asking import ask_cash_out, cancel_cash_out
from chophien.cashpoints.actions.confirming import confirm_cash_out
from chophien.cashpoints.errors import PointClosed
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.contracts import is_real, on_trial
from chophien.cashpoints.selectors.coverage import serving_near
from chophien.cashpoints.selectors.customers import cash_orders_of, is_household, speaker_of
from chophien.cashpoints.selectors.limits import limits_left
from chophien.cashpoints.selectors.payable import payable_in_cash
from chophien.cashpoints.selectors.points import NearPoint
from chophien.cashpoints.selectors.receipts import receipt_of
from chophien.cashpoints.selectors.tills import fullest_till
from chophien.cashpoints.selectors.withdrawals import withdrawal_payload
from chophien.cashpoints.states import OPEN, CashStatus
from chophien.lib.codes import new_token
from chophien.lib.errors import DomainError
from chophien.lib.qr import qr_svg
from chophien.rules import selectors as rules
from chophien.sellerdesk.cash_forms import CashForm
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in

KEY_LENGTH, SHOWN = 22, 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: SignedInRequest) -> HttpResponse:
    """How much can be taken, where, and what was asked for before."""
    at = timezone.now()
    desk = _household_desk(request)
    points = serving_near(desk.seller.commune, at=at)
    trials = on_trial([one.point for one in points], at=at)
    chosen = _chosen(points, request.POST.get("point", ""), trials)
    initial = {"key": new_token()[:KEY_LENGTH], "point": chosen.point.code if chosen else ""}
    marked = trials if len(trials) < len(points) else ()
    form = CashForm(request.POST or None, points=points, marked=marked, initial=initial)
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        point = next(one.point for one in points if one.point.code == said["point"])
        till = fullest_till(point, simulated=not is_real(point, at=at), at=at)
        try:
            if till is None:
                raise PointClosed
            found = ask_cash_out(
                seller=desk.seller,
                till=till,
                amount_vnd=said["amount_vnd"],
                key=said["key"],
                actor=request.user,
                at=at,
            )
            return HttpResponseRedirect(_desk.address("withdrawal", desk, found.code))
        except DomainError as refusal:
            problem = refusal
    invalid = form.is_bound and not form.is_valid()
    context = _facts(desk, points, chosen, trials) | {"form": form, "problem": problem}
    return _desk.page(request, "withdraw.html", desk, context, status=_desk.status_of(problem, invalid=invalid))


@never_cache
@require_safe
@signed_in
def withdrawal(request: SignedInRequest, code: str) -> HttpResponse:
    """The code to show at the counter, the button that says yes there, or the receipt."""
    desk = _household_desk(request)
    return _page(request, desk, _own(desk, code))


@require_POST
@signed_in
def step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Say yes at the counter, or call it off."""
    at = timezone.now()
    desk = _household_desk(request)
    found = _own(desk, code)
    try:
        if step == "dong-y":
            confirm_cash_out(order=found, actor=request.user, at=at)
        elif step == "huy":
            cancel_cash_out(order=found, actor=request.user, at=at)
        else:
            raise Http404
    except DomainError as refusal:
        return _page(request, desk, _own(desk, code), problem=refusal)
    return HttpResponseRedirect(_desk.address("withdrawal", desk, code))


def _household_desk(request: SignedInRequest) -> Desk:
    """The desk of a household that its own manager has open.

    :raises Http404: for everybody else, and for shops that are paid to their account
    """
    desk = _desk.need_desk(request, at=timezone.now(), manager=True)
    if not is_household(desk.seller):
        raise Http404
    return desk


def _own(desk: Desk, code: str) -> CashOrder:
    found: CashOrder = get_object_or_404(cash_orders_of(desk.seller.code), code=code)
    return found


def _chosen(points: Sequence[NearPoint], code: str, trials: Collection[str]) -> NearPoint | None:
    """The point that was chosen; before that the nearest where real money moves, else the nearest."""
    named = next((one for one in points if one.point.code == code), None)
    real = next((one for one in points if one.point.code not in trials), None)
    return named or real or next(iter(points), None)


def _facts(
    desk: Desk, points: Sequence[NearPoint], chosen: NearPoint | None, trials: Collection[str]
) -> dict[str, Any]:
    """What can be taken at the point that is chosen; the page says it is a trial where every point is one."""
    at = timezone.now()
    seller, person = desk.seller, speaker_of(desk.seller, at=at)
    simulated = chosen is None or chosen.point.code in trials
    limits = limits_left(person.code, chosen.point, simulated=simulated, at=at) if chosen and person else None
    return {
        "points": points,
        "trial": len(trials) == len(points),
        "tried": simulated and len(trials) < len(points),
        "now_vnd": payable_in_cash(seller, simulated=simulated, at=at),
        "customer_day": limits.customer_day if limits else None,
        "hold_days": rules.whole("settlement.hold_days", at=at),
        "orders": list(cash_orders_of(seller.code)[:SHOWN]),
        "near": reverse("cashpoints:near") + f"?xa={seller.commune.code}",
    }


def _page(
    request: SignedInRequest, desk: Desk, found: CashOrder, *, problem: DomainError | None = None
) -> HttpResponse:
    waiting = found.status in OPEN and found.expires_at > timezone.now()
    payload = withdrawal_payload(found) if waiting else ""
    context = {
        "order": found,
        "point": found.till.point,
        "trial": found.simulated,
        "waiting": waiting,
        "to_confirm": waiting and found.status == CashStatus.ASKED,
        "qr": Markup(qr_svg(payload, title="QRCASH")) if payload else "",  # noqa: S704 -- drawn by us from our codes
        "receipt": receipt_of(found.code),
        "problem": problem,
    }
    return _desk.page(request, "withdrawal.html", desk, context, status=_desk.status_of(problem))
