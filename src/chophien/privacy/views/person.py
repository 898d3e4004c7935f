"""A person's own data: what they agreed to, what they asked, the file of everything; and a household's wish."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.privacy.actions import requests
from chophien.privacy.actions.consents import choose
from chophien.privacy.actions.exporting import fetch
from chophien.privacy.forms import AskForm, HouseholdForm
from chophien.privacy.kept.classes import BY_KEY
from chophien.privacy.models import DataRequest
from chophien.privacy.policies import can_ask_for_household
from chophien.privacy.selectors.register import (
    asked_for_household,
    choices_of,
    household_of,
    requests_of,
    requests_visible_to,
)
from chophien.privacy.selectors.unsettled import unsettled
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response

MOST, REFUSED, INVALID = 30, 409, 422
STEP = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """What is asked, what was agreed to, and the requests so far."""
    return _page(request, AskForm())


@never_cache
@require_POST
@signed_in
def agree(request: SignedInRequest) -> HttpResponse:
    """Agree to what is ticked and to nothing else."""
    choose(person=request.user, agreed=request.POST.getlist("dong-y"), actor=request.user, at=timezone.now())
    return _done("dong-y")


@never_cache
@require_POST
@signed_in
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask something about one's own data."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=INVALID)
    said = form.cleaned_data
    try:
        requests.ask(person=request.user, kind=said["kind"], words=said["words"], actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, form, problem=refusal, status=REFUSED)
    return _done("yeu-cau")


@never_cache
@require_POST
@signed_in
def withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a request back."""
    try:
        requests.withdraw(request=_request(request, code), actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, AskForm(), problem=refusal, status=REFUSED)
    return _done("rut")


@never_cache
@require_safe
@signed_in
def file(request: SignedInRequest, code: str) -> HttpResponse:
    """The file of everything; only for the person it is about."""
    found = get_object_or_404(requests_of(request.user), code=code)
    opened = fetch(request=found, actor=request.user, at=timezone.now())
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


@never_cache
@require_http_methods(STEP)
@signed_in
def household(request: SignedInRequest, seller_code: str) -> HttpResponse:
    """Hand in what a household wishes: its helper, or an officer of its place."""
    at = timezone.now()
    seller = household_of(seller_code)
    if seller is None or not can_ask_for_household(request.user, seller, at=at):
        raise Http404
    form, problem, status = HouseholdForm(request.POST or None), None, 200
    if form.is_bound and form.is_valid():
        try:
            made = requests.ask_for_household(seller=seller, **form.cleaned_data, actor=request.user, at=at)
            return HttpResponseRedirect(f"{reverse('privacy:household', args=[seller.code])}?xong={made.code}")
        except DomainError as refusal:
            problem, status = refusal, REFUSED
    elif form.is_bound:
        status = INVALID
    asked = asked_for_household(seller, by=request.user)[:MOST]
    context = {"seller": seller, "form": form, "problem": problem, "asked": asked, "done": request.GET.get("xong", "")}
    return render(request, "privacy/person/household.html", context, status=status)


def _page(
    request: SignedInRequest, form: AskForm, *, problem: DomainError | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    asked = list(requests_of(request.user)[:MOST])
    context = {
        "form": form,
        "problem": problem,
        "choices": choices_of(request.user, at=at),
        "asked": asked,
        "unsettled": unsettled(request.user, at=at),
        "classes": BY_KEY,
        "now": at,
        "english": request.user.language == "en",
        "done": request.GET.get("xong", ""),
    }
    return render(request, "privacy/person/mine.html", context, status=status)


def _request(request: SignedInRequest, code: str) -> DataRequest:
    found: DataRequest = get_object_or_404(requests_visible_to(request.user), code=code)
    return found


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('privacy:mine')}?xong={what}")
