"""Standing orders of the reader: the goods of the cart, on chosen weekdays."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.orders.errors import RegulationsChanged
from chophien.orders.selectors.orders import regulations_in_force
from chophien.web.decorators import signed_in
from chophien.wholesale.actions.standing import (
    StandingFacts,
    agree_to_standing,
    set_up_standing,
    skip_day,
    step_standing,
)
from chophien.wholesale.forms import AgreeForm, SkipForm, StandingForm
from chophien.wholesale.models import StandingOrder
from chophien.wholesale.selectors.standing import coming_days, in_cart_of, standing_seen_by

INVALID, REFUSED = 422, 409
STEPS = {"tam-ngung": "pause", "tiep-tuc": "resume", "ket-thuc": "end"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedInRequest) -> HttpResponse:
    """Let the goods of the cart come again."""
    lines = in_cart_of(request.user)
    person = request.user
    at, problem = timezone.now(), ""
    answers = request.POST.copy()
    form = StandingForm(answers or None, initial={"contact_name": person.name, "contact_phone": person.phone or ""})
    if form.is_bound and form.is_valid():
        kept = dict(form.cleaned_data)
        consent, seen = kept.pop("consent"), kept.pop("seen_regulation")
        facts = StandingFacts(commune=kept.pop("place"), **kept)
        items = [(line.variant, line.quantity) for line in lines]
        try:
            made = set_up_standing(facts=facts, items=items, buyer=person, consent=consent, seen_regulation=seen, at=at)
            return HttpResponseRedirect(reverse("wholesale:standing", args=[made.code]))
        except Invalid as refusal:
            form.take(refusal)
        except RegulationsChanged as refusal:
            problem = str(refusal)
            answers.pop("consent", None)
    context = {"form": form, "lines": lines, "regulation": regulations_in_force(at=at), "problem": problem}
    status = REFUSED if problem else INVALID if form.is_bound else 200
    return render(request, "wholesale/buyer/new_standing.html", context, status=status)


@never_cache
@require_safe
@signed_in
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """One standing order with its next days."""
    return _page(request, _find(request, code))


@require_POST
@signed_in
def step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Pause it, let it run again, or end it."""
    found = _find(request, code)
    if step not in STEPS:
        raise Http404
    try:
        step_standing(standing=found, step=STEPS[step], actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, found, problem=str(refusal), status=REFUSED)
    return HttpResponseRedirect(reverse("wholesale:standing", args=[found.code]))


@require_POST
@signed_in
def agree(request: SignedInRequest, code: str) -> HttpResponse:
    """The reader agrees to the regulations, for the orders to come of what was set up before anybody asked."""
    found, form = _find(request, code), AgreeForm(request.POST)
    form.is_valid()
    try:
        agree_to_standing(
            standing=found,
            consent=form.cleaned_data.get("consent", False),
            seen_regulation=form.cleaned_data.get("seen_regulation", "-"),
            actor=request.user,
            at=timezone.now(),
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, found, agreeing=form, status=INVALID)
    except DomainError as refusal:
        return _page(request, found, problem=str(refusal), status=REFUSED)
    return HttpResponseRedirect(reverse("wholesale:standing", args=[found.code]))


@require_POST
@signed_in
def skip(request: SignedInRequest, code: str) -> HttpResponse:
    """Skip one day."""
    found, form = _find(request, code), SkipForm(request.POST)
    if not form.is_valid():
        return _page(request, found, problem=" ".join(str(fault) for fault in form.errors["on"]), status=INVALID)
    try:
        skip_day(standing=found, on=form.cleaned_data["on"], actor=request.user, at=timezone.now())
    except Invalid as refusal:
        return _page(request, found, problem=" ".join(refusal.field_errors["on"]), status=INVALID)
    return HttpResponseRedirect(reverse("wholesale:standing", args=[found.code]))


def _find(request: SignedInRequest, code: str) -> StandingOrder:
    found = standing_seen_by(request.user, code)
    if found is None:
        raise Http404
    return found


def _page(
    request: SignedInRequest,
    found: StandingOrder,
    *,
    problem: str = "",
    agreeing: AgreeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    context = {
        "standing": found,
        "days": coming_days(found, on=local_date(at)),
        "today": local_date(at),
        "agreeing": agreeing or AgreeForm(),
        "regulation": regulations_in_force(at=at) if found.regulation is None else None,
        "problem": problem,
    }
    return render(request, "wholesale/buyer/standing.html", context, status=status)
