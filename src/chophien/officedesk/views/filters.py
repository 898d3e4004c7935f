"""Filters of the office's lists under a name: kept, opened with, shared, let go."""

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.models import Person
from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import people_by_code
from chophien.lib.errors import DomainError
from chophien.officedesk.actions import filters as actions
from chophien.officedesk.filter_forms import FilterForm
from chophien.officedesk.filters import CHIPS_MOST, LISTS, OfficeList, in_words, own_filters, shared_by_others
from chophien.officedesk.models import SavedFilter
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office

Step = Callable[[SavedFilter, Person, datetime], object]
STEPS: Mapping[str, Step] = {
    "mo-bang": lambda kept, actor, at: actions.set_default(kept=kept, opens=True, actor=actor, at=at),
    "mo-thuong": lambda kept, actor, at: actions.set_default(kept=kept, opens=False, actor=actor, at=at),
    "chia-se": lambda kept, actor, at: actions.share(kept=kept, is_shared=True, actor=actor, at=at),
    "giu-rieng": lambda kept, actor, at: actions.share(kept=kept, is_shared=False, actor=actor, at=at),
    "xoa": lambda kept, actor, at: actions.let_go(kept=kept, actor=actor, at=at),
}


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def filters(request: SignedInRequest, office: Office, key: str) -> HttpResponse:
    """What somebody keeps of one list; what the address asks of it is kept here under a name."""
    about, problem = _find(office, key), None
    form = FilterForm(request.POST or None, initial={"asks": about.query(request.GET.dict())})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            kept = actions.keep_filter(
                shelf=about.key,
                query=about.query(dict(parse_qsl(said["asks"]))),
                name=said["name"],
                opens=said["opens"],
                is_shared=said["shared"],
                actor=request.user,
                at=timezone.now(),
            )
            return HttpResponseRedirect(about.address(kept.query))
        except DomainError as refusal:
            problem = refusal
    asks = about.query(dict(parse_qsl(str(form["asks"].value() or ""))))
    others = list(shared_by_others(about, request.user)[:CHIPS_MOST])
    context = {
        "about": about,
        "form": form,
        "asks": in_words(about, asks),
        "own": [
            (one, in_words(about, one.query), about.address(one.query)) for one in own_filters(about, request.user)
        ],
        "others": [(one, about.address(one.query)) for one in others],
        "names": people_by_code({one.owner_code for one in others}),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(problem, invalid=form.is_bound)
    return _office.page(request, "filters.html", office, context, status=status)


@require_POST
@_office.overseeing
def step(request: SignedInRequest, office: Office, key: str, code: str, step: str) -> HttpResponse:
    """Open the list with it or as it is, share it or keep it for oneself, delete it. Only whoever keeps it may."""
    about = _find(office, key)
    if step not in STEPS:
        raise Http404
    kept = get_object_or_404(own_filters(about, request.user), code=code)
    STEPS[step](kept, request.user, timezone.now())
    return HttpResponseRedirect(_office.address("filters", key, xong=step))


def _find(office: Office, key: str) -> OfficeList:
    about = LISTS.get(key)
    if about is None or not about.allows(office):
        raise Http404
    return about
