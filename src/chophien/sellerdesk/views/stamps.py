"""A shop's stamps: ordered, printed, put on packs, taken out of use; and those that may have been copied."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, Invalid
from chophien.scans.actions import sharing, stamps, suspecting
from chophien.scans.forms import ActivateForm, OrderStampsForm, SettleForm, UseStampForm, VoidForm, name_of
from chophien.scans.models import StampBatch
from chophien.scans.selectors import sheets
from chophien.scans.selectors.shares import are_shown
from chophien.scans.selectors.stamps import (
    LISTED_MOST,
    BatchPage,
    batch_page,
    batches_of,
    goods_to_stamp,
    places_for_stamps,
)
from chophien.scans.selectors.suspicions import suspicion_page, suspicions_of
from chophien.sellerdesk.views import _desk, _lots
from chophien.web.decorators import signed_in
from chophien.web.forms import PlainForm

ACTIVATE, VOID, PACK = "gan", "huy", "goi"
READ_WRITE = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(READ_WRITE)
@signed_in
def overview(request: SignedInRequest) -> HttpResponse:
    """All batches, the form for another one, and the stamps that may be copied."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    goods = list(goods_to_stamp(desk.seller)[:LISTED_MOST])
    first = {"variant": request.GET.get("co", "")}
    form = OrderStampsForm(request.POST if request.method == "POST" else None, variants=goods, initial=first)
    if request.method == "POST":
        if not desk.manages:
            raise Http404
        if form.is_valid():
            said = form.cleaned_data
            variant = form.variants[said["variant"]]
            try:
                made = stamps.order_stamps(
                    seller=desk.seller, variant=variant, count=said["count"], actor=request.user, at=at
                )
                return HttpResponseRedirect(_desk.address("stamp-batch", desk, made.code, xong="dat"))
            except Invalid as refusal:
                form.take(refusal)
    context = {
        "batches": [(one, name_of(one.variant)) for one in batches_of(desk.seller)[:LISTED_MOST]],
        "suspicions": list(suspicions_of(desk.seller)[:LISTED_MOST]),
        "form": form,
        "shares_shown": are_shown(desk.seller),
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    return _desk.page(request, "stamps.html", desk, context, status=_desk.status_of(None, invalid=form.is_bound))


@require_POST
@signed_in
def show_shares(request: SignedInRequest) -> HttpResponse:
    """Say whether the pages behind the codes tell what growers receive."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    shown = request.POST.get("hien", "") == "co"
    sharing.show_shares(seller=desk.seller, shown=shown, actor=request.user, at=at)
    return HttpResponseRedirect(_desk.address("stamps", desk, xong="hien"))


@never_cache
@require_http_methods(READ_WRITE)
@signed_in
def batch(request: SignedInRequest, code: str) -> HttpResponse:
    """One batch: print it, put stamps on the packs of a lot, take some out of use."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    found = get_object_or_404(batches_of(desk.seller), code=code)
    page = batch_page(found)
    step = request.POST.get("step", "")
    forms = _forms(request, page, step)
    problem: DomainError | None = None
    if request.method == "POST":
        form = forms.get(step)
        if step == VOID and not desk.manages:
            raise Http404
        if form is not None and form.is_valid():
            try:
                _do(found, form, request, at=at)
                return HttpResponseRedirect(_desk.address("stamp-batch", desk, code, xong=step))
            except DomainError as refusal:
                problem = refusal
    context = {
        "page": page,
        "goods": name_of(found.variant),
        "activate_form": forms[ACTIVATE],
        "void_form": forms[VOID],
        "parts": sheets.parts_of(found),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    is_wrong = problem is None and request.method == "POST"
    return _desk.page(request, "stamp_batch.html", desk, context, status=_desk.status_of(problem, invalid=is_wrong))


@require_safe
@signed_in
def sheet(request: SignedInRequest, code: str, part: int) -> HttpResponse:
    """Some of a batch's stamps as a PDF for label sheets."""
    desk = _lots.weigher(request, at=timezone.now())
    found = get_object_or_404(batches_of(desk.seller), code=code)
    if part not in sheets.parts_of(found):
        raise Http404
    answer = HttpResponse(sheets.sheet_pdf(found, part=part), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{sheets.sheet_name(found, part=part)}"'
    return answer


@never_cache
@require_http_methods(READ_WRITE)
@signed_in
def use(request: SignedInRequest) -> HttpResponse:
    """Put one stamp, scanned or typed, on a pack of a lot."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    places = places_for_stamps(desk.seller)
    first = {"serial": request.GET.get("tem", "")[:60], "lot": request.GET.get(PACK, "")}
    form = UseStampForm(request.POST if request.method == "POST" else None, initial=first, places=places)
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            place = form.places[said["lot"]]
            stamps.activate_one(
                seller=desk.seller,
                serial=said["serial"],
                lot=place.lot,
                pack=place.pack,
                actor=request.user,
                at=at,
            )
            return HttpResponseRedirect(_desk.address("use-stamp", desk, xong="gan"))
        except DomainError as refusal:
            problem = refusal
    context = {"form": form, "places": places, "problem": problem, "done": request.GET.get("xong", "")}
    wrong = form.is_bound and problem is None
    return _desk.page(request, "use_stamp.html", desk, context, status=_desk.status_of(problem, invalid=wrong))


@never_cache
@require_http_methods(READ_WRITE)
@signed_in
def suspicion(request: SignedInRequest, code: str) -> HttpResponse:
    """A stamp that may be copied: why, its scans by day, what was found out."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    found = get_object_or_404(suspicions_of(desk.seller), code=code)
    form = SettleForm(request.POST if request.method == "POST" else None)
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            suspecting.settle(suspicion=found, actor=request.user, at=at, **form.cleaned_data)
            return HttpResponseRedirect(_desk.address("stamp-suspicion", desk, code, xong="ghi"))
        except DomainError as refusal:
            problem = refusal
    context = {
        "page": suspicion_page(found),
        "goods": name_of(found.stamp.batch.variant),
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    wrong = form.is_bound and problem is None
    return _desk.page(request, "stamp_suspicion.html", desk, context, status=_desk.status_of(problem, invalid=wrong))


def _forms(request: SignedInRequest, page: BatchPage, step: str) -> dict[str, PlainForm]:
    sent = request.POST if request.method == "POST" else None
    last = page.batch.size if page.next_number else None
    first = {"first": page.next_number or None, "last": last, "lot": request.GET.get(PACK, "")}
    activating = ActivateForm(sent if step == ACTIVATE else None, places=page.places, initial=first)
    return {ACTIVATE: activating, VOID: VoidForm(sent if step == VOID else None)}


def _do(found: StampBatch, form: PlainForm, request: SignedInRequest, *, at: datetime) -> None:
    said = form.cleaned_data
    between = {"batch": found, "first": said["first"], "last": said["last"], "actor": request.user, "at": at}
    if isinstance(form, ActivateForm):
        place = form.places[said["lot"]]
        stamps.activate(lot=place.lot, pack=place.pack, **between)
    else:
        stamps.void_stamps(reason=said["reason"], **between)
