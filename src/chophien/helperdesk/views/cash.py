"""Cash in a helper's hands: taken at the door, handed over with a receipt."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.collecting.actions.handing import offer, withdraw
from chophien.collecting.forms import receiver_named
from chophien.collecting.models import HandOver
from chophien.collecting.selectors import cash as held
from chophien.collecting.selectors import handovers
from chophien.collecting.states import HandOverStatus, Holder, HolderKind, Receiver
from chophien.helperdesk.views import _helper
from chophien.lib.errors import DomainError
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.selectors.doorstep import to_collect
from chophien.orders.selectors.orders import orders_visible_to
from chophien.payments.selectors import market_account, transfer_to
from chophien.programmes.selectors.households import communes_helped
from chophien.web.decorators import signed_in

RECEIPTS_SHOWN, ORDERS_MOST = 20, 200


@never_cache
@require_safe
@signed_in
def cash(request: SignedInRequest) -> HttpResponse:
    """What is in my hands by household, what is still to be collected, and my receipts."""
    return _page(request)


@never_cache
@require_POST
@signed_in
def take(request: SignedInRequest, code: str) -> HttpResponse:
    """I handed the parcel over and took the cash."""
    at = timezone.now()
    _require_helper(request, at=at)
    order = get_object_or_404(orders_visible_to(request.user, at=at), code=code)
    try:
        take_cash(order=order, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, problem=refusal)
    return _back("thu")


@never_cache
@require_POST
@signed_in
def give(request: SignedInRequest) -> HttpResponse:
    """I hand over the cash of these orders: a receipt is written."""
    at = timezone.now()
    _require_helper(request, at=at)
    try:
        receiver, receiver_code = receiver_named(request.POST.get("to", ""))
        made = offer(
            giver=_hands(request),
            order_codes=request.POST.getlist("order")[:ORDERS_MOST],
            receiver=receiver,
            receiver_code=receiver_code,
            actor=request.user,
            at=at,
        )
    except DomainError as refusal:
        return _page(request, problem=refusal)
    return HttpResponseRedirect(reverse("helperdesk:cash-receipt", args=[made.code]))


@never_cache
@require_safe
@signed_in
def receipt(request: SignedInRequest, code: str) -> HttpResponse:
    """One receipt: how far it is, and for a transfer what has to be sent where."""
    found = _mine(request, code)
    return _helper.page(request, "cash_receipt.html", _receipt_context(found))


@never_cache
@require_POST
@signed_in
def take_back(request: SignedInRequest, code: str) -> HttpResponse:
    """The receipt does not count: the cash is still with me."""
    found = _mine(request, code)
    try:
        withdraw(hand_over=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        context = _receipt_context(_mine(request, code), problem=refusal)
        return _helper.page(request, "cash_receipt.html", context, status=_helper.status_of(refusal))
    return _back("rut")


def _page(request: SignedInRequest, *, problem: DomainError | None = None) -> HttpResponse:
    at = timezone.now()
    _require_helper(request, at=at)
    hands = _hands(request)
    receipts = list(handovers.hand_overs_by(hands)[:RECEIPTS_SHOWN])
    context = {
        "piles": held.piles_of(hands),
        "in_hand": held.in_hand_of(hands),
        "limit": held.limit_of(hands, at=at),
        "orders": to_collect(request.user, at=at),
        "cooperatives": list(handovers.cooperatives_near(hands, at=at)),
        "receipts": receipts,
        "receivers": handovers.receivers_named(receipts),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return _helper.page(request, "cash.html", context, status=_helper.status_of(problem))


def _receipt_context(found: HandOver, *, problem: DomainError | None = None) -> dict[str, object]:
    by_transfer = found.receiver == Receiver.MARKET and found.status == HandOverStatus.OFFERED
    transfer = transfer_to(market_account(), amount_vnd=found.due_vnd, content=found.code) if by_transfer else None
    return {
        "receipt": found,
        "receivers": handovers.receivers_named([found]),
        "transfer": transfer,
        "qr": mark_safe(transfer.svg(title=found.code)) if transfer else "",
        "problem": problem,
    }


def _mine(request: SignedInRequest, code: str) -> HandOver:
    return get_object_or_404(handovers.with_all(handovers.hand_overs_by(_hands(request))), code=code)


def _hands(request: SignedInRequest) -> Holder:
    return Holder(HolderKind.HELPER, request.user.code)


def _require_helper(request: SignedInRequest, *, at: datetime) -> None:
    """For helpers, and for whoever still holds cash as one.

    :raises Http404: for everybody else
    """
    if not communes_helped(request.user, at=at) and not held.in_hand_of(_hands(request)):
        raise Http404


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("helperdesk:cash") + f"?xong={done}")
