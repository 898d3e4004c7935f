"""Asking a household to be let help, its consent, and ending it: the helper's pages, the household's, and its link."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.sellers.actions import consents, mandates
from chophien.sellers.forms import ConsentCodeForm, SignedForm, VoiceForm
from chophien.sellers.mandate_forms import MandateForm
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.policies import household_of
from chophien.sellers.selectors.helping import (
    has_own_phone,
    helps_somewhere,
    households_to_ask,
    mandate_by_link,
    mandates_asked_by,
    mandates_of,
)
from chophien.sellers.selectors.shops import households_found, sellers_managed_by
from chophien.sellers.states import Deed, MandateStatus
from chophien.uploads.errors import FileRefused
from chophien.uploads.selectors import recording_limits
from chophien.web.decorators import safe_next, signed_in
from chophien.web.forms import PlainForm

REFUSED, INVALID = 409, 422
USUAL_DAYS = 180
FOUND_MOST = 60
Take = Callable[[Mandate, Any, SignedInRequest, datetime], Mandate]


@never_cache
@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The households that somebody helps, asked or once helped."""
    at = timezone.now()
    rows = list(mandates_asked_by(request.user)[:200])
    if not rows and not helps_somewhere(request.user, at=at):
        raise Http404
    return render(request, "sellers/helper/mandates.html", {"mandates": rows, "today": local_date(at)})


@never_cache
@require_safe
@signed_in
def choose(request: SignedInRequest) -> HttpResponse:
    """The shops of the helper's communes, to choose whom to ask."""
    at = timezone.now()
    if not helps_somewhere(request.user, at=at):
        raise Http404
    typed = request.GET.get("q", "")[:100]
    shops = households_found(households_to_ask(request.user, at=at), typed)[:FOUND_MOST]
    return render(request, "sellers/helper/choose.html", {"shops": list(shops), "typed": typed})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask one household: what, and until when."""
    at = timezone.now()
    seller = get_object_or_404(households_to_ask(request.user, at=at), code=code)
    usual = {"deeds": Deed.values, "valid_until": format_date(local_date(at) + timedelta(days=USUAL_DAYS))}
    form, problem, status = MandateForm(request.POST or None, initial=usual), None, 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                asked = mandates.ask_for_mandate(seller=seller, actor=request.user, at=at, **form.cleaned_data)
                return _to_mandate(request, asked)
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, REFUSED
    context = {"form": form, "seller": seller, "problem": problem, "next": safe_next(request, "")}
    return render(request, "sellers/helper/ask.html", context, status=status)


@never_cache
@require_safe
@signed_in
def mandate(request: SignedInRequest, code: str) -> HttpResponse:
    """One mandate as its helper sees it: how the household can say yes, or how it stands."""
    return _page(request, _own(request, code))


@require_POST
@signed_in
def send_code(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the household a code."""
    found = _own(request, code)
    try:
        consents.send_consent_code(mandate=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, found, problem=refusal, status=REFUSED)
    return _to_mandate(request, found, xong="ma")


@require_POST
@signed_in
def by_code(request: SignedInRequest, code: str) -> HttpResponse:
    """The household read its code out."""

    def take(found: Mandate, form: ConsentCodeForm, request: SignedInRequest, at: datetime) -> Mandate:
        return consents.consent_by_code(mandate=found, code=form.cleaned_data["code"], actor=request.user, at=at)

    return _taken(request, code, "code", ConsentCodeForm(request.POST), take, beside="code")


@require_POST
@signed_in
def by_voice(request: SignedInRequest, code: str) -> HttpResponse:
    """The household said yes aloud."""

    def take(found: Mandate, form: VoiceForm, request: SignedInRequest, at: datetime) -> Mandate:
        voice = form.cleaned_data["voice"]
        return consents.consent_by_voice(mandate=found, file=voice, actor=request.user, at=at)

    return _taken(request, code, "voice", VoiceForm(request.POST, request.FILES), take, beside="voice")


@require_POST
@signed_in
def by_signature(request: SignedInRequest, code: str) -> HttpResponse:
    """The household signed, on the screen or on paper, before a witness."""

    def take(found: Mandate, form: SignedForm, request: SignedInRequest, at: datetime) -> Mandate:
        said, who = form.cleaned_data, request.user
        if said["paper"]:
            return consents.consent_by_paper(mandate=found, file=said["paper"], witness=form.witness, actor=who, at=at)
        return consents.consent_by_drawing(
            mandate=found, drawing=said["drawing"], witness=form.witness, actor=who, at=at
        )

    return _taken(request, code, "signed", SignedForm(request.POST, request.FILES), take)


