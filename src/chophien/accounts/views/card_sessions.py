"""Sessions that a printed card began: few doors, and over after a minute in which nothing was pressed."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import cast

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from chophien.accounts.cards import card_session, idle_time, opened_by
from chophien.accounts.errors import NOT_BY_CARD
from chophien.accounts.models import Person
from chophien.accounts.reach import one_request, only_what_the_card_opens
from chophien.lib.errors import NotPermitted

CARD, SEEN = "card", "card_seen_at"
NOTHING_LEFT = '"cache", "cookies", "storage"'


class CardIsOver(Exception):
    """The session that the card began is over: nothing was pressed for too long, or the card was taken back."""


class CardSessions:
    """Who came in by a card opens only its doors (`settings.CARD_DOORS`), and is out when idle. Asked when a view asks
    who it is. Behind these doors stands only what the card opens: `accounts.reach` knows of no other shop and no other
    household of the same person until the request is answered.

    Pages that ask nobody who they are, such as the market's own, are open to them as to every guest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: _somebody(request))  # type: ignore[assignment]  # as Django's own
        with one_request():
            response = self.get_response(request)
        if getattr(request, "card", None):
            response["Cache-Control"] = "private, no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Lead somebody whose time is over to the page that says so."""
        if not isinstance(exception, CardIsOver):
            return None
        request.user = AnonymousUser()
        return HttpResponseRedirect(reverse("accounts:card-over"))


def _somebody(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    user = request.somebody = get_user(request)  # type: ignore[attr-defined]  # read by `web.unread`
    code = str(request.session.get(CARD, "")) if user.is_authenticated else ""
    if not code:
        return user
    at = timezone.now()
    seen = datetime.fromisoformat(str(request.session.get(SEEN)))
    opens = opened_by(code)
    if seen + idle_time(at=at) <= at or not opens:
        request.session.flush()
        raise CardIsOver
    match = request.resolver_match
    if match is None or match.view_name not in _doors(opens):
        raise NotPermitted(NOT_BY_CARD)
    only_what_the_card_opens(cast("Person", user).code, opens)
    request.session[SEEN] = at.isoformat()
    request.card = card_session(code, at=at)  # type: ignore[attr-defined]  # read by the frame of every page
    return user


def _doors(opens: str) -> Collection[str]:
    return settings.CARD_DOORS_OF.get(opens.partition("-")[0], settings.CARD_DOORS)
