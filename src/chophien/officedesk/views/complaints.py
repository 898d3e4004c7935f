"""Complaints that wait for a person of the market, and goods that are called back."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.complaints.actions.looking import look_at_buyers
from chophien.complaints.actions.mediating import decide as decide_complaint
from chophien.complaints.actions.recalls import end_recall
from chophien.complaints.actions.settling import send_other, take_back
from chophien.complaints.forms import OfferForm, ParcelForm
from chophien.complaints.models import Complaint, Recall
from chophien.complaints.selectors.complaints import complaints_mediated_by, waiting_for_the_market
from chophien.complaints.selectors.pages import complaint_page
from chophien.complaints.selectors.recalls import recalls_overseen_by, told_about
from chophien.complaints.states import ComplaintStatus, Fault
from chophien.lib.errors import DomainError
from chophien.officedesk.filters import LISTS, shelf_of
from chophien.officedesk.forms import PurposeForm
from chophien.officedesk.paging import page_along, page_by_pk
from chophien.officedesk.selectors import Office, complaints_found, provinces_of_office
from chophien.officedesk.views import _office
from chophien.orders.selectors.pages import lines_of
from chophien.uploads.actions.papers import open_private_file
from chophien.uploads.selectors import private_file
from chophien.web.downloads import private_file_response

MOST, PURPOSE_MOST = 200, 300


@require_safe
@_office.operating
def complaints(request: SignedInRequest, office: Office) -> HttpResponse:
    """What waits for a decision, the most urgent first; then all of the area, newest first."""
    shelf = shelf_of(LISTS["complaints"], request.user, request.GET.dict())
    if shelf.away:
        return HttpResponseRedirect(shelf.away)
    at = timezone.now()
    text, state, fault, province = shelf.said("q", "loai", "loi", "tinh")
    found = complaints_found(
        complaints_mediated_by(request.user, at=at), text=text, status=state, fault=fault, province=province
    )
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.complaints")
    waiting = page_along(
        waiting_for_the_market(found),
        "settle_due",
        cursor=request.GET.get("trang-cho", ""),
        purpose="officedesk.complaints_waiting",
    )
    context = {
        "waiting": waiting,
        "waiting_following": (
            _office.address("complaints", **shelf.asked, **{"trang-cho": waiting.following})
            if waiting.following
            else ""
        ),
        "page": page,
        "following": _office.address("complaints", **shelf.asked, trang=page.following) if page.following else "",
        "text": text,
        "state": state,
        "fault": fault,
        "province": province,
        "states": ComplaintStatus.choices,
        "faults": Fault.choices,
        "provinces": provinces_of_office(request.user, at=at),
        "shelf": shelf,
    }
    return _office.page(request, "complaints.html", office, context)


@require_safe
@_office.operating
def complaint(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One complaint with what both sides said."""
    at = timezone.now()
    return _page(request, office, _find(request, code, at=at), at=at)


@require_POST
@_office.operating
def decide(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """A person decides, with reasons."""
    at = timezone.now()
    found = _find(request, code, at=at)
    form = OfferForm(request.POST, request.FILES, lines=list(lines_of(found.order).select_related("variant")))
    if not form.is_valid():
        return _page(request, office, found, at=at, form=form)
    try:
        decide_complaint(complaint=found, offer=form.offer(), actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, _find(request, code, at=at), at=at, form=form, problem=refusal)
    return HttpResponseRedirect(_office.address("complaint", code, xong="quyet"))


@require_POST
@_office.operating
def carried_out(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Write down for the shop that goods came back, or that other goods were sent."""
    at = timezone.now()
    found = _find(request, code, at=at)
    if step not in {"hang-ve", "gui-bu"}:
        raise Http404
    form = ParcelForm(request.POST)
    form.is_valid()
    try:
        if step == "hang-ve":
            take_back(complaint=found, actor=request.user, at=at)
        else:
            parcel = form.cleaned_data.get("parcel", "")
            send_other(complaint=found, parcel=parcel, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, _find(request, code, at=at), at=at, problem=refusal)
    return HttpResponseRedirect(_office.address("complaint", code, xong=step))


@require_POST
@_office.operating
def photo(request: SignedInRequest, office: Office, code: str, file_code: str) -> HttpResponse:
    """A photo of a complaint, after the purpose was said and written down."""
    at = timezone.now()
    found = _find(request, code, at=at)
    kept = private_file(file_code, owner_code=found.code)
    if kept is None:
        raise Http404
    form = PurposeForm(request.POST)
    form.is_valid()
    try:
        opened = open_private_file(paper=kept, actor=request.user, purpose=form.cleaned_data.get("purpose", ""), at=at)
    except DomainError as refusal:
        return _page(request, office, found, at=at, problem=refusal)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


@require_safe
@_office.operating
def recalls(request: SignedInRequest, office: Office) -> HttpResponse:
    """Goods of the area that are or were called back."""
    return _recalls(request, office)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating
def recall(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One recall: which orders have the goods, and when their buyers were told; who those are for a stated purpose."""
    found, problem = _find_recall(request, code), None
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")[:PURPOSE_MOST]
        try:
            look_at_buyers(recall=found, purpose=purpose, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            problem = refusal
    page = page_by_pk(told_about(found), cursor=request.GET.get("trang", ""), purpose="officedesk.recall")
    context = {
        "recall": found,
        "page": page,
        "following": _office.address("recall", code, trang=page.following) if page.following else "",
        "is_seen": request.method == "POST" and problem is None,
        "problem": problem,
    }
    return _office.page(request, "recall.html", office, context, status=_office.status_of(problem))


@require_POST
@_office.operating
def end(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Take a recall's notice out of the visible place, when the days of the law are over."""
    try:
        end_recall(recall=_find_recall(request, code), actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _recalls(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("recalls", xong="het"))


def _find(request: SignedInRequest, code: str, *, at: datetime) -> Complaint:
    found: Complaint = get_object_or_404(complaints_mediated_by(request.user, at=at), code=code)
    return found


def _find_recall(request: SignedInRequest, code: str) -> Recall:
    found: Recall = get_object_or_404(recalls_overseen_by(request.user, at=timezone.now()), code=code)
    return found


def _recalls(request: SignedInRequest, office: Office, *, problem: DomainError | None = None) -> HttpResponse:
    found = recalls_overseen_by(request.user, at=timezone.now())
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.recalls")
    context = {
        "page": page,
        "following": _office.address("recalls", trang=page.following) if page.following else "",
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "recalls.html", office, context, status=_office.status_of(problem))


def _page(
    request: SignedInRequest,
    office: Office,
    found: Complaint,
    *,
    at: datetime,
    form: OfferForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    page = complaint_page(found, actor=request.user, at=at)
    context = {
        "page": page,
        "complaint": found,
        "order": found.order,
        "form": form or OfferForm(lines=[one.line for one in page.goods]),
        "parcel": ParcelForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and not form.is_valid()
    return _office.page(request, "complaint.html", office, context, status=_office.status_of(problem, invalid=invalid))
