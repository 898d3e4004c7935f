"""Who may open which page of the helper's desk, and what every page of it shows."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import month_named
from chophien.lib.errors import DomainError
from chophien.programmes.selectors.households import communes_helped, households_of
from chophien.sellers.models import Seller
from chophien.web.decorators import signed_in

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[SignedInRequest, Arguments], HttpResponseBase]
INVALID, REFUSED = 422, 409


def helping(view: View[Arguments]) -> View[Arguments]:
    """For community helpers; there is no such page for anybody else."""

    @never_cache
    @signed_in
    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        if not communes_helped(request.user, at=timezone.now()):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def household(request: SignedInRequest, code: str) -> Seller:
    """One of the helper's households.

    :raises Http404: if it is none of theirs
    """
    mine = households_of(request.user, at=timezone.now()).select_related("commune__province")
    found: Seller = get_object_or_404(mine, code=code)
    return found


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the desk."""
    return render(request, f"helperdesk/helper/{template}", context, status=status)


def status_of(refusal: DomainError | None, *, invalid: bool = False) -> int:
    """The status of a page that comes back."""
    if refusal is not None:
        return REFUSED
    return INVALID if invalid else 200


def month_asked(request: HttpRequest, *, today: date) -> date:
    """The first day of the month that the address names as ``2026-11``; of this month where it names none."""
    return month_named(request.GET.get("thang", ""), today=today)
