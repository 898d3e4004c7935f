"""The shop's side: what buyers complain about, answered one by one."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.complaints.actions.answering import answer_complaint, appeal, ask_the_market
from chophien.complaints.actions.settling import send_other, take_back
from chophien.complaints.forms import OfferForm, ParcelForm, ReasonForm
from chophien.complaints.models import Complaint
from chophien.complaints.selectors.complaints import complaints_seen_by_staff
from chophien.complaints.selectors.lists import list_of
from chophien.complaints.selectors.pages import complaint_page
from chophien.complaints.views import _photos
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError
from chophien.orders.selectors.pages import lines_of
from chophien.web.decorators import signed_in
from chophien.web.forms import PlainForm

INVALID, REFUSED = 422, 409
Step = Callable[[Complaint, Actor, dict[str, str], datetime], object]
STEPS: dict[str, tuple[type[PlainForm], Step]] = {
    "nho-cho": (
        ReasonForm,
        lambda one, actor, said, at: ask_the_market(complaint=one, actor=actor, at=at, reason=said["reason"]),
    ),
    "xem-lai": (
        ReasonForm,
        lambda one, actor, said, at: appeal(complaint=one, actor=actor, at=at, reason=said["reason"]),
    ),
    "hang-ve": (PlainForm, lambda one, actor, _said, at: take_back(complaint=one, actor=actor, at=at)),
    "hang-ve-ban-lai": (
        PlainForm,
        lambda one, actor, _said, at: take_back(complaint=one, actor=actor, at=at, restock=True),
    ),
    "gui-bu": (
        ParcelForm,
        lambda one, actor, said, at: send_other(complaint=one, parcel=said["parcel"], actor=actor, at=at),
    ),
}


@never_cache
@require_safe
@signed_in
def complaints(request: SignedInRequest) -> HttpResponse:
    """What was complained about in all shops that the reader answers for, what waits first."""
    at = timezone.now()
    page = list_of(complaints_seen_by_staff(request.user, at=at), cursor=request.GET.get("trang", ""))
    return render(request, "complaints/seller/list.html", {"page": page})


@never_cache
@require_safe
@signed_in
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """One complaint as the shop sees it."""
    at = timezone.now()
    return _page(request, _find(request, code, at=at), at=at)


@never_cache
@require_POST
@signed_in
def answer(request: SignedInRequest, code: str) -> HttpResponse:
    """Offer something, or say why nothing is owed."""
    at = timezone.now()
    complaint = _find(request, code, at=at)
    form = OfferForm(request.POST, request.FILES, lines=list(lines_of(complaint.order).select_related("variant")))
    if not form.is_valid():
        return _page(request, complaint, at=at, form=form, status=INVALID)
    photos = form.cleaned_data["photos"]
    try:
        answer_complaint(complaint=complaint, offer=form.offer(), photos=photos, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, _find(request, code, at=at), at=at, form=form, problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("complaints:seller-complaint", args=[code]) + "?xong=tra-loi")


@never_cache
@require_POST
@signed_in
def step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Ask for the market, say that goods came back, say that other goods were sent."""
    at = timezone.now()
    complaint = _find(request, code, at=at)
    if step not in STEPS:
        raise Http404
    kind, take = STEPS[step]
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, complaint, at=at, said=form, status=INVALID)
    try:
        take(complaint, request.user, form.cleaned_data, at)
    except DomainError as refusal:
        return _page(request, _find(request, code, at=at), at=at, problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("complaints:seller-complaint", args=[code]) + f"?xong={step}")


@never_cache
@require_safe
@signed_in
def photo(request: SignedInRequest, code: str, file_code: str) -> HttpResponse:
    """A photo of a complaint about the shop."""
    at = timezone.now()
    return _photos.answer(_find(request, code, at=at), file_code, actor=request.user, at=at)


def _find(request: SignedInRequest, code: str, *, at: datetime) -> Complaint:
    found: Complaint = get_object_or_404(complaints_seen_by_staff(request.user, at=at), code=code)
    return found


def _page(
    request: SignedInRequest,
    complaint: Complaint,
    *,
    at: datetime,
    form: OfferForm | None = None,
    said: PlainForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    page = complaint_page(complaint, actor=request.user, at=at)
    lines = [one.line for one in page.goods]
    context = {
        "page": page,
        "complaint": complaint,
        "order": complaint.order,
        "form": form or OfferForm(lines=lines, with_money="offer_money" in page.may),
        "reason": said if isinstance(said, ReasonForm) else ReasonForm(),
        "parcel": said if isinstance(said, ParcelForm) else ParcelForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "complaints/seller/complaint.html", context, status=status)
