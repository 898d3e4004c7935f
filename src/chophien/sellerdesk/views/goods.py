"""A shop's goods: the list, one listing, what is left and what it costs, on sale and off."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.actions.listings import change_price, pause_listing, resume_listing
from chophien.catalog.models import Listing
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.sellerdesk import selectors
from chophien.sellerdesk.forms import PriceForm, StockForm
from chophien.sellerdesk.goods import PILE_WORDS, PILES, goods_page, pile_counts
from chophien.sellerdesk.history import deeds_on, history_of, stock_of
from chophien.sellerdesk.item import item_of, preview_of, variant_id
from chophien.sellerdesk.telling import telling_of
from chophien.sellerdesk.views import _desk
from chophien.supply.actions import set_stock
from chophien.web.decorators import signed_in
from chophien.web.forms import PlainForm
from chophien.web.htmx import is_fragment_wanted
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

TYPED_MOST = 40
STOCK = "sellerdesk.stock"


@dataclass(frozen=True)
class Wrong:
    """A field of one size that was refused: what stood in it, and why."""

    size: str
    field: str
    typed: str
    sentence: str


Step = Callable[[Listing, dict[str, Any], datetime], object]


@never_cache
@require_safe
@signed_in
def goods(request: SignedInRequest) -> HttpResponse:
    """The shop's goods, by where they stand."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at)
    pile = request.GET.get("loai", "all")
    if pile not in PILES:
        pile = "all"
    counts = pile_counts(desk.seller)
    page = goods_page(desk.seller, pile=pile, cursor=request.GET.get("trang", ""), on=local_date(at))
    context = {
        "page": page,
        "pile": pile,
        "piles": [
            (words, _desk.address("goods", desk, loai=key), key == pile, counts[key])
            for key, words in PILE_WORDS.items()
            if counts[key] or key in {"all", pile}
        ],
        "following": _desk.address("goods", desk, loai=pile, trang=page.following) if page.following else "",
        "later": bool(request.GET.get("trang")),
    }
    return _desk.page(request, "goods.html", desk, context)


@never_cache
@require_safe
@signed_in
def item(request: SignedInRequest, code: str) -> HttpResponse:
    """One listing: where it stands, its sizes, and what can be done."""
    at = timezone.now()
    return _item_page(request, _staffed(request, code, at=at), at=at)


@never_cache
@require_safe
@signed_in
def history(request: SignedInRequest, code: str) -> HttpResponse:
    """Every version of a listing with who wrote it, who decided and why; and how what is left of it changed."""
    at = timezone.now()
    listing = _staffed(request, code, at=at)
    desk = _desk.desk_at(request, listing.seller, at=at)
    stock = stock_of(listing, before=_mark(request.GET.get("kho", "")))
    here = reverse("sellerdesk:history", args=[listing.code])
    mark = encode_cursor([stock.following], purpose=STOCK) if stock.following else ""
    context = {
        "listing": listing,
        "versions": history_of(listing),
        "deeds": deeds_on(listing),
        "stock": stock.lines,
        "later": f"{here}#kho" if "kho" in request.GET else "",
        "earlier": f"{here}?kho={mark}#kho" if mark else "",
    }
    return _desk.page(request, "history.html", desk, context)


@never_cache
@require_safe
@signed_in
def preview(request: SignedInRequest, code: str) -> HttpResponse:
    """What was written last, as buyers would see it."""
    at = timezone.now()
    listing = _staffed(request, code, at=at)
    desk = _desk.desk_at(request, listing.seller, at=at)
    return _desk.page(request, "preview.html", desk, {"listing": listing, "view": preview_of(listing, at=at)})


@require_POST
@signed_in
def stock(request: SignedInRequest, code: str, variant: str) -> HttpResponse:
    """Say how much is left of one size."""

    def step(listing: Listing, said: dict[str, Any], at: datetime) -> object:
        found = variant_id(listing, variant)
        if found is None:
            raise Http404
        set_stock(variant_id=found, quantity=said["left"], seen=said["seen"], actor=request.user, at=at)
        return listing

    return _quick(request, code, StockForm(request.POST), step, size=variant, manager=False)


