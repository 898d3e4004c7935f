"""A shop's cash: what a helper says to have handed over, and what it keeps for other households."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.collecting.actions.handing import confirm, dispute, offer
from chophien.collecting.forms import receiver_named
from chophien.collecting.selectors import cash as held
from chophien.collecting.selectors import handovers
from chophien.collecting.states import own_hands
from chophien.lib.errors import DomainError
from chophien.sellerdesk.views import _desk
from chophien.sellerdesk.views.money import money_page_of
from chophien.web.decorators import signed_in

ORDERS_MOST, REASON_MOST, RECEIPTS_SHOWN = 200, 300, 20


@never_cache
@require_POST
@signed_in
def answer(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """The cash came, or it did not: the household's own word."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, cashier=True)
    found = get_object_or_404(handovers.hand_overs_received(desk.seller.code), code=code)
    try:
        if step == "da-nhan":
            confirm(hand_over=found, actor=request.user, at=at)
        elif step == "chua-nhan":
            reason = request.POST.get("reason", "")[:REASON_MOST]
            dispute(hand_over=found, reason=reason, actor=request.user, at=at)
        else:
            raise Http404
    except DomainError as refusal:
        return money_page_of(request, desk, problem=refusal)
    return HttpResponseRedirect(_desk.address("money", desk, xong=step))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def kept(request: SignedInRequest) -> HttpResponse:
    """What a cooperative keeps in cash for its households, and hands on: to them, or to the market's account."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, cashier=True)
    hands = own_hands(desk.seller.code)
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            receiver, receiver_code = receiver_named(request.POST.get("to", ""))
            made = offer(
                giver=hands,
                order_codes=request.POST.getlist("order")[:ORDERS_MOST],
                receiver=receiver,
                receiver_code=receiver_code,
                actor=request.user,
                at=at,
            )
        except DomainError as refusal:
            problem = refusal
        else:
            return HttpResponseRedirect(_desk.address("kept-cash", desk, xong=made.code))
    receipts = list(handovers.hand_overs_by(hands)[:RECEIPTS_SHOWN])
    context = {
        "piles": held.piles_of(hands),
        "in_hand": held.in_hand_of(hands),
        "receipts": receipts,
        "receivers": handovers.receivers_named(receipts),
        "action": _desk.address("kept-cash", desk),
        "problem": problem,
    }
    return _desk.page(request, "kept_cash.html", desk, context, status=_desk.status_of(problem))
