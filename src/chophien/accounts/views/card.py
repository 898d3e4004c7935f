"""Coming in by a printed card, at a kiosk or on anybody's phone, and being out again by oneself."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts import cards
from chophien.accounts.errors import OwnPinWanted, WeakPin
from chophien.accounts.forms import CardForm
from chophien.accounts.models import SignInCard
from chophien.accounts.requests import SignedInRequest
from chophien.accounts.views import _session
from chophien.accounts.views._session import BACKEND, VISITOR
from chophien.accounts.views.card_sessions import CARD, NOTHING_LEFT, SEEN
from chophien.lib.errors import DomainError
from chophien.web.decorators import signed_in

INVALID = 422
DESK = "/ban-hang/"


@never_cache
@sensitive_post_parameters("pin", "own_pin", "own_pin_again")
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """For a screen that cannot scan: the code printed on the card, and the PIN."""
    return _door(request, token="")


@never_cache
@sensitive_post_parameters("pin", "own_pin", "own_pin_again")
@require_http_methods(["GET", "HEAD", "POST"])
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """What the card's QR opens: the PIN is asked for. It says the same for a card that nobody has."""
    return _door(request, token=token)


@require_POST
@signed_in
def stay(_request: SignedInRequest) -> HttpResponse:
    """Somebody is still there; asking who it is has begun the minute anew."""
    return HttpResponse(status=204)


@never_cache
@require_safe
def over(request: HttpRequest) -> HttpResponse:
    """The session is over, and nothing of it stays on the device."""
    if request.session.get(CARD):
        request.session.flush()
    response = render(request, "accounts/person/card_over.html")
    response["Clear-Site-Data"] = NOTHING_LEFT
    return response


def _door(request: HttpRequest, *, token: str) -> HttpResponse:
    card = cards.card_named(token=token) if token else None
    wants = (card is not None and card.wants_own_pin) or bool(request.POST.get("own_pin"))
    form = CardForm(request.POST or None, by_token=bool(token), wants_own_pin=wants)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=INVALID)
    at, said = timezone.now(), form.cleaned_data
    try:
        _session.refuse_busy_address(request, "accounts.tries_per_address_hour", at=at)
        card = card if token else cards.card_named(code=said["code"])
        card = cards.sign_in_by_card(card=card, pin=said["pin"], own_pin=said.get("own_pin", ""), actor=VISITOR, at=at)
    except (OwnPinWanted, WeakPin) as refusal:
        form.ask_own_pin(str(refusal))
        return _session.refused(_page(request, form), refusal)
    except DomainError as refusal:
        form.add_error("pin", str(refusal))
        return _session.refused(_page(request, form), refusal)
    return _in(request, card, now=at.isoformat())


def _in(request: HttpRequest, card: SignInCard, *, now: str) -> HttpResponse:
    """Begin the session. It ends with the browser at the latest, and leaves no other cookie."""
    login(request, card.person, backend=BACKEND)
    request.session.set_expiry(0)
    request.session[CARD], request.session[SEEN] = card.code, now
    own = settings.CARD_PAGES.get(card.opens.partition("-")[0])
    return HttpResponseRedirect(own or DESK + "?" + urlencode({"gian": card.opens}))


def _page(request: HttpRequest, form: CardForm, *, status: int = 200) -> HttpResponse:
    response = render(request, "accounts/person/card.html", {"form": form}, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
