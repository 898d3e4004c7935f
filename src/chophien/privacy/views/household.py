"""What a household says about its data to its helper or at the office, with what shows that it said so."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, Invalid
from chophien.privacy.actions import told
from chophien.privacy.errors import NobodyMeant
from chophien.privacy.forms import TakeBackForm
from chophien.privacy.policies import can_ask_for_household, can_look_at_evidence
from chophien.privacy.selectors.register import choices_of, household_of, speaker_of, steps_told
from chophien.sellers.forms import ConsentCodeForm, SignedForm, VoiceForm
from chophien.sellers.models import Seller
from chophien.uploads.errors import FileRefused
from chophien.uploads.selectors import recording_limits
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response
from chophien.web.forms import PlainForm

REFUSED, INVALID = 409, 422
STEP = ["GET", "HEAD", "POST"]
CHOSEN, MOST = "dong-y", 30
Take = Callable[[Seller, Any, Collection[str], SignedInRequest, datetime], object]


@never_cache
@require_http_methods(STEP)
@signed_in
def consent(request: SignedInRequest, seller_code: str) -> HttpResponse:
    """First what the household agrees to, then one of the ways in which it says so; or taking something back."""
    at = timezone.now()
    seller = _household(request, seller_code, at=at)
    way = request.POST.get("cach", "")
    if request.method != "POST":
        return _page(request, seller)
    if way == "gui-ma":
        return _send_code(request, seller, at=at)
    if way not in WAYS:
        return _page(request, seller, status=INVALID)
    made, take, beside = WAYS[way]
    form = made(request.POST, request.FILES) if request.FILES else made(request.POST)
    status = _taken(request, seller, form, take, beside, at=at) if form.is_valid() else INVALID
    return _page(request, seller, way=way, form=form, status=status) if status else _to(seller, (), "ghi")


def _send_code(request: SignedInRequest, seller: Seller, *, at: datetime) -> HttpResponse:
    agreed = request.POST.getlist(CHOSEN)
    try:
        told.send_code(seller=seller, agreed=agreed, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, seller, problem=refusal, status=REFUSED)
    return _to(seller, agreed, "ma")


def _taken(request: SignedInRequest, seller: Seller, form: PlainForm, take: Take, beside: str, *, at: datetime) -> int:
    """Write down what the household said: 0, or the status of the page that comes back with the faults."""
    try:
        take(seller, form, request.POST.getlist(CHOSEN), request, at)
    except Invalid as refusal:
        for field, sentences in refusal.field_errors.items():
            for sentence in sentences:
                form.add_error("paper" if field == "drawing" else field, str(sentence))
        return INVALID
    except FileRefused as refusal:
        form.add_error(beside, str(refusal))
        return INVALID
    except DomainError as refusal:
        form.add_error(beside, str(refusal))
        return REFUSED
    return 0


@never_cache
@require_POST
@signed_in
def evidence(request: SignedInRequest, seller_code: str, step: int) -> HttpResponse:
    """How the household said it, for officers, after the purpose was said and written down."""
    at = timezone.now()
    seller = household_of(seller_code)
    if seller is None or not can_look_at_evidence(request.user, seller, at=at):
        raise Http404
    person = speaker_of(seller, at=at)
    if person is None:
        raise Http404
    found = get_object_or_404(steps_told(person), pk=step)
    purpose = request.POST.get("purpose", "")[:300]
    try:
        opened = told.look_at_evidence(step=found, seller=seller, purpose=purpose, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, seller, problem=refusal, status=REFUSED)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


def _by_code(
    seller: Seller, form: ConsentCodeForm, _agreed: Collection[str], request: SignedInRequest, at: datetime
) -> object:
    return told.agree_by_code(seller=seller, code=form.cleaned_data["code"], actor=request.user, at=at)


def _by_voice(
    seller: Seller, form: VoiceForm, agreed: Collection[str], request: SignedInRequest, at: datetime
) -> object:
    voice = form.cleaned_data["voice"]
    return told.agree_by_voice(seller=seller, agreed=agreed, file=voice, actor=request.user, at=at)


def _by_signature(
    seller: Seller, form: SignedForm, agreed: Collection[str], request: SignedInRequest, at: datetime
) -> object:
    return told.agree_by_signature(
        seller=seller,
        agreed=agreed,
        drawing=form.cleaned_data["drawing"],
        paper=form.cleaned_data["paper"] or None,
        witness=form.witness,
        actor=request.user,
        at=at,
    )


def _back(seller: Seller, form: TakeBackForm, keys: Collection[str], request: SignedInRequest, at: datetime) -> object:
    witness = form.cleaned_data["witness"]
    return told.take_back(seller=seller, keys=keys, witness=witness, actor=request.user, at=at)


WAYS: dict[str, tuple[Callable[..., PlainForm], Take, str]] = {
    "ma": (ConsentCodeForm, _by_code, "code"),
    "giong-noi": (VoiceForm, _by_voice, "voice"),
    "ky": (SignedForm, _by_signature, "paper"),
    "rut": (TakeBackForm, _back, "witness"),
}


def _household(request: SignedInRequest, code: str, *, at: datetime) -> Seller:
    seller = household_of(code)
    if seller is None or not can_ask_for_household(request.user, seller, at=at):
        raise Http404
    return seller


def _to(seller: Seller, agreed: Collection[str], done: str) -> HttpResponse:
    query = urlencode({"xong": done, **({"chon": "1", CHOSEN: list(agreed)} if done == "ma" else {})}, doseq=True)
    return HttpResponseRedirect(f"{reverse('privacy:household-consent', args=[seller.code])}?{query}")


def _page(
    request: SignedInRequest,
    seller: Seller,
    *,
    way: str = "",
    form: PlainForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    try:
        person = told.party_of(seller, actor=request.user, at=at).person
    except NobodyMeant as refusal:
        person, problem, status = None, refusal, REFUSED
    except DomainError as refusal:
        raise Http404 from refusal
    said = request.POST if request.method == "POST" else request.GET
    choices = choices_of(person, at=at) if person else []
    chosen = set(said.getlist(CHOSEN))
    forms: dict[str, PlainForm] = {name: made() for name, (made, _take, _beside) in WAYS.items()}
    context = {
        "seller": seller,
        "choices": choices,
        "agreed": [one for one in choices if one.purpose.key in chosen],
        "asks": bool(choices) and way != "rut" and (request.method == "POST" or "chon" in request.GET),
        "forms": {**forms, **({way: form} if form else {})},
        "way": way,
        "has_phone": bool(person and person.mobile),
        "steps": list(steps_told(person)[:MOST]) if person else [],
        "sees_evidence": bool(can_look_at_evidence(request.user, seller, at=at)),
        "limits": recording_limits(at=at),
        "english": request.user.language == "en",
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "privacy/person/household_consent.html", context, status=status)
