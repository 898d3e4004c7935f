"""Requests about data, what must not be deleted, what went wrong; for operators of the whole market."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, StepNotAllowed
from chophien.officedesk.paging import page_along, page_by_pk
from chophien.officedesk.privacy_forms import BreachForm, HoldForm
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.officedesk.wording import words_of
from chophien.privacy.actions import requests
from chophien.privacy.actions.holds import close_breach, hold, lift, note_breach, told_authority
from chophien.privacy.actions.retention import CLASSES
from chophien.privacy.models import Breach, DataRequest, LegalHold
from chophien.privacy.selectors.register import (
    BY_KEY,
    breaches,
    holds,
    is_late,
    is_overdue,
    last_runs,
    requests_in_queue,
)
from chophien.privacy.selectors.unsettled import unsettled_for
from chophien.rules.selectors import rule

PURPOSE, MOST = "officedesk.data", 200
STEP = ["GET", "HEAD", "POST"]
DECISIONS: Mapping[str, Callable[..., DataRequest]] = {
    "tra-loi": requests.answer,
    "lam": requests.carry_out,
    "tu-choi": requests.refuse,
}


@require_safe
@_office.operating_nationwide
def queue(request: SignedInRequest, office: Office) -> HttpResponse:
    """Requests that wait, the most urgent first; or all of them."""
    at, everything = timezone.now(), request.GET.get("tat-ca") == "1"
    following = ""
    if everything:
        page = page_by_pk(requests_in_queue(open_only=False), cursor=request.GET.get("trang", ""), purpose=PURPOSE)
        rows, cursor = page.rows, page.following
        following = _office.address("data-requests", trang=cursor, **{"tat-ca": "1"}) if cursor else ""
    else:
        waiting = page_along(
            requests_in_queue(), "settle_due", cursor=request.GET.get("trang", ""), purpose=f"{PURPOSE}.waiting"
        )
        rows, cursor = waiting.rows, waiting.following
        following = _office.address("data-requests", trang=cursor) if cursor else ""
    context = {
        "rows": [(one, is_overdue(one, at=at)) for one in rows],
        "everything": everything,
        "following": following,
    }
    return _office.page(request, "data_requests.html", office, context)


@require_http_methods(STEP)
@_office.operating_nationwide
def one(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One request: answer it, carry it out, or refuse it with the reason."""
    found = get_object_or_404(requests_in_queue(open_only=False), code=code)
    at, problem = timezone.now(), None
    if request.method == "POST":
        step = request.POST.get("buoc", "")
        try:
            if step not in DECISIONS:
                raise StepNotAllowed(step=step, status=found.status)
            DECISIONS[step](request=found, words=request.POST.get("words", ""), actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("data-request", code, xong="1"))
        except DomainError as refusal:
            problem = refusal
    steps = list(found.steps.order_by("pk"))
    context = {
        "one": found,
        "unsettled": unsettled_for(found, at=at),
        "steps": steps,
        "words_of": words_of,
        "doers": _office.doers_of(steps),
        "late": is_overdue(found, at=at),
        "classes": BY_KEY,
        "problem": problem,
        "typed": request.POST.get("words", ""),
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "data_request.html", office, context, status=_office.status_of(problem))


@require_http_methods(STEP)
@_office.operating_nationwide
def retention(request: SignedInRequest, office: Office) -> HttpResponse:
    """What is forgotten by itself and when, and the holds that stop it. A hold is set here."""
    at, problem = timezone.now(), None
    form = HoldForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            hold(**form.cleaned_data, actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("retention", xong="1"))
        except DomainError as refusal:
            problem = refusal
    runs = last_runs()
    context = {
        "classes": [(one, rule(one.rule, at=at), runs.get(one.key)) for one in CLASSES],
        "holds": list(holds()[:MOST]),
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(problem, invalid=form.is_bound)
    return _office.page(request, "retention.html", office, context, status=status)


@require_POST
@_office.operating_nationwide
def lift_hold(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Let a hold go."""
    del office
    found = get_object_or_404(LegalHold, code=code)
    lift(held=found, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(_office.address("retention", xong="1"))


@require_http_methods(STEP)
@_office.operating_nationwide
def register(request: SignedInRequest, office: Office) -> HttpResponse:
    """The register of breaches; a new one is written down here."""
    at, problem = timezone.now(), None
    form = BreachForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            note_breach(**form.cleaned_data, actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("breaches", xong="1"))
        except DomainError as refusal:
            problem = refusal
    return _breaches(request, office, form, problem, invalid=form.is_bound)


@require_POST
@_office.operating_nationwide
def breach_step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """The authority was told, or the breach is closed."""
    found = get_object_or_404(Breach, code=code)
    if step not in {"da-bao", "dong"}:
        raise Http404
    words, at = request.POST.get("words", ""), timezone.now()
    try:
        if step == "da-bao":
            told_authority(breach=found, reference=words, actor=request.user, at=at)
        else:
            close_breach(breach=found, remedy=words, actor=request.user, at=at)
    except DomainError as refusal:
        return _breaches(request, office, BreachForm(), refusal)
    return HttpResponseRedirect(_office.address("breaches", xong="1"))


def _breaches(
    request: SignedInRequest, office: Office, form: BreachForm, problem: DomainError | None, *, invalid: bool = False
) -> HttpResponse:
    at = timezone.now()
    context = {
        "rows": [(one, is_late(one, at=at)) for one in breaches()],
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(problem, invalid=invalid)
    return _office.page(request, "breaches.html", office, context, status=status)