@require_POST
@signed_in
def lay_down(request: SignedInRequest, code: str) -> HttpResponse:
    """The helper takes the question back, or helps no longer."""
    found = _own(request, code)
    _end(found, actor=request.user)
    return HttpResponseRedirect(reverse("sellers:mandates"))


@never_cache
@require_safe
@signed_in
def helpers(request: SignedInRequest, code: str) -> HttpResponse:
    """Who helps the household, what they may do and until when, each with one button that ends it."""
    return _helpers_page(request, _shop(request, code))


@require_POST
@signed_in
def agree(request: SignedInRequest, code: str, mandate_code: str) -> HttpResponse:
    """The household says yes in its own desk."""
    seller = _shop(request, code)
    found = get_object_or_404(mandates_of(seller), code=mandate_code)
    try:
        consents.consent_in_desk(mandate=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _helpers_page(request, seller, problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("sellers:helpers", args=[seller.code]) + "?xong=dong-y")


@require_POST
@signed_in
def end(request: SignedInRequest, code: str, mandate_code: str) -> HttpResponse:
    """One tap: the helper helps no longer, or never does."""
    seller = _shop(request, code)
    found = get_object_or_404(mandates_of(seller), code=mandate_code)
    _end(found, actor=request.user)
    return HttpResponseRedirect(reverse("sellers:helpers", args=[seller.code]) + "?xong=thoi")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The household's own link, from its message: what it lets whom do, and one button that ends it."""
    found = mandate_by_link(code, token)
    if found is None:
        raise Http404
    if request.method == "POST":
        _end(found, actor=household_of(found))
        return HttpResponseRedirect(request.path)
    context = {"mandate": found, "given": found.status == MandateStatus.GIVEN}
    return render(request, "sellers/household/link.html", context)


def _taken(
    request: SignedInRequest, code: str, name: str, form: PlainForm, take: Take, *, beside: str = ""
) -> HttpResponse:
    """Take the household's yes; a refusal comes back beside its field with what was typed."""
    found = _own(request, code)
    if not form.is_valid():
        return _page(request, found, forms={name: form}, status=INVALID)
    try:
        given = take(found, form, request, timezone.now())
    except Invalid as refusal:
        for field, sentences in refusal.field_errors.items():
            for sentence in sentences:
                form.add_error(field if form.fields[field].label else "paper", str(sentence))
        return _page(request, found, forms={name: form}, status=INVALID)
    except FileRefused as refusal:
        form.add_error(beside or "paper", str(refusal))
        return _page(request, found, forms={name: form}, status=INVALID)
    except DomainError as refusal:
        if not beside:
            return _page(request, found, problem=refusal, status=REFUSED)
        form.add_error(beside, str(refusal))
        return _page(request, found, forms={name: form}, status=REFUSED)
    onward = safe_next(request, "")
    return HttpResponseRedirect(onward) if onward else _to_mandate(request, given, xong="dong-y")


def _to_mandate(request: SignedInRequest, found: Mandate, **said: str) -> HttpResponse:
    """To the mandate's page, which still knows where the helper was on the way to."""
    onward = safe_next(request, "")
    query = urlencode({**said, **({"next": onward} if onward else {})})
    path = reverse("sellers:mandate", args=[found.code])
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


def _end(found: Mandate, *, actor: Any) -> None:
    at = timezone.now()
    if found.status == MandateStatus.ASKED:
        mandates.decline_mandate(mandate=found, actor=actor, at=at)
    else:
        mandates.revoke_mandate(mandate=found, actor=actor, at=at)


def _own(request: SignedInRequest, code: str) -> Mandate:
    found: Mandate = get_object_or_404(mandates_asked_by(request.user), code=code)
    return found


def _shop(request: SignedInRequest, code: str) -> Seller:
    managed = sellers_managed_by(request.user, at=timezone.now())
    seller: Seller = get_object_or_404(managed, code=code)
    return seller


def _page(
    request: SignedInRequest,
    found: Mandate,
    *,
    forms: dict[str, PlainForm] | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    kept = {"code": ConsentCodeForm(), "voice": VoiceForm(), "signed": SignedForm()}
    context = {
        "mandate": found,
        "forms": {**kept, **(forms or {})},
        "opened": next(iter(forms or {}), "code" if request.GET.get("xong") == "ma" else ""),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "by_phone": found.status == MandateStatus.ASKED and has_own_phone(found, at=at),
        "today": local_date(at),
        "limits": recording_limits(at=at),
        "next": safe_next(request, ""),
    }
    return render(request, "sellers/helper/mandate.html", context, status=status)


def _helpers_page(
    request: SignedInRequest, seller: Seller, *, problem: DomainError | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    context = {
        "seller": seller,
        "mandates": list(mandates_of(seller)[:100]),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "today": local_date(at),
    }
    return render(request, "sellers/household/helpers.html", context, status=status)
