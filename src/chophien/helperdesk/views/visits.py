"""The visit log: what a helper wrote down, and writing down one more."""

from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.helperdesk.forms import VisitForm
from chophien.helperdesk.views import _helper
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.programmes.actions.visits import note_visit
from chophien.programmes.selectors.households import households_of
from chophien.programmes.selectors.tasks import task_of_visit
from chophien.programmes.selectors.visits import visits_by

SHOWN_MOST = 60


@require_safe
@_helper.helping
def visits(request: SignedInRequest) -> HttpResponse:
    """What the helper wrote down lately, and the households for one more."""
    mine = households_of(request.user, at=timezone.now()).order_by("folded_name", "pk")
    context = {"visits": list(visits_by(request.user)[:SHOWN_MOST]), "households": list(mine.only("code", "name"))}
    return _helper.page(request, "visits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_helper.helping
def note(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down a visit to one household; with `viec` in the address it was about that task."""
    at = timezone.now()
    seller = _helper.household(request, code)
    begun = {"visited_on": format_date(local_date(at)), "place": seller.hamlet, "key": uuid4().hex}
    form = VisitForm(request.POST or None, initial=begun)
    status, problem = 200, None
    if request.method == "POST":
        status = _helper.INVALID
        if form.is_valid():
            try:
                note_visit(
                    seller=seller,
                    text=form.text,
                    key=form.cleaned_data["key"],
                    task=task_of_visit(request.user, request.GET.get("viec", ""), at=at),
                    actor=request.user,
                    at=at,
                )
                return HttpResponseRedirect(reverse("helperdesk:household", args=[seller.code]) + "?xong=tham")
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, _helper.REFUSED
    context = {"form": form, "seller": seller, "problem": problem}
    return _helper.page(request, "note_visit.html", context, status=status)
