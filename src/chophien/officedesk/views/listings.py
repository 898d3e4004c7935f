"""Goods: the review queue, one listing under review, and the goods of the area."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.actions.deciding import restore_listing, take_down_listing
from chophien.catalog.models import Listing
from chophien.lib.errors import DomainError, StepNotAllowed
from chophien.officedesk import selectors
from chophien.officedesk.actions import reviewing as actions
from chophien.officedesk.filters import LISTS, shelf_of
from chophien.officedesk.forms import DecisionForm, ReasonForm
from chophien.officedesk.goods import goods_found, goods_rows
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.review import category_choices, filters_of, queue_page, review_sheet
from chophien.officedesk.selectors import Office
from chophien.officedesk.telling import screening_of
from chophien.officedesk.views import _office

Decision = Callable[[Listing, int, str, SignedInRequest, datetime], object]


@require_safe
@_office.operating
def queue(request: SignedInRequest, office: Office) -> HttpResponse:
    """What waits for a decision, oldest first, with filters."""
    return _queue_page(request, office)


@require_POST
@_office.operating
def approve_many(request: SignedInRequest, office: Office) -> HttpResponse:
    """Duyệt for everything that was ticked; each is decided by itself and what fails is named."""
    at = timezone.now()
    marks = [mark.rpartition(":") for mark in request.POST.getlist("seen")[:100]]
    numbers = {code: int(number) for code, _colon, number in marks if number.isascii() and number.isdigit()}
    waiting = selectors.open_listings_to_review(request.user, at=at)
    found = {one.code: one for one in waiting if one.code in numbers}
    seen = [(found[code], number) for code, number in numbers.items() if code in found]
    done = actions.approve_many(seen=seen, actor=request.user, at=at)
    return _queue_page(request, office, done=done, missed=len(numbers) - len(seen))


@require_safe
@_office.overseeing
def listing(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One listing of the area; for an operator with what is new beside what is on sale, and the decisions."""
    return _listing_page(request, office, _find(request, code))


@require_POST
@_office.operating
def decide(request: SignedInRequest, office: Office, code: str, decision: str) -> HttpResponse:
    """Duyệt, Yêu cầu sửa or Từ chối for the version that was looked at."""
    at = timezone.now()
    found = _find(request, code)
    form = DecisionForm(request.POST)
    if not selectors.waits_for_review(found, person=request.user, at=at):
        moved = StepNotAllowed(step=decision, status=found.status)
        return _listing_page(request, office, found, form=form, problem=moved, status=_office.REFUSED)
    if not form.is_valid() or decision not in DECISIONS:
        return _listing_page(request, office, found, form=form, status=_office.INVALID)
    said = form.cleaned_data
    try:
        DECISIONS[decision](found, said["number"], said["reason"], request, at)
    except DomainError as refusal:
        return _listing_page(request, office, found, form=form, problem=refusal, status=_office.REFUSED)
    return HttpResponseRedirect(_office.address("queue", xong=decision))


@require_POST
@_office.operating
def take_down(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Take goods off the market, or give them back to their seller: whichever the button said."""
    found = _find(request, code)
    form = ReasonForm(request.POST)
    form.is_valid()
    step = restore_listing if request.POST.get("step") == "restore" else take_down_listing
    try:
        step(listing=found, reason=form.cleaned_data.get("reason", ""), actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _listing_page(request, office, found, reason=form, problem=refusal, status=_office.REFUSED)
    return HttpResponseRedirect(_office.address("listing", code))


@require_safe
@_office.overseeing
def goods(request: SignedInRequest, office: Office) -> HttpResponse:
    """The goods of the area, for looking up."""
    at = timezone.now()
    shelf = shelf_of(LISTS["goods"], request.user, request.GET.dict())
    if shelf.away:
        return HttpResponseRedirect(shelf.away)
    text, state, province = shelf.said("q", "loai", "tinh")
    found = goods_found(selectors.goods_overseen_by(request.user, at=at), text=text, status=state, province=province)
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.goods")
    context = {
        "rows": goods_rows(page.rows),
        "text": text,
        "state": state,
        "province": province,
        "provinces": selectors.provinces_of_office(request.user, at=at),
        "following": _office.address("goods", q=text, loai=state, tinh=province, trang=page.following)
        if page.following
        else "",
        "shelf": shelf,
    }
    return _office.page(request, "goods.html", office, context)


def _find(request: SignedInRequest, code: str) -> Listing:
    found: Listing = get_object_or_404(selectors.goods_overseen_by(request.user, at=timezone.now()), code=code)
    return found


def _queue_page(
    request: SignedInRequest, office: Office, *, done: actions.Approvals | None = None, missed: int = 0
) -> HttpResponse:
    at = timezone.now()
    said = request.GET
    shelf = shelf_of(LISTS["queue"], request.user, said.dict())
    if shelf.away and done is None:
        return HttpResponseRedirect(shelf.away)
    filters = filters_of(shelf.asked)
    waiting = selectors.open_listings_to_review(request.user, at=at)
    page = queue_page(waiting, filters, cursor=said.get("trang", ""))
    query = {"tinh": filters.province, "nhom": filters.category, "q": filters.text, "loai": filters.kind}
    context = {
        "page": page,
        "filters": filters,
        "provinces": selectors.provinces_of_office(request.user, at=at),
        "categories": category_choices(),
        "following": _office.address("queue", **query, trang=page.following) if page.following else "",
        "here": _office.address("queue", **query),
        "action": _office.address("approve-many", **query),
        "all_at_once": _office.address("new-bulk", "listings", **query),
        "approvals": done,
        "missed": missed,
        "done": said.get("xong", ""),
        "shelf": shelf,
    }
    failed = done is not None and (done.failures or missed)
    return _office.page(request, "queue.html", office, context, status=_office.REFUSED if failed else 200)


def _listing_page(
    request: SignedInRequest,
    office: Office,
    found: Listing,
    *,
    form: DecisionForm | None = None,
    reason: ReasonForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    found = _find(request, found.code)
    sheet = review_sheet(found)
    if sheet is None:
        raise Http404
    context = {
        "sheet": sheet,
        "screening": screening_of(found, at=timezone.now()) if office.operates else None,
        "waits": found.working is not None and found.working.status == "pending_review",
        "shop_open": found.seller.status == "approved",
        "form": form or DecisionForm(),
        "reason_form": reason or ReasonForm(),
        "problem": problem,
    }
    return _office.page(request, "listing.html", office, context, status=status)


def _approve(found: Listing, number: int, _reason: str, request: SignedInRequest, at: datetime) -> object:
    return actions.approve_seen(listing=found, number=number, actor=request.user, at=at)


def _ask_changes(found: Listing, number: int, reason: str, request: SignedInRequest, at: datetime) -> object:
    return actions.ask_changes_seen(listing=found, number=number, reason=reason, actor=request.user, at=at)


def _reject(found: Listing, number: int, reason: str, request: SignedInRequest, at: datetime) -> object:
    return actions.reject_seen(listing=found, number=number, reason=reason, actor=request.user, at=at)


DECISIONS: dict[str, Decision] = {"duyet": _approve, "yeu-cau-sua": _ask_changes, "tu-choi": _reject}
