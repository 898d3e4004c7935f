"""The buyer's side: how to complain about an order, the complaint as it stands, and what the buyer can do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.complaints.actions.answering import accept_answer, appeal, ask_the_market
from chophien.complaints.actions.opening import open_complaint, send_back, withdraw_complaint
from chophien.complaints.actions.rescinding import cancel_contract
from chophien.complaints.errors import PhotoMissing
from chophien.complaints.forms import AgreeForm, GrievanceForm, ParcelForm, ReasonForm
from chophien.complaints.models import Complaint
from chophien.complaints.selectors.complaints import complaints_of_order, open_complaint_of
from chophien.complaints.selectors.pages import complaint_page
from chophien.complaints.selectors.terms import complaint_terms
from chophien.complaints.views import _photos
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError
from chophien.orders.requests import account_context, own_order
from chophien.orders.selectors.buyers import BuyerOrder
from chophien.orders.selectors.pages import lines_of
from chophien.orders.states import Origin
from chophien.web.forms import PlainForm

INVALID, REFUSED = 422, 409
Step = Callable[[Complaint, Actor, dict[str, Any], datetime], object]
STEPS: dict[str, Step] = {
    "dong-y": lambda one, actor, said, at: accept_answer(complaint=one, read=said["read"] or 0, actor=actor, at=at),
    "nho-cho": lambda one, actor, said, at: ask_the_market(complaint=one, actor=actor, at=at, reason=said["reason"]),
    "xem-lai": lambda one, actor, said, at: appeal(complaint=one, actor=actor, at=at, reason=said["reason"]),
    "rut": lambda one, actor, _said, at: withdraw_complaint(complaint=one, actor=actor, at=at),
    "huy-hop-dong": lambda one, actor, _said, at: cancel_contract(complaint=one, actor=actor, at=at),
    "gui-tra": lambda one, actor, said, at: send_back(complaint=one, parcel=said["parcel"], actor=actor, at=at),
}
FORMS: dict[str, type[PlainForm]] = {"dong-y": AgreeForm, "gui-tra": ParcelForm}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, code: str) -> HttpResponse:
    """How to complain about an order, by when there is an answer, and the form that does it."""
    at = timezone.now()
    found = own_order(request, code, at=at)
    lines = list(lines_of(found.order).select_related("variant"))
    sold_here = found.order.origin != Origin.BY_HAND
    if request.method != "POST":
        return _form_page(request, found, GrievanceForm(lines=lines, sold_here=sold_here), at=at)
    form = GrievanceForm(request.POST, request.FILES, lines=lines, sold_here=sold_here)
    if not form.is_valid():
        return _form_page(request, found, form, at=at, status=INVALID)
    try:
        complaint = open_complaint(
            order=found.order,
            grievance=form.grievance(),
            photos=form.cleaned_data["photos"],
            actor=found.actor,
            at=at,
        )
    except PhotoMissing as refusal:
        form.add_error("photos", str(refusal))
        return _form_page(request, found, form, at=at, status=REFUSED)
    except DomainError as refusal:
        return _form_page(request, found, form, at=at, problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("complaints:complaint", args=[found.order.code, complaint.code]) + "?xong=gui")


@never_cache
@require_safe
def show(request: HttpRequest, code: str, complaint: str) -> HttpResponse:
    """One complaint of the reader's own."""
    at = timezone.now()
    found = own_order(request, code, at=at)
    return _page(request, found, _find(found, complaint), at=at)


@never_cache
@require_POST
def step(request: HttpRequest, code: str, complaint: str, step: str) -> HttpResponse:
    """Agree, ask for the market or another look, take it back, cancel the contract, say that goods were sent back."""
    at = timezone.now()
    found = own_order(request, code, at=at)
    one = _find(found, complaint)
    if step not in STEPS:
        raise Http404
    form = FORMS.get(step, ReasonForm)(request.POST)
    if not form.is_valid():
        return _page(request, found, one, at=at, form=form, status=INVALID)
    try:
        STEPS[step](one, found.actor, form.cleaned_data, at)
    except DomainError as refusal:
        return _page(request, found, _find(found, complaint), at=at, problem=refusal, form=form, status=REFUSED)
    return HttpResponseRedirect(reverse("complaints:complaint", args=[found.order.code, one.code]) + f"?xong={step}")


@never_cache
@require_safe
def photo(request: HttpRequest, code: str, complaint: str, file_code: str) -> HttpResponse:
    """A photo of the reader's own complaint."""
    at = timezone.now()
    found = own_order(request, code, at=at)
    return _photos.answer(_find(found, complaint), file_code, actor=found.actor, at=at)


def _find(found: BuyerOrder, code: str) -> Complaint:
    complaint = next((one for one in complaints_of_order(found.order) if one.code == code), None)
    if complaint is None:
        raise Http404
    return complaint


def _form_page(
    request: HttpRequest,
    found: BuyerOrder,
    form: GrievanceForm,
    *,
    at: datetime,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "order": found.order,
        "terms": complaint_terms(at=at),
        "form": form,
        "running": open_complaint_of(found.order),
        "past": complaints_of_order(found.order),
        "problem": problem,
    }
    return render(request, "complaints/buyer/open.html", context, status=status)


def _page(
    request: HttpRequest,
    found: BuyerOrder,
    complaint: Complaint,
    *,
    at: datetime,
    problem: DomainError | None = None,
    form: PlainForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = complaint_page(complaint, actor=found.actor, at=at)
    context = {
        "page": page,
        "complaint": complaint,
        "order": found.order,
        "problem": problem,
        **account_context(request, found, at=at),
        "reason": form if isinstance(form, ReasonForm) else ReasonForm(),
        "parcel": form if isinstance(form, ParcelForm) else ParcelForm(),
        "done": request.GET.get("xong", ""),
        "base": reverse("complaints:complaint", args=[found.order.code, complaint.code]),
    }
    return render(request, "complaints/buyer/complaint.html", context, status=status)
