"""What was done by whom, and who looked at what is sensitive."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import people_by_code
from chophien.accounts.states import Scope
from chophien.audit.selectors import TrailPage, TrailQuery, kinds_of_entries, sensitive_looks, trail
from chophien.lib.dates import format_date, local_date
from chophien.officedesk.doers import doer_in_words
from chophien.officedesk.facts import facts_in_words
from chophien.officedesk.filters import LISTS, shelf_of
from chophien.officedesk.forms import TrailForm
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.officedesk.wording import words_of
from chophien.reports.selectors import BY_KEY, SEARCHED
from chophien.reports.states import Format
from chophien.sellers.selectors.helping import names_of_doers
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

ONE_DAY = timedelta(days=1)
PURPOSE = "officedesk.trail"
REPORT = "trail"
FIELDS = ("subject", "actor", "principal", "words", "what", "since", "until")


@require_safe
@_office.operating_nationwide
def entries(request: SignedInRequest, office: Office) -> HttpResponse:
    """The trail of what was done, newest first, narrowed by filters."""
    kinds = [(kind, words_of(kind)) for kind in kinds_of_entries()]
    return _page(request, office, trail, "trail.html", "trail", kinds=kinds)


@require_safe
@_office.operating_nationwide
def looks(request: SignedInRequest, office: Office) -> HttpResponse:
    """Every look at something sensitive with its purpose, newest first."""
    return _page(request, office, sensitive_looks, "looks.html", "looks", kinds=[])


def _page(
    request: SignedInRequest,
    office: Office,
    read: Callable[..., TrailPage[Any]],
    template: str,
    name: str,
    *,
    kinds: list[tuple[str, str]],
) -> HttpResponse:
    shelf = shelf_of(LISTS[name], request.user, request.GET.dict())
    if shelf.away:
        return HttpResponseRedirect(shelf.away)
    form = TrailForm(request.GET, kinds=kinds)
    form.is_valid()
    page = read(_query(form), after=_after(request.GET.get("trang", "")))
    people = people_by_code({row.actor_code for row in page.rows})
    said = {key: request.GET.get(key, "")[:100] for key in FIELDS}
    following = encode_cursor(list(page.after), purpose=PURPOSE) if page.after else ""
    context = {
        "form": form,
        "as_file": _as_file(form, said) if read is trail else {},
        "doer_in_words": doer_in_words,
        "facts_in_words": facts_in_words,
        "rows": [(row, words_of(row.what), people.get(row.actor_code)) for row in page.rows],
        "doers": names_of_doers({(row.actor_code, getattr(row, "on_behalf_of", "")) for row in page.rows}),
        "following": _office.address(name, **said, trang=following) if following else "",
        "shelf": shelf,
    }
    return _office.page(request, template, office, context)


def _query(form: TrailForm) -> TrailQuery:
    said = form.cleaned_data
    until = said.get("until")
    return TrailQuery(
        subject_code=said.get("subject", ""),
        actor_code=said.get("actor", ""),
        what=said.get("what", ""),
        since=said.get("since"),
        until=until + ONE_DAY if until else None,
        principal_code=said.get("principal", ""),
        words=said.get("words", ""),
    )


def _as_file(form: TrailForm, said: dict[str, str]) -> dict[str, str]:
    """What the button that takes out a file of what was found sends to the page of reports: the same search, over the
    days that were asked for, else over as many up to today as such a report may be about.
    """
    kind = BY_KEY[REPORT]
    until = form.cleaned_data.get("until") or timezone.now()
    since = form.cleaned_data.get("since") or until - timedelta(days=kind.most_days - 1)
    searched = {name: said[name] for name in SEARCHED if said[name]}
    days = {"since": format_date(local_date(since)), "until": format_date(local_date(until))}
    return {"kind": kind.key, "area": Scope.NATION.value, "file_format": Format.CSV.value, **days, **searched}


def _after(cursor: str) -> tuple[datetime, int] | None:
    with suppress(BadCursor, ValueError):
        moment, pk = decode_cursor(cursor, purpose=PURPOSE)
        if isinstance(moment, datetime) and isinstance(pk, int):
            return moment, pk
    return None
