"""A shop and the rest of the web: feeds, keys for its own programs, addresses that hear of changes."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import keys_of
from chophien.accounts.states import KeyOwner
from chophien.channels.actions.shops import make_shop_key, revoke_shop_key
from chophien.channels.actions.webhooks import (
    close_endpoint,
    open_endpoint,
    replay_delivery,
    resume_endpoint,
    send_test,
)
from chophien.channels.forms import EndpointForm, KeyForm
from chophien.channels.selectors.feeds import visits_from
from chophien.channels.selectors.webhooks import dead_letters_of, deliveries_of, endpoints_managed_by, endpoints_of
from chophien.channels.states import FeedFormat
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in

VISITS_DAYS = 30
STEPS = {"bat-lai": resume_endpoint, "bo": close_endpoint, "thu": send_test}


@never_cache
@require_safe
@signed_in
def connections(request: SignedInRequest) -> HttpResponse:
    """Everything that connects the shop with other sites."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    area = ["gian", desk.seller.code]
    context = {
        "feeds": [(one.label, settings.SITE + reverse("channels:feed", args=[*area, one.value])) for one in FeedFormat],
        "embed": f"{reverse('channels:embed')}?gian={desk.seller.code}",
        "visits": visits_from(f"gian-{desk.seller.code}", since=local_date(at - timedelta(days=VISITS_DAYS))),
        "pages": [(_desk.address(name, desk), name) for name in ("channels", "sales", "foreign", "keys", "webhooks")],
    }
    return _desk.page(request, "connections.html", desk, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def keys(request: SignedInRequest) -> HttpResponse:
    """The shop's keys, and making one, which is shown once."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    form = KeyForm(request.POST if request.method == "POST" else None, initial={"days": 365})
    made = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = make_shop_key(
                seller=desk.seller,
                name=said["name"],
                scopes=said["scopes"],
                actor=request.user,
                at=at,
                expires_at=at + timedelta(days=said["days"]) if said["days"] else None,
            )
            form = KeyForm(initial={"days": 365})
        except DomainError as refusal:
            form.add_error("scopes", str(refusal))
    context = {
        "form": form,
        "made": made,
        "keys": list(keys_of(owner_kind=KeyOwner.SELLER, owner_code=desk.seller.code)[:50]),
        "now": at,
        "done": request.GET.get("xong", ""),
        "action": _desk.address("keys", desk),
    }
    return _desk.page(request, "keys.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@require_POST
@signed_in
def revoke_key(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a key back."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    key = get_object_or_404(keys_of(owner_kind=KeyOwner.SELLER, owner_code=desk.seller.code), code=code)
    revoke_shop_key(seller=desk.seller, key=key, actor=request.user, at=at)
    return HttpResponseRedirect(_desk.address("keys", desk, xong="thu"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def webhooks(request: SignedInRequest) -> HttpResponse:
    """Who hears of changes, and adding one, whose secret is shown once."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    form = EndpointForm(request.POST if request.method == "POST" else None)
    made = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = open_endpoint(
                seller=desk.seller, url=said["url"].strip(), events=said["events"], actor=request.user, at=at
            )
            form = EndpointForm()
        except DomainError as refusal:
            form.add_error("url", str(refusal))
    context = {
        "form": form,
        "made": made,
        "endpoints": list(endpoints_of(desk.seller.pk)),
        "done": request.GET.get("xong", ""),
        "action": _desk.address("webhooks", desk),
    }
    return _desk.page(request, "webhooks.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@never_cache
@require_safe
@signed_in
def webhook(request: SignedInRequest, code: str) -> HttpResponse:
    """How the messages to one address fared, and what was given up."""
    at = timezone.now()
    endpoint = get_object_or_404(endpoints_managed_by(request.user, at=at), code=code)
    desk = _desk.desk_at(request, endpoint.seller, at=at)
    context = {
        "endpoint": endpoint,
        "deliveries": deliveries_of(endpoint),
        "dead": dead_letters_of(endpoint),
        "back": _desk.address("webhooks", desk),
        "done": request.GET.get("xong", ""),
    }
    return _desk.page(request, "webhook.html", desk, context)


@require_POST
@signed_in
def webhook_step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Try an address, send to it again after a pause, or take it away."""
    at = timezone.now()
    endpoint = get_object_or_404(endpoints_managed_by(request.user, at=at), code=code)
    if step not in STEPS:
        raise Http404
    STEPS[step](endpoint=endpoint, actor=request.user, at=at)
    if step == "bo":
        desk = _desk.desk_at(request, endpoint.seller, at=at)
        return HttpResponseRedirect(_desk.address("webhooks", desk, xong="bo"))
    return HttpResponseRedirect(reverse("sellerdesk:webhook", args=[code]) + f"?xong={step}")


@require_POST
@signed_in
def webhook_replay(request: SignedInRequest, code: str, message: str) -> HttpResponse:
    """Send one message again by hand."""
    at = timezone.now()
    endpoint = get_object_or_404(endpoints_managed_by(request.user, at=at), code=code)
    delivery = get_object_or_404(endpoint.deliveries, code=message)
    replay_delivery(delivery=delivery, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("sellerdesk:webhook", args=[code]) + "?xong=gui-lai")
