"""Signing in: the number, the code, and out again. All of it works without a script."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts import credentials
from chophien.accounts.actions.codes import confirm_code, send_code
from chophien.accounts.forms import CodeForm, NameForm, PasswordSignInForm, PhoneForm
from chophien.accounts.requests import SignedInRequest
from chophien.accounts.views import _session
from chophien.accounts.views._session import NEXT, PHONE, VISITOR
from chophien.lib.errors import DomainError
from chophien.web.decorators import safe_next, signed_in

INVALID = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the number and send a code to it."""
    target = safe_next(request, reverse("accounts:me"))
    if request.method != "POST":
        form = PhoneForm(initial={"phone": request.session.get(PHONE, "")})
        return phone_page(request, form, target)
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return phone_page(request, form, target, status=INVALID)
    refusal = _send(request, form.cleaned_data["phone"])
    if refusal is not None:
        form.add_error("phone", str(refusal))
        return _session.refused(phone_page(request, form, target), refusal)
    _session.expect_soon(request)
    request.session[PHONE] = form.cleaned_data["phone"]
    request.session[NEXT] = target
    return HttpResponseRedirect(reverse("accounts:code"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code and let its owner in."""
    phone = str(request.session.get(PHONE, ""))
    if not phone:
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("accounts:me"))
        return HttpResponseRedirect(reverse("accounts:sign-in"))
    if request.method != "POST":
        return _code_page(request, CodeForm(), phone)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, phone, status=INVALID)
    at = timezone.now()
    try:
        _session.refuse_busy_address(request, "accounts.tries_per_address_hour", at=at)
        person = confirm_code(
            phone=phone,
            code=form.cleaned_data["code"],
            actor=VISITOR,
            at=at,
            guest_cart_code=_session.cart_code(request),
            language=get_language() or "vi",
        )
    except DomainError as refusal:
        form.add_error("code", str(refusal))
        return _session.refused(_code_page(request, form, phone), refusal)
    target = _session.kept_next(request)
    if person.joined_at == at:
        target = reverse("accounts:welcome") + "?" + urlencode({"next": target})
    return _session.come_in(request, person, at=at, target=target)


@never_cache
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Send another code to the number that was given."""
    phone = str(request.session.get(PHONE, ""))
    if not phone:
        return HttpResponseRedirect(reverse("accounts:sign-in"))
    refusal = _send(request, phone)
    if refusal is not None:
        return _session.refused(_code_page(request, CodeForm(), phone, problem=refusal), refusal)
    return HttpResponseRedirect(reverse("accounts:code") + "?moi=1")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Let somebody in by number and password."""
    target = safe_next(request, reverse("accounts:me"))
    if request.method != "POST":
        form = PasswordSignInForm(initial={"phone": request.session.get(PHONE, "")})
        return _password_page(request, form, target)
    form = PasswordSignInForm(request.POST)
    if not form.is_valid():
        return _password_page(request, form, target, status=INVALID)
    at = timezone.now()
    try:
        _session.refuse_busy_address(request, "accounts.tries_per_address_hour", at=at)
        person = credentials.sign_in_with_password(
            phone=form.cleaned_data["phone"],
            password=form.cleaned_data["password"],
            actor=VISITOR,
            at=at,
            guest_cart_code=_session.cart_code(request),
        )
    except DomainError as refusal:
        form.add_error("password", str(refusal))
        return _session.refused(_password_page(request, form, target), refusal)
    return _session.come_in(request, person, at=at, target=target)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def welcome(request: SignedInRequest) -> HttpResponse:
    """Ask somebody new what they are called. They may go on without saying it."""
    target = safe_next(request, reverse("accounts:me"))
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = request.user
        credentials.change_profile(
            person=person,
            name=form.cleaned_data["name"],
            language=person.language,
            actor=person,
            at=timezone.now(),
        )
        return HttpResponseRedirect(target)
    context = {"form": form, "next": target}
    status = INVALID if request.method == "POST" else 200
    return render(request, "accounts/person/welcome.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("accounts:sign-in"))


def _send(request: HttpRequest, phone: str) -> DomainError | None:
    """Send a code, or say why not."""
    at = timezone.now()
    try:
        _session.refuse_busy_address(request, "accounts.codes_per_address_hour", at=at)
        send_code(phone=phone, actor=VISITOR, at=at, language=get_language() or "vi", host=request.get_host())
    except DomainError as refusal:
        return refusal
    return None


def phone_page(
    request: HttpRequest, form: PhoneForm, target: str, *, status: int = 200, problem: DomainError | None = None
) -> HttpResponse:
    """The first page of signing in, where every way begins."""
    context = {
        "form": form,
        "next": target,
        "again": "lai" in request.GET,
        "passkeys": _session.takes_passkeys(request),
        "problem": problem,
    }
    return render(request, "accounts/person/sign_in.html", context, status=status)


def _code_page(
    request: HttpRequest, form: CodeForm, phone: str, *, status: int = 200, problem: DomainError | None = None
) -> HttpResponse:
    context = {"form": form, "phone": phone, "problem": problem, "sent_again": "moi" in request.GET}
    return render(request, "accounts/person/code.html", context, status=status)


def _password_page(request: HttpRequest, form: PasswordSignInForm, target: str, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/person/password.html", {"form": form, "next": target}, status=status)
