"""The shop's side: what buyers write, answered by those who answer for the shop."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.conversations.actions.talking import open_about_order
from chophien.conversations.models import Conversation
from chophien.conversations.selectors.talks import orders_answered_by, page_of, talks_of_staff
from chophien.conversations.states import Party
from chophien.conversations.views import _talk
from chophien.web.decorators import signed_in


@never_cache
@require_safe
@signed_in
def talks(request: SignedInRequest) -> HttpResponse:
    """What buyers wrote to the shops that the reader answers for."""
    page = page_of(talks_of_staff(request.user, at=timezone.now()), cursor=request.GET.get("trang", ""))
    return render(request, "conversations/seller/list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def talk(request: SignedInRequest, code: str) -> HttpResponse:
    """One conversation with a buyer."""
    found = _find(request, code)
    address = reverse("conversations:seller-talk", args=[found.code])
    if request.method != "POST":
        return _talk.page(request, found, party=Party.SELLER, address=address, about=found.about)
    return _talk.write(
        request,
        lambda: found,
        actor=request.user,
        party=Party.SELLER,
        address=address,
        about=found.about,
        at=timezone.now(),
        known=found,
    )


@never_cache
@require_POST
@signed_in
def about_order(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin to write to the buyer of an order, or go on."""
    at = timezone.now()
    order = get_object_or_404(orders_answered_by(request.user, at=at), code=code)
    found = open_about_order(order=order, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("conversations:seller-talk", args=[found.code]))


@never_cache
@require_POST
@signed_in
def report(request: SignedInRequest, code: str) -> HttpResponse:
    """Tell the market about the buyer."""
    found = _find(request, code)
    address = reverse("conversations:seller-talk", args=[found.code])
    return _talk.report(request, found, actor=request.user, address=address, at=timezone.now())


@never_cache
@require_safe
@signed_in
def carried(request: SignedInRequest, code: str, file_code: str) -> HttpResponse:
    """A photo or a voice of a conversation of the shop."""
    found = _find(request, code)
    return _talk.carried(found, file_code, actor=request.user, purpose=f"talk {found.code}", at=timezone.now())


def _find(request: SignedInRequest, code: str) -> Conversation:
    found: Conversation = get_object_or_404(talks_of_staff(request.user, at=timezone.now()), code=code)
    return found
