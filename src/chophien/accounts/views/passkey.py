"""Signing in by a key on the device. The questions are JSON for a small script; the answers are ordinary forms."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts import credentials, passkeys, selectors
from chophien.accounts.errors import PasskeyRefused
from chophien.accounts.forms import PasskeyForm, PhoneForm
from chophien.accounts.requests import SignedInRequest
from chophien.accounts.views import _session
from chophien.accounts.views._session import CHALLENGE
from chophien.accounts.views.sign_in import phone_page
from chophien.lib.errors import DomainError
from chophien.lib.phone import format_phone
from chophien.web.decorators import safe_next

INVALID = 422


@never_cache
@require_POST
def begin_sign_in(request: HttpRequest) -> HttpResponse:
    _session.refuse_busy_address(request, "accounts.tries_per_address_hour", at=timezone.now())
    _session.expect_soon(request)
    question = passkeys.ask_to_sign_in(_session.site_of(request))
    return _asked(request, question)


@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let in whoever's device answered."""
    at = timezone.now()
    target = safe_next(request, reverse("accounts:me"))
    try:
        _session.refuse_busy_address(request, "accounts.tries_per_address_hour", at=at)
        person = credentials.sign_in_with_passkey(
            site=_session.site_of(request),
            answer=request.POST.get("answer", ""),
            challenge=_taken_challenge(request),
            at=at,
            guest_cart_code=_session.cart_code(request),
        )
    except DomainError as refusal:
        return _session.refused(phone_page(request, PhoneForm(), target, problem=refusal), refusal)
    return _session.come_in(request, person, at=at, target=target)


@never_cache
@require_POST
@_session.freshly_signed_in
def begin_adding(request: SignedInRequest) -> HttpResponse:
    person = request.user
    question = passkeys.ask_to_register(
        _session.site_of(request),
        person_code=person.code,
        person_name=person.name or format_phone(person.phone),
        known=[bytes(one.credential_id) for one in selectors.passkeys_of(person)],
    )
    return _asked(request, question)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_session.freshly_signed_in
def add(request: SignedInRequest) -> HttpResponse:
    """Keep the key that this device made."""
    form = PasskeyForm(request.POST or None)
    if request.method != "POST":
        return _add_page(request, form)
    if not form.is_valid():
        return _add_page(request, form, status=INVALID, problem=PasskeyRefused())
    try:
        key = passkeys.read_new_key(
            _session.site_of(request), answer=form.cleaned_data["answer"], challenge=_taken_challenge(request)
        )
        credentials.add_passkey(
            person=request.user, key=key, name=form.cleaned_data["name"], actor=request.user, at=timezone.now()
        )
    except DomainError as refusal:
        return _session.refused(_add_page(request, form, problem=refusal), refusal)
    return HttpResponseRedirect(reverse("accounts:me") + "?xong=khoa")


@require_POST
@_session.freshly_signed_in
def remove(request: SignedInRequest, code: str) -> HttpResponse:
    passkey = get_object_or_404(selectors.passkeys_of(request.user), code=code)
    credentials.remove_passkey(passkey=passkey, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("accounts:me") + "?xong=bo-khoa")


def _asked(request: HttpRequest, question: passkeys.Question) -> HttpResponse:
    request.session[CHALLENGE] = question.challenge
    return HttpResponse(question.options, content_type="application/json")


def _taken_challenge(request: HttpRequest) -> bytes:
    """The challenge of the question that was asked last, once.

    :raises PasskeyRefused: if nothing was asked
    """
    challenge = str(request.session.pop(CHALLENGE, ""))
    if not challenge:
        raise PasskeyRefused
    return passkeys.challenge_bytes(challenge)


def _add_page(
    request: SignedInRequest, form: PasskeyForm, *, status: int = 200, problem: DomainError | None = None
) -> HttpResponse:
    context = {"form": form, "problem": problem, "possible": _session.takes_passkeys(request)}
    return render(request, "accounts/person/add_passkey.html", context, status=status)
