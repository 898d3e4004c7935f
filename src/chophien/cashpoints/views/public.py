"""For everybody: the cash point that is nearest to a commune, and whether a receipt is genuine."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chophien.cashpoints.selectors import checks, contracts, coverage
from chophien.places.errors import NoSuchPlace
from chophien.places.models import Commune
from chophien.places.selectors import COMMUNE, commune, search_places
from chophien.rules import selectors as rules
from chophien.web.addresses import client_address
from chophien.web.decorators import guest_cacheable
from chophien.web.ratelimit import allow

HITS, LONGEST_QUERY, LONGEST_CODE, HOUR = 12, 120, 30, 3600
NOT_FOUND, TOO_MANY = 404, 429


@require_safe
@guest_cacheable
def near(request: HttpRequest) -> HttpResponse:
    """The serving points nearest to a commune, which is found by today's or yesterday's name."""
    at, query = timezone.now(), request.GET.get("q", "")[:LONGEST_QUERY].strip()
    hits = search_places(query, limit=HITS, kind=COMMUNE) if query else []
    code = request.GET.get("xa", "")[:LONGEST_CODE] or (hits[0].code if len(hits) == 1 else "")
    chosen = _commune(code)
    points = coverage.serving_near(chosen, at=at) if chosen else []
    trials = contracts.on_trial([one.point for one in points], at=at)
    context = {
        "query_place": query,
        "hits": hits,
        "commune": chosen,
        "points": points,
        "trials": trials,
        "within_km": rules.whole("cashpoints.reach_km", at=at),
        "day_vnd": rules.whole("cashpoints.customer_day_vnd", at=at),
        "trial": len(trials) == len(points) if points else contracts.contract_at(at) is None,
    }
    return render(request, "cashpoints/public/near.html", context)


@require_safe
@never_cache
def ask_receipt(request: HttpRequest) -> HttpResponse:
    """Type the code of a receipt."""
    typed = request.GET.get("ma", "")[:LONGEST_CODE].strip()
    code = checks.code_written(typed)
    if code:
        return HttpResponseRedirect(reverse("cashpoints:receipt-check", args=[code]))
    context = {"code": typed, "receipt": None, "minutes": 0}
    return render(request, "cashpoints/public/receipt.html", context, status=NOT_FOUND if typed else 200)


@require_safe
@never_cache
def check_receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a receipt of this code was given, and over how much; nothing about people."""
    at = timezone.now()
    limit = rules.whole("cashpoints.checks_per_hour", at=at)
    wait = allow("cashpoints.checks", client_address(request), limit=limit, per_seconds=HOUR, at=at)
    if wait is not None:
        context = {"code": code, "receipt": None, "minutes": -(-wait.seconds // 60)}
        response = render(request, "cashpoints/public/receipt.html", context, status=TOO_MANY)
        response["Retry-After"] = str(wait.seconds)
        return response
    found = checks.checked_receipt(code)
    shown = {"code": code[:LONGEST_CODE], "receipt": found, "minutes": 0}
    return render(request, "cashpoints/public/receipt.html", shown, status=200 if found else NOT_FOUND)


def _commune(code: str) -> Commune | None:
    try:
        return commune(code) if code else None
    except NoSuchPlace:
        return None