@require_POST
@signed_in
def price(request: SignedInRequest, code: str, variant: str) -> HttpResponse:
    """Ask another price for one size, at once."""

    def step(listing: Listing, said: dict[str, Any], at: datetime) -> object:
        if variant_id(listing, variant) is None:
            raise Http404
        return change_price(
            listing=listing, variant_code=variant, price_vnd=said["price_vnd"], actor=request.user, at=at
        )

    return _quick(request, code, PriceForm(request.POST), step, size=variant)


@require_POST
@signed_in
def pause(request: SignedInRequest, code: str) -> HttpResponse:
    """Tạm ngừng bán."""
    return _quick(request, code, None, lambda one, _said, at: pause_listing(listing=one, actor=request.user, at=at))


@require_POST
@signed_in
def resume(request: SignedInRequest, code: str) -> HttpResponse:
    """Bán lại."""
    return _quick(request, code, None, lambda one, _said, at: resume_listing(listing=one, actor=request.user, at=at))


def _quick(
    request: SignedInRequest, code: str, form: PlainForm | None, step: Step, *, size: str = "", manager: bool = True
) -> HttpResponse:
    """Take one small step with a listing; answer with its row in the list or with its page."""
    at = timezone.now()
    listing = _desk.managed_goods(request, code, at=at) if manager else _staffed(request, code, at=at)
    problem: DomainError | None = None
    valid = form is None or form.is_valid()
    if valid:
        try:
            step(listing, form.cleaned_data if form else {}, at)
        except DomainError as refusal:
            problem = refusal
    wrong = _what_was_wrong(form, size, problem)
    if problem is None and valid and not is_fragment_wanted(request):
        return HttpResponseRedirect(reverse("sellerdesk:item", args=[code]) + "?xong=luu")
    listing = _staffed(request, code, at=at)
    if is_fragment_wanted(request):
        desk = _desk.desk_at(request, listing.seller, at=at)
        context = {
            "row": item_of(listing, at=at).row,
            "problem": None if wrong else problem,
            "wrong": wrong,
            "saved": valid and not problem,
        }
        return _desk.page(request, "_goods_row.html", desk, context, status=_desk.status_of(problem, invalid=not valid))
    return _item_page(request, listing, at=at, problem=problem, wrong=wrong)


def _what_was_wrong(form: PlainForm | None, size: str, problem: DomainError | None) -> Wrong | None:
    """The field of a small form that was refused, with what was typed there; none if the form was not the reason."""
    if form is None or (form.is_valid() and problem is None):
        return None
    field = next((name for name, one in form.fields.items() if not one.widget.is_hidden))
    sentence = str(problem) if problem else str(next(iter(form.errors.values()))[0])
    return Wrong(size, field, str(form.data.get(field, ""))[:TYPED_MOST], sentence)


def _item_page(
    request: SignedInRequest,
    listing: Listing,
    *,
    at: datetime,
    problem: DomainError | None = None,
    wrong: Wrong | None = None,
) -> HttpResponse:
    desk = _desk.desk_at(request, listing.seller, at=at)
    context = {
        "telling": telling_of(listing, at=at),
        "item": item_of(listing, at=at),
        "problem": None if wrong else problem,
        "wrong": wrong,
        "done": request.GET.get("xong", "") if request.method == "GET" else "",
    }
    return _desk.page(request, "item.html", desk, context, status=_desk.status_of(problem, invalid=wrong is not None))


def _mark(cursor: str) -> int | None:
    """Where the page of movements before ended; a cursor that was bent means the first page."""
    with suppress(BadCursor):
        values = decode_cursor(cursor, purpose=STOCK)
        if len(values) == 1 and isinstance(values[0], int):
            return values[0]
    return None


def _staffed(request: SignedInRequest, code: str, *, at: datetime) -> Listing:
    return get_object_or_404(selectors.goods_staffed_by(request.user, at=at), code=code)
