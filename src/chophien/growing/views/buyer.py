"""A buyer asks to see where exactly an area lies; with the owner's yes each look is written down."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.growing import policies
from chophien.growing.actions.letting import answer_look, ask_to_look
from chophien.growing.forms import AskForm
from chophien.growing.models import GrowingArea
from chophien.growing.selectors.areas import areas_shown
from chophien.growing.selectors.exact import land_for_purpose, paths_of
from chophien.growing.selectors.letting import wish_of
from chophien.lib.errors import DomainError, Invalid
from chophien.web.decorators import signed_in

INVALID, REFUSED = 422, 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask the owner, and read the answer."""
    area = _area(code)
    form = AskForm(request.POST) if request.method == "POST" else AskForm()
    if form.is_bound and form.is_valid():
        try:
            ask_to_look(area=area, purpose=form.cleaned_data["purpose"], actor=request.user, at=timezone.now())
            return HttpResponseRedirect(reverse("growing:ask-to-look", args=[area.code]) + "?xong=xin")
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            return _page(request, area, form=form, problem=refusal)
    return _page(request, area, form=form)


@never_cache
@require_POST
@signed_in
def look(request: SignedInRequest, code: str) -> HttpResponse:
    """Where exactly it lies; the look is written down."""
    area = _area(code)
    wish = wish_of(request.user, area)
    try:
        purpose = wish.purpose if wish else ""
        land = land_for_purpose(area, actor=request.user, purpose=purpose, at=timezone.now())
    except DomainError as refusal:
        return _page(request, area, problem=refusal)
    return _page(request, area, land=land)


@never_cache
@require_POST
@signed_in
def end(request: SignedInRequest, code: str) -> HttpResponse:
    """Take one's own wish back."""
    area = _area(code)
    wish = wish_of(request.user, area)
    if wish is None:
        raise Http404
    try:
        answer_look(wish=wish, step="end", actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, area, problem=refusal)
    return HttpResponseRedirect(reverse("growing:ask-to-look", args=[area.code]) + "?xong=thoi")


def _area(code: str) -> GrowingArea:
    found: GrowingArea = get_object_or_404(areas_shown().select_related("seller__commune"), code=code)
    return found


def _page(
    request: SignedInRequest,
    area: GrowingArea,
    *,
    form: AskForm | None = None,
    land: dict[str, Any] | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    at = timezone.now()
    may_look = policies.was_let_look(request.user, area, at=at)
    wish = wish_of(request.user, area)
    context = {
        "area": area,
        "wish": wish,
        "may_look": may_look,
        "may_ask": wish is None or (wish.status != "asked" and not may_look),
        "form": form or AskForm(),
        "land": land,
        "paths": paths_of(land) if land else [],
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and form.is_bound and bool(form.errors)
    status = REFUSED if problem else INVALID if invalid else 200
    return render(request, "growing/buyer/look.html", context, status=status)
