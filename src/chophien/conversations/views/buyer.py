"""The buyer's side: conversations with shops, about goods for who has signed in, about an order for guests too."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.selectors import listing_page
from chophien.conversations.actions.talking import open_about_goods, open_about_order
from chophien.conversations.models import Conversation
from chophien.conversations.selectors.talks import page_of, talk_about_order, talks_of_buyer
from chophien.conversations.states import Party
from chophien.conversations.views import _talk
from chophien.lib.errors import DomainError
from chophien.orders.requests import own_order
from chophien.switches.errors import NotOffered
from chophien.switches.requests import closed
from chophien.switches.states import Feature
from chophien.web.decorators import signed_in
from chophien.web.error_pages import error_page


@never_cache
@require_safe
@signed_in
def talks(request: SignedInRequest) -> HttpResponse:
    """All conversations of the reader's own, what was said last first."""
    page = page_of(talks_of_buyer(request.user), cursor=request.GET.get("trang", ""))
    return render(request, "conversations/buyer/list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def talk(request: SignedInRequest, code: str) -> HttpResponse:
    """One conversation of the reader's own."""
    found = _find(request, code)
    address = reverse("conversations:talk", args=[found.code])
    if request.method != "POST":
        return _talk.page(request, found, party=Party.BUYER, address=address, about=found.about)
    return _talk.write(
        request,
        lambda: found,
        actor=request.user,
        party=Party.BUYER,
        address=address,
        about=found.about,
        at=timezone.now(),
        known=found,
    )


@never_cache
@require_POST
@signed_in
def report(request: SignedInRequest, code: str) -> HttpResponse:
    """Tell the market about the shop."""
    found = _find(request, code)
    address = reverse("conversations:talk", args=[found.code])
    return _talk.report(request, found, actor=request.user, address=address, at=timezone.now())


@never_cache
@require_safe
@signed_in
def carried(request: SignedInRequest, code: str, file_code: str) -> HttpResponse:
    """A photo or a voice of an own conversation."""
    found = _find(request, code)
    return _talk.carried(found, file_code, actor=request.user, purpose=f"talk {found.code}", at=timezone.now())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def about_goods(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin to write to the shop about goods, or go on."""
    at = timezone.now()
    goods = listing_page(code)
    if goods is None or goods.live is None:
        raise Http404
    try:
        _talk.not_too_often("conversations.openings_per_hour", request.user.code, at=at)
        found = open_about_goods(listing=goods, title=goods.live.title, person=request.user, at=at)
    except NotOffered:
        return closed(request, Feature.TALKS)
    except DomainError as refusal:
        return error_page(request, 409, text=str(refusal))
    return HttpResponseRedirect(reverse("conversations:talk", args=[found.code]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def about_order(request: HttpRequest, code: str) -> HttpResponse:
    """The conversation about an own order."""
    at = timezone.now()
    order = own_order(request, code, at=at)
    found = talk_about_order(order.order)
    address = reverse("conversations:order", args=[order.order.code])
    if request.method != "POST":
        return _talk.page(request, found, party=Party.BUYER, address=address, about=order.order.code)
    return _talk.write(
        request,
        partial(open_about_order, order=order.order, actor=order.actor, at=at),
        actor=order.actor,
        party=Party.BUYER,
        address=address,
        about=order.order.code,
        at=at,
        known=found,
    )


@never_cache
@require_POST
def report_about_order(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the market about the shop, from the conversation about an own order."""
    at = timezone.now()
    order = own_order(request, code, at=at)
    found = talk_about_order(order.order)
    if found is None:
        raise Http404
    address = reverse("conversations:order", args=[order.order.code])
    return _talk.report(request, found, actor=order.actor, address=address, at=at)


@never_cache
@require_safe
def carried_about_order(request: HttpRequest, code: str, file_code: str) -> HttpResponse:
    """A photo or a voice of the conversation about an own order."""
    at = timezone.now()
    order = own_order(request, code, at=at)
    found = talk_about_order(order.order)
    if found is None:
        raise Http404
    return _talk.carried(found, file_code, actor=order.actor, purpose=f"talk {found.code}", at=at)


def _find(request: SignedInRequest, code: str) -> Conversation:
    found: Conversation = get_object_or_404(talks_of_buyer(request.user), code=code)
    return found
