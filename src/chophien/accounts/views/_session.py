"""What the pages of signing in keep in the session, and the steps they share."""

from datetime import datetime, timedelta
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.errors import TryLater
from chophien.accounts.models import Person
from chophien.accounts.passkeys import Site
from chophien.accounts.requests import SignedInRequest
from chophien.lib.actor import GuestActor
from chophien.lib.errors import DomainError
from chophien.rules import selectors as rules
from chophien.web.addresses import client_address, is_address
from chophien.web.decorators import Arguments, View, is_own_path, signed_in
from chophien.web.ratelimit import allow

VISITOR = GuestActor("guest")
CART_COOKIE = "gio"
BACKEND = "chophien.accounts.requests.SessionPeople"
PHONE, NEXT, ENTERED, CHALLENGE = "sign_in_phone", "sign_in_next", "signed_in_at", "passkey_challenge"
LANGUAGE_COOKIE_SECONDS = 60 * 60 * 24 * 365
WAITING_SECONDS = 60 * 60
REFUSED, TOO_MANY = 409, 429


def cart_code(request: HttpRequest) -> str:
    """The guest's cart cookie, unchecked, for the apps above that listen to `signed_in`."""
    return request.COOKIES.get(CART_COOKIE, "")[:100]


def come_in(request: HttpRequest, person: Person, *, at: datetime, target: str) -> HttpResponse:
    """Begin a session under a new key, speak the person's language, and go on."""
    login(request, person, backend=BACKEND)
    for key in (PHONE, NEXT, CHALLENGE):
        request.session.pop(key, None)
    request.session.set_expiry(None)
    request.session[ENTERED] = at.isoformat()
    response = HttpResponseRedirect(target)
    speak(response, person.language)
    return response


def expect_soon(request: HttpRequest) -> None:
    """A session that only waits for a code or a key is over in an hour."""
    if not request.user.is_authenticated:
        request.session.set_expiry(WAITING_SECONDS)


def speak(response: HttpResponse, language: str) -> None:
    """Let the following pages be in this language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=LANGUAGE_COOKIE_SECONDS, httponly=True, samesite="Lax"
    )


def kept_next(request: HttpRequest) -> str:
    """Where the person wanted to go when they were asked to sign in."""
    wanted = str(request.session.get(NEXT, ""))
    return wanted if is_own_path(request, wanted) else reverse("accounts:me")


def refuse_busy_address(request: HttpRequest, rule: str, *, at: datetime) -> None:
    """Let an address pass that has not used up what the rule gives it in an hour.

    :raises TryLater: if it has
    """
    wait = allow(rule, client_address(request), limit=rules.whole(rule, at=at), per_seconds=3600, at=at)
    if wait is not None:
        raise TryLater(seconds=wait.seconds)


def refused(response: HttpResponse, refusal: DomainError) -> HttpResponse:
    """The page that shows a refusal, with the status and waiting time that belong to it."""
    response.status_code = TOO_MANY if isinstance(refusal, TryLater) else REFUSED
    if isinstance(refusal, TryLater):
        response["Retry-After"] = str(refusal.seconds)
    return response


def site_of(request: HttpRequest) -> Site:
    """Where a passkey of this site belongs."""
    address = request.get_host()
    return Site(host=address.partition(":")[0], origin=f"{request.scheme}://{address}")


def takes_passkeys(request: HttpRequest) -> bool:
    """Browsers make keys for names only, never for a bare address such as 127.0.0.1."""
    address = request.get_host()
    return not address.startswith("[") and not is_address(address.partition(":")[0])


def freshly_signed_in(view: View[SignedInRequest, Arguments]) -> View[SignedInRequest, Arguments]:
    """Let only people pass who signed in a short while ago; others sign in once more and come back.

    For changing the ways to sign in: a phone left on a table must not be enough.
    """

    @signed_in
    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        at = timezone.now()
        entered = str(request.session.get(ENTERED, ""))
        minutes = rules.whole("accounts.fresh_minutes", at=at)
        if entered and datetime.fromisoformat(entered) > at - timedelta(minutes=minutes):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("accounts:me")
        return HttpResponseRedirect(reverse("accounts:sign-in") + "?" + urlencode({"next": back, "lai": "1"}))

    return guarded
