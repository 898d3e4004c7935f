"""Who may open which page of the office's desk, and what every page shows."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import names_of_people
from chophien.lib.errors import DomainError
from chophien.officedesk.doers import doer_in_words
from chophien.officedesk.selectors import Office, office_of
from chophien.web.decorators import signed_in

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[SignedInRequest, Office, Arguments], HttpResponseBase]
Guarded = Callable[Concatenate[SignedInRequest, Arguments], HttpResponseBase]
INVALID, REFUSED = 422, 409


class Step(Protocol):
    """A step of anything, as far as it says by whose code it was taken."""

    @property
    def actor_code(self) -> str: ...


def overseeing(view: View[Arguments]) -> Guarded[Arguments]:
    """For operators and officers, each for their area; there is no such page for anybody else."""
    return _guarded(view, lambda _office: True)


def operating(view: View[Arguments]) -> Guarded[Arguments]:
    """For operators, of the country or of a province."""
    return _guarded(view, lambda office: office.operates)


def operating_nationwide(view: View[Arguments]) -> Guarded[Arguments]:
    """For operators of the whole country."""
    return _guarded(view, lambda office: office.nationwide)


def managing_people(view: View[Arguments]) -> Guarded[Arguments]:
    """For those who give roles: operators and provincial officers."""
    return _guarded(view, lambda office: office.manages_people)


def _guarded(view: View[Arguments], allows: Callable[[Office], bool]) -> Guarded[Arguments]:
    @never_cache
    @signed_in
    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        office = office_of(request.user, at=timezone.now())
        if office is None or not allows(office):
            raise Http404
        return view(request, office, *args, **kwargs)

    return guarded


def page(
    request: SignedInRequest, template: str, office: Office, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the desk."""
    return render(request, f"officedesk/officer/{template}", {"office": office, **context}, status=status)


def address(name: str, *args: str, **query: str) -> str:
    """The address of a page of the desk; empty parts of the query are left out."""
    said = {key: value for key, value in query.items() if value}
    path = reverse(f"officedesk:{name}", args=args)
    return f"{path}?{urlencode(said)}" if said else path


def doers_of(steps: Iterable[Step]) -> Mapping[str, str]:
    """Who took these steps, in words, by the actor's code: a person's name, or what acts for the market. One statement,
    beside that for the steps.
    """
    codes = {step.actor_code for step in steps}
    names = names_of_people(codes)
    return {code: names.get(code) or doer_in_words(code) for code in codes}


def status_of(refusal: DomainError | None, *, invalid: bool = False) -> int:
    """The status of a page that comes back."""
    if refusal is not None:
        return REFUSED
    return INVALID if invalid else 200
