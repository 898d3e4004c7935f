"""Packaging from suppliers that shops of a province order together."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.packaging.actions import ordering
from chophien.packaging.forms import OpenForm, TakeForm
from chophien.packaging.models import GroupOrder
from chophien.packaging.selectors.groups import find_group_for, find_item, group_page, groups_for, items_offered
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in


@never_cache
@require_safe
@signed_in
def offers(request: SignedInRequest) -> HttpResponse:
    """What is open in the province, the shop's own orders, and what suppliers offer."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    open_ones, ours = groups_for(desk.seller, on=local_date(at))
    busy = {one.item_id for one in open_ones}
    items = [one for one in items_offered() if one.pk not in busy]
    context = {"open_ones": open_ones, "ours": ours, "items": items, "shop_query": _query(desk)}
    return _desk.page(request, "packaging.html", desk, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin an order of one kind of packaging."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    item = find_item(code)
    if item is None:
        raise Http404
    form = OpenForm(request.POST if request.method == "POST" else None)
    problem: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            made = ordering.open_group(item=item, seller=desk.seller, actor=request.user, at=at, **form.cleaned_data)
            return HttpResponseRedirect(_desk.address("packaging-group", desk, made.code, xong="mo"))
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            problem = refusal
    context = {"item": item, "form": form, "problem": problem, "shop_query": _query(desk)}
    return _desk.page(
        request, "packaging_begin.html", desk, context, status=_desk.status_of(problem, invalid=form.is_bound)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def group(request: SignedInRequest, code: str) -> HttpResponse:
    """One order; what is sent is how much the shop takes."""
    at = timezone.now()
    desk, found = _find(request, code)
    form = TakeForm(request.POST if request.method == "POST" else None)
    problem: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            ordering.join(group=found, seller=desk.seller, actor=request.user, at=at, **form.cleaned_data)
            return HttpResponseRedirect(_desk.address("packaging-group", desk, code, xong="vao"))
        except Invalid as refusal:
            form.take(refusal)
        except DomainError as refusal:
            problem = refusal
    return _page(request, desk, found, form, problem)


@require_POST
@signed_in
def leave(request: SignedInRequest, code: str) -> HttpResponse:
    """Take part no longer."""
    desk, found = _find(request, code)
    try:
        ordering.leave(group=found, seller=desk.seller, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, desk, found, TakeForm(), refusal)
    return HttpResponseRedirect(_desk.address("packaging-group", desk, code, xong="ra"))


def _find(request: SignedInRequest, code: str) -> tuple[Desk, GroupOrder]:
    """:raises Http404: if it is no order of the shop's province"""
    desk = _desk.need_desk(request, at=timezone.now(), lister=True)
    found = find_group_for(code, desk.seller)
    if found is None:
        raise Http404
    return desk, found


def _page(
    request: SignedInRequest, desk: Desk, found: GroupOrder, form: TakeForm, problem: DomainError | None
) -> HttpResponse:
    page = group_page(found, at=timezone.now())
    mine = page.taken_by(desk.seller)
    if not form.is_bound and mine is not None:
        form = TakeForm(initial={"quantity": mine.part.quantity})
    context = {
        "page": page,
        "mine": mine,
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "shop_query": _query(desk),
    }
    status = _desk.status_of(problem, invalid=form.is_bound)
    return _desk.page(request, "packaging_group.html", desk, context, status=status)


def _query(desk: Desk) -> str:
    return f"?{_desk.SHOP}={desk.seller.code}"
