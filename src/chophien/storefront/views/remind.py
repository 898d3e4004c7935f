"""Hearing of goods when they come into season: asked for with a phone, ended from the message itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.catalog.selectors import listing_page, season_of
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.lib.phone import BadPhone, format_phone
from chophien.rules import selectors as rules
from chophien.seasons.actions.reminders import end_reminder, remind_me
from chophien.seasons.selectors.harvests import reminder_by_token
from chophien.storefront.addresses import product_path
from chophien.storefront.forms import RemindForm
from chophien.web.addresses import client_address
from chophien.web.ratelimit import allow

INVALID, REFUSED, TOO_MANY = 422, 409, 429
HOUR = 60 * 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the phone and promise one message."""
    listing = listing_page(code)
    if listing is None:
        raise Http404
    person = request.user if isinstance(request.user, Person) else None
    if request.method != "POST":
        form = RemindForm(initial={"phone": format_phone(person.phone)} if person else None)
        return _page(request, listing, form=form)
    form = RemindForm(request.POST)
    if not form.is_valid():
        return _page(request, listing, form=form, status=INVALID)
    at, language = timezone.now(), get_language() or "vi"
    keys = {"seasons.reminders_per_address_hour": client_address(request)}
    keys["seasons.reminders_per_phone_hour"] = form.cleaned_data["phone"]
    for rule, key in keys.items():
        if allow(rule, key, limit=rules.whole(rule, at=at), per_seconds=HOUR, at=at):
            form.add_error(None, _("Too many tries in a short time. Try again later."))
            return _page(request, listing, form=form, status=TOO_MANY)
    try:
        reminder = remind_me(listing=listing, phone=form.cleaned_data["phone"], person=person, at=at, language=language)
    except BadPhone as refusal:
        form.add_error("phone", str(refusal))
        return _page(request, listing, form=form, status=INVALID)
    except DomainError as refusal:
        return _page(request, listing, form=form, problem=refusal, status=REFUSED)
    return _page(request, listing, done=format_phone(reminder.phone))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End a reminder with the link of its message: one button, so that nothing that fetches links presses it."""
    reminder = reminder_by_token(token)
    if reminder is None:
        raise Http404
    if request.method == "POST":
        reminder = end_reminder(reminder=reminder, at=timezone.now())
    return render(request, "storefront/buyer/end_reminder.html", {"reminder": reminder})


def _page(
    request: HttpRequest,
    listing: Listing,
    *,
    form: RemindForm | None = None,
    problem: DomainError | None = None,
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    season = season_of(listing.live) if listing.live else None
    context = {
        "title": listing.live.title if listing.live else listing.code,
        "path": product_path(listing.slug, listing.code),
        "month": season.next_start(local_date(timezone.now())).month if season else 0,
        "form": form,
        "problem": problem,
        "done": done,
    }
    return render(request, "storefront/buyer/remind.html", context, status=status)
