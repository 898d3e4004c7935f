"""Who may open which page of the counter, and what every page of it shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.actions.confirming import send_confirmation
from chophien.cashpoints.errors import NoOwnPhone, TooManyToday
from chophien.cashpoints.models import CashOrder, Till
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.counter import orders_served_by
from chophien.cashpoints.selectors.points import posts_of, tills_served_by
from chophien.lib.codes import new_token
from chophien.lib.errors import DomainError
from chophien.web.decorators import signed_in

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[SignedInRequest, Arguments], HttpResponseBase]
INVALID, REFUSED = 422, 409
KEY_LENGTH = 22


def serving(view: View[Arguments]) -> View[Arguments]:
    """For agents of a cash point; there is no such page for anybody else."""

    @never_cache
    @signed_in
    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        if not posts_of(request.user, at=timezone.now()).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def my_till(request: SignedInRequest, code: str) -> Till:
    """One of the tills at which the agent serves.

    :raises Http404: if it is none of them
    """
    till: Till = get_object_or_404(tills_served_by(request.user, at=timezone.now()), code=code)
    return till


def my_order(request: SignedInRequest, code: str) -> CashOrder:
    """One of the orders of cash at the agent's points.

    :raises Http404: if it is none of them
    """
    order: CashOrder = get_object_or_404(orders_served_by(request.user, at=timezone.now()), code=code)
    return order


def page(
    request: HttpRequest, template: str, till: Till, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the counter; it says when no money is real."""
    trial = context.pop("trial", None)
    trial = not is_real(till.point, at=timezone.now()) if trial is None else trial
    return render(request, f"cashpoints/agent/{template}", {"till": till, "trial": trial, **context}, status=status)


def with_code(order: CashOrder, request: SignedInRequest) -> CashOrder:
    """Send the code where there is a phone to send it to, and not too many went there today; else the customer has a
    card.
    """
    if order.codes_sent:
        return order
    try:
        return send_confirmation(order=order, actor=request.user, at=timezone.now())
    except (NoOwnPhone, TooManyToday):
        return order


def to_order(order: CashOrder) -> HttpResponseRedirect:
    """On to the page of one customer's cash."""
    return HttpResponseRedirect(reverse("cashpoints:order", args=[order.code]))


def new_key() -> str:
    """What makes a form that is shown now one act, however often it is sent."""
    return new_token()[:KEY_LENGTH]


def status_of(refusal: DomainError | None, *, invalid: bool = False) -> int:
    """The status of a page that comes back."""
    if refusal is not None:
        return REFUSED
    return INVALID if invalid else 200
