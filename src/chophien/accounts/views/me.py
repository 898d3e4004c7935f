"""What a person sees and changes about themselves."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts import credentials, selectors
from chophien.accounts.forms import NewPasswordForm, ProfileForm
from chophien.accounts.requests import SignedInRequest
from chophien.accounts.views import _session
from chophien.lib.errors import DomainError
from chophien.messages.selectors import unread_count
from chophien.web.decorators import signed_in
from chophien.web.desks import desks_of
from chophien.web.unread import unread_of

INVALID = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def me(request: SignedInRequest) -> HttpResponse:
    """Name and language, roles and the desks they open, ways to sign in, and out."""
    person, at = request.user, timezone.now()
    form = ProfileForm(request.POST or None, initial={"name": person.name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        changed = credentials.change_profile(person=person, actor=person, at=at, **form.cleaned_data)
        response = HttpResponseRedirect(reverse("accounts:me") + "?xong=ten")
        _session.speak(response, changed.language)
        return response
    context = {
        "person": person,
        "form": form,
        "roles": selectors.roles_shown(person.code, at=at),
        "passkeys": list(selectors.passkeys_of(person)),
        "passkeys_possible": _session.takes_passkeys(request),
        "unread": unread_count(person.code),
        "letters": unread_of(request).letters,
        "desks": desks_of(person.code, at=at),
        "done": request.GET.get("xong", ""),
    }
    return render(request, "accounts/person/me.html", context, status=INVALID if request.method == "POST" else 200)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@_session.freshly_signed_in
def password(request: SignedInRequest) -> HttpResponse:
    """Set a password, or a new one."""
    form = NewPasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                person = credentials.set_password(
                    person=request.user,
                    password=form.cleaned_data["password"],
                    actor=request.user,
                    at=timezone.now(),
                )
            except DomainError as refusal:
                form.add_error("password", str(refusal))
            else:
                update_session_auth_hash(request, person)
                return HttpResponseRedirect(reverse("accounts:me") + "?xong=mat-khau")
    context = {"form": form, "has_password": request.user.has_usable_password()}
    return render(request, "accounts/person/set_password.html", context, status=status)


@require_POST
@_session.freshly_signed_in
def remove_password(request: SignedInRequest) -> HttpResponse:
    person = credentials.remove_password(person=request.user, actor=request.user, at=timezone.now())
    update_session_auth_hash(request, person)
    return HttpResponseRedirect(reverse("accounts:me") + "?xong=bo-mat-khau")


@require_POST
@signed_in
def end_sessions(request: SignedInRequest) -> HttpResponse:
    """Sign out on every other device; this one stays."""
    person = credentials.end_sessions(person=request.user, actor=request.user, at=timezone.now())
    update_session_auth_hash(request, person)
    return HttpResponseRedirect(reverse("accounts:me") + "?xong=thoat-het")
