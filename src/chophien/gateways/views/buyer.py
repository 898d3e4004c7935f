"""The buyer pays through a gateway: begins, comes back, sees what became of it, tries again or in another way."""

from datetime import timedelta
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chophien.gateways import selectors
from chophien.gateways.actions.hearing import hear
from chophien.gateways.actions.settling import settle
from chophien.gateways.actions.starting import start_payment
from chophien.gateways.asked import asked_of
from chophien.gateways.codes import why
from chophien.gateways.configured import gateway as gateway_of
from chophien.gateways.configured import is_open, is_simulated
from chophien.gateways.models import Attempt
from chophien.gateways.states import AttemptStatus, GatewayName, Source
from chophien.lib.errors import DomainError, NotPermitted
from chophien.orders.actions.choosing import choose_payment
from chophien.orders.forms import WAYS
from chophien.orders.requests import own_group
from chophien.orders.selectors.buyers import BuyerAccess
from chophien.payments.states import PaymentMethod
from chophien.rules.selectors import whole
from chophien.web.addresses import client_address
from chophien.web.error_pages import error_page
from chophien.web.ratelimit import allow

SEE_OTHER, REFUSED, MINUTE = 303, 409, 60
QUERY_MOST = 4_000
LOOKS_AGAIN, LOOKS_AGAIN_FOR = "5", timedelta(minutes=30)
"""After so many seconds the browser looks again, and for how long after the gateway's page has closed."""
OTHER_WAYS = frozenset({PaymentMethod.VIETQR, PaymentMethod.COD})


class SeeOther(HttpResponseRedirect):
    """Lets the browser come by GET, whatever was sent."""

    status_code = SEE_OTHER


@never_cache
@require_safe
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """What is to be paid, in which ways it can be paid now, and what became of earlier tries."""
    found = own_group(request, code, at=timezone.now())
    return _page(request, found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to pay, and go on to the gateway. The button says which; so does the checkout's form."""
    at = timezone.now()
    found = own_group(request, code, at=at)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("gateways:pay", args=[found.group.code]))
    try:
        begun = start_payment(
            group=found.group,
            name=request.POST.get("payment", ""),
            actor=found.actor,
            at=at,
            device=client_address(request) or "127.0.0.1",
            language=get_language() or "vi",
        )
    except DomainError as refusal:
        return _page(request, found, problem=refusal)
    return SeeOther(begun.address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Pay in another way after all: by transfer, or in cash on delivery."""
    at = timezone.now()
    found = own_group(request, code, at=at)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("gateways:pay", args=[found.group.code]))
    asked = request.POST.get("payment", "")
    if asked not in OTHER_WAYS:
        return SeeOther(reverse("gateways:pay", args=[found.group.code]))
    try:
        choose_payment(group=found.group, method=PaymentMethod(asked), actor=found.actor, at=at)
    except DomainError as refusal:
        return _page(request, found, problem=refusal)
    return SeeOther(reverse("orders:order", args=[found.group.code]))


@never_cache
@require_safe
def come_back(request: HttpRequest, gateway: str) -> HttpResponse:
    """The buyer comes back. What the browser brings is kept, and has the gateway asked once; it pays nothing itself."""
    if gateway not in GatewayName.values or not is_open(gateway):
        raise Http404
    at = timezone.now()
    limit = whole("gateways.returns_per_minute", at=at)
    wait = allow("gateways.returns", client_address(request), limit=limit, per_seconds=MINUTE, at=at)
    if wait:
        refusal = error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
        refusal["Retry-After"] = str(wait.seconds)
        return refusal
    said = request.GET.dict() if len(request.META.get("QUERY_STRING", "")) <= QUERY_MOST else {}
    heard = hear(gateway=gateway, source=Source.RETURN, told=gateway_of(gateway).read_return(said), at=at)
    if heard.attempt is None:
        raise Http404
    if heard.notice is not None and heard.is_new:
        settle(notice=heard.notice, at=at)
    return SeeOther(reverse("gateways:attempt", args=[heard.attempt.reference]))


@never_cache
@require_safe
def attempt(request: HttpRequest, reference: str) -> HttpResponse:
    """What became of one try, for whoever was sent here by the gateway: its name is not to be guessed."""
    found = selectors.attempt_of(reference)
    if found is None:
        raise Http404
    context = {
        "attempt": found,
        "known": _is_known(request, found.group_code),
        "why": _why(found),
        "waits": found.status == AttemptStatus.OPEN,
        "again": asked_of(found.group_code, at=timezone.now()).can_be_paid,
        "simulated": is_simulated(found.gateway),
    }
    response = render(request, "gateways/buyer/attempt.html", context)
    if context["waits"] and timezone.now() < found.ends_at + LOOKS_AGAIN_FOR:
        response["Refresh"] = LOOKS_AGAIN
    return response


def _is_known(request: HttpRequest, code: str) -> bool:
    """Whether this browser may open the orders. A gateway's app often comes back to another browser, which may not;
    nor may who came by a card.
    """
    try:
        own_group(request, code, at=timezone.now())
    except (Http404, NotPermitted):
        return False
    return True


def _page(request: HttpRequest, found: BuyerAccess, *, problem: DomainError | None = None) -> HttpResponse:
    group, tries = found.group, selectors.attempts_for(found.group.code)
    asked = asked_of(group.code, at=timezone.now())
    context = {
        "group": group,
        "asked": asked,
        "looked_into": next((one for one in tries if one.is_looked_into), None),
        "ways": asked.ways,
        "others": [(method.value, WAYS[method]) for method in asked.others],
        "tries": [(one, _why(one)) for one in tries],
        "backs": selectors.backs_for(group.code),
        "simulated": any(is_simulated(name) for name, _words in asked.ways),
        "problem": problem,
    }
    return render(request, "gateways/buyer/pay.html", context, status=REFUSED if problem else 200)


def _why(attempt: Attempt) -> object:
    return why(attempt.gateway, attempt.code) if attempt.code and attempt.status == AttemptStatus.FAILED else ""
